package io.lightwave.token.session;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.OTHER;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.opaque.OpaqueSecret;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.springframework.transaction.support.TransactionTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionTest {
    static final String COOKIE = "__Host-session-acme.example";
    static final SignIns.Cause CAUSE = new SignIns.Cause("test", "a test", new Origin("", "test"));

    Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    Browser signedIn(String name) {
        Browser browser = acme.browser();
        Acme.signIn(browser, request("shop"), name, Acme.PASSWORD);
        assertThat(browser.cookies()).containsKey(COOKIE);
        return browser;
    }

    String cookie(Browser browser) {
        return browser.cookies().getOrDefault(COOKIE, "");
    }

    boolean isSignedIn(Browser browser) {
        return authorize(browser, request("shop", Map.of("prompt", "none")))
                .answerParameters()
                .containsKey("code");
    }

    @Nested
    @DisplayName("RFC 6265bis The cookie")
    class TheCookie {
        @Test
        void is_bound_to_the_host_and_out_of_reach_of_scripts_and_other_sites() {
            Browser browser = acme.browser();
            Answer answer = Acme.signIn(browser, request("shop"), "alice", Acme.PASSWORD);
            assertThat(answer.headers().getOrDefault("set-cookie", List.of()))
                    .anySatisfy(cookie -> assertThat(cookie)
                            .matches("__Host-session-acme\\.example=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; "
                                    + "SameSite=Lax"));
        }

        @Test
        void there_twice_or_malformed_or_of_another_case_is_no_cookie() {
            Browser alice = signedIn("alice");
            String good = cookie(alice);
            for (String bad : List.of(
                    "",
                    good + "A",
                    good.substring(1),
                    "x; " + COOKIE + "=" + good,
                    good.toLowerCase(java.util.Locale.ROOT))) {
                alice.setCookie(COOKIE, bad);
                assertThat(isSignedIn(alice)).as(bad).isFalse();
            }
            alice.setCookie(COOKIE, good);
            assertThat(isSignedIn(alice)).isTrue();
        }
    }

    @Nested
    @DisplayName("Fixation and mix-up (threat 6)")
    class Fixation {
        @Test
        void a_cookie_that_was_there_before_is_worth_nothing_after_the_sign_in() {
            Browser attacker = acme.browser();
            attacker.follow(authorize(attacker, request("shop")));
            Browser victim = acme.browser();
            attacker.cookies().forEach(victim::setCookie);
            victim.setCookie(COOKIE, "A".repeat(43));
            Acme.signIn(victim, request("shop"), "alice", Acme.PASSWORD);
            assertThat(cookie(victim)).isNotEqualTo("A".repeat(43));
            attacker.setCookie(COOKIE, "A".repeat(43));
            assertThat(isSignedIn(attacker)).isFalse();
            assertThat(isSignedIn(victim)).isTrue();
        }

        @Test
        void signing_in_again_changes_the_cookie_and_keeps_the_session() {
            Browser alice = signedIn("alice");
            String before = cookie(alice);
            String refresh = acme.tokens(acme.exchange("shop", Acme.code(alice, request("shop"))))
                    .path("refresh_token")
                    .stringValue();
            Acme.signIn(alice, request("shop", Map.of("prompt", "login")), "alice", Acme.PASSWORD);
            assertThat(cookie(alice)).isNotEqualTo(before);
            assertThat(isSignedIn(alice)).isTrue();
            Browser thief = acme.browser();
            thief.setCookie(COOKIE, before);
            assertThat(isSignedIn(thief)).isFalse();
            assertThat(acme.oauth("token", acme.refresh("shop", refresh)).status())
                    .isEqualTo(200);
        }

        @Test
        void another_person_signing_in_ends_the_first_one_s_session_and_what_it_gave() {
            Browser shared = signedIn("alice");
            String before = cookie(shared);
            String refresh = acme.tokens(acme.exchange("shop", Acme.code(shared, request("shop"))))
                    .path("refresh_token")
                    .stringValue();
            Answer bob = Acme.signIn(shared, request("shop", Map.of("prompt", "login")), "bob", Acme.PASSWORD);
            String subject = acme.claims(acme.tokens(acme.exchange("shop", bob.parameter("code")))
                            .path("id_token")
                            .stringValue())
                    .path("sub")
                    .stringValue();
            assertThat(subject)
                    .isEqualTo(acme.subject(io.lightwave.directory.SubjectKind.USER, "bob")
                            .id()
                            .toString());
            shared.setCookie(COOKIE, before);
            assertThat(isSignedIn(shared)).isFalse();
            assertThat(acme.oauth("token", acme.refresh("shop", refresh)).status())
                    .isEqualTo(400);
        }

        @Test
        void two_browsers_of_one_person_have_sessions_of_their_own() {
            Browser one = signedIn("alice");
            Browser two = signedIn("alice");
            one.submit(one.get("/t/acme.example/oauth2/logout").form());
            assertThat(isSignedIn(one)).isFalse();
            assertThat(isSignedIn(two)).isTrue();
        }
    }

    @Nested
    @DisplayName("Tenants do not mix (threat 11)")
    class OtherTenants {
        @Test
        void a_session_is_worth_nothing_in_another_tenant_under_whatever_name() {
            Browser alice = signedIn("alice");
            var elsewhere = Acme.authorizePath(OTHER, request("shop", Map.of("prompt", "none")));
            assertThat(alice.get(elsewhere).answerParameters()).containsEntry("error", "login_required");
            alice.setCookie("__Host-session-other.example", cookie(alice));
            assertThat(alice.get(elsewhere).answerParameters()).containsEntry("error", "login_required");
        }
    }

    @Nested
    @DisplayName("The end of a session")
    class Ends {
        @Test
        void comes_two_hours_after_its_last_use() {
            Browser alice = signedIn("alice");
            acme.clock().advance(Duration.ofMinutes(119));
            assertThat(isSignedIn(alice)).isTrue();
            acme.clock().advance(Duration.ofMinutes(119));
            assertThat(isSignedIn(alice)).isTrue();
            acme.clock().advance(Duration.ofHours(2));
            assertThat(isSignedIn(alice)).isFalse();
        }

        @Test
        void comes_twelve_hours_after_the_sign_in_however_often_it_is_used() {
            Browser alice = signedIn("alice");
            for (int hour = 1; hour < 12; hour++) {
                acme.clock().advance(Duration.ofHours(1));
                assertThat(isSignedIn(alice)).isTrue();
            }
            acme.clock().advance(Duration.ofHours(1));
            assertThat(isSignedIn(alice)).isFalse();
        }

        @Test
        void by_itself_ends_what_it_gave_once_and_is_noted() {
            EndedByTime.end(acme);
            Browser idle = signedIn("alice");
            String refresh = acme.tokens(acme.exchange("shop", Acme.code(idle, request("shop"))))
                    .path("refresh_token")
                    .stringValue();
            String unused = id(idle);
            Browser busy = signedIn("bob");
            String old = id(busy);
            for (int hour = 1; hour < 12; hour++) {
                acme.clock().advance(Duration.ofHours(1));
                assertThat(isSignedIn(busy)).isTrue();
                EndedByTime.end(acme);
            }
            assertThat(ends(unused)).containsExactly("system nobody has used it");
            assertThat(ends(old)).isEmpty();
            acme.clock().advance(Duration.ofHours(1));
            EndedByTime.end(acme);
            EndedByTime.end(acme);
            assertThat(ends(unused)).hasSize(1);
            assertThat(ends(old)).containsExactly("system its time is over");
            assertThat(acme.jdbc()
                            .sql("select count(*) from session")
                            .query(Integer.class)
                            .single())
                    .isZero();
            assertThat(acme.jdbc()
                            .sql("select count(*) from approval where session_id::text = ? and end_reason is null")
                            .param(unused)
                            .query(Integer.class)
                            .single())
                    .isZero();
            assertThat(acme.oauth("token", acme.refresh("shop", refresh)).status())
                    .isEqualTo(400);
        }

        @Test
        void is_noted_when_another_begins_in_its_browser() {
            Browser shared = signedIn("alice");
            String first = id(shared);
            Acme.signIn(shared, request("shop", Map.of("prompt", "login")), "bob", PASSWORD);
            assertThat(ends(first)).containsExactly("user:bob@acme.example another has begun in its browser");
        }

        @Test
        void is_noted_when_its_person_is_disabled_or_deleted() {
            acme.user(ACME, "leaver");
            SubjectId leaver = acme.subject(SubjectKind.USER, "leaver").id();
            String first = id(signedIn("leaver"));
            acme.bean(Subjects.class).setEnabled(ACME, leaver, false);
            assertThat(ends(first)).containsExactly("system its person was disabled");
            acme.bean(Subjects.class).setEnabled(ACME, leaver, true);
            String second = id(signedIn("leaver"));
            acme.bean(Subjects.class).delete(ACME, leaver);
            assertThat(ends(second)).containsExactly("system its person was deleted");
            assertThat(ends(first)).hasSize(1);
        }

        @Test
        void is_noted_when_somebody_gives_its_person_another_password() {
            acme.user(ACME, "forgetful");
            String session = id(signedIn("forgetful"));
            acme.bean(Subjects.class)
                    .setPassword(
                            ACME,
                            acme.subject(SubjectKind.USER, "forgetful").id(),
                            Password.of("what an operator chose"));
            assertThat(ends(session)).containsExactly("system a new password");
        }

        @Test
        void that_are_many_come_once_each_though_several_nodes_see_to_it() throws Exception {
            EndedByTime.end(acme);
            Browser alice = signedIn("alice");
            acme.jdbc().sql("""
                    insert into session (tenant_id, id, cookie_hash, subject_id, auth_time, acr, amr, tenant_epoch,
                        subject_epoch, created_at, last_used_at, address, device)
                    select tenant_id, gen_random_uuid(), 'many' || n, subject_id, auth_time, acr, amr, tenant_epoch,
                        subject_epoch, created_at, last_used_at, address, device
                      from session, generate_series(1, 450) n where id::text = ?""").param(id(alice)).update();
            acme.clock().advance(Duration.ofHours(2));
            try (var second = acme.secondNode();
                    var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                second.context().clock().set(acme.clock().instant());
                var other = threads.submit(
                        () -> second.context().bean(ExpiredSessions.class).endAll());
                int here = acme.bean(ExpiredSessions.class).endAll();
                assertThat(here + other.get()).isGreaterThanOrEqualTo(451);
            }
            assertThat(acme.jdbc()
                            .sql("select target from audit_event where action = 'session.end' and actor = 'system'")
                            .query(String.class)
                            .list())
                    .hasSizeGreaterThanOrEqualTo(451)
                    .doesNotHaveDuplicates();
        }

        @Test
        void end_though_many_before_them_cannot_be_ended() {
            EndedByTime.end(acme);
            Browser bob = signedIn("bob");
            acme.jdbc().sql("""
                    insert into session (tenant_id, id, cookie_hash, subject_id, auth_time, acr, amr, tenant_epoch,
                        subject_epoch, created_at, last_used_at, address, device)
                    select tenant_id, ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'stuck' || n,
                        subject_id, auth_time, acr, amr, tenant_epoch, subject_epoch, created_at, last_used_at,
                        address, 'stuck'
                      from session, generate_series(1, 201) n where id::text = ?""").param(id(bob)).update();
            signedIn("alice");
            acme.jdbc().sql("""
                    create function refuse() returns trigger language plpgsql as $$
                    begin raise exception 'stuck'; end $$""").update();
            acme.jdbc().sql("""
                    create trigger stuck before delete on session for each row when (old.device = 'stuck')
                    execute function refuse()""").update();
            try {
                acme.clock().advance(Duration.ofHours(2));
                assertThat(acme.bean(ExpiredSessions.class).endAll()).isGreaterThanOrEqualTo(2);
                assertThat(acme.jdbc()
                                .sql("select distinct device from session")
                                .query(String.class)
                                .list())
                        .containsExactly("stuck");
            } finally {
                acme.jdbc().sql("drop function refuse cascade").update();
                EndedByTime.end(acme);
            }
        }

        String id(Browser browser) {
            return acme.jdbc()
                    .sql("select id::text from session where cookie_hash = ?")
                    .param(OpaqueSecret.parse(cookie(browser)).orElseThrow().hash())
                    .query(String.class)
                    .single();
        }

        List<String> ends(String session) {
            return acme.jdbc()
                    .sql("select actor || ' ' || reason from audit_event where action = 'session.end' and target = ?")
                    .param("session " + session)
                    .query((row, _) -> row.getString(1))
                    .list();
        }

        @Test
        void its_use_is_written_once_a_minute_at_most() {
            Browser alice = signedIn("alice");
            var first = lastUse();
            acme.clock().advance(Duration.ofSeconds(59));
            assertThat(isSignedIn(alice)).isTrue();
            assertThat(lastUse()).isEqualTo(first);
            acme.clock().advance(Duration.ofSeconds(2));
            assertThat(isSignedIn(alice)).isTrue();
            assertThat(lastUse()).isEqualTo(first.plusSeconds(61));
        }

        java.time.Instant lastUse() {
            return acme.jdbc()
                    .sql("select max(last_used_at) from session where tenant_id = ?")
                    .param(ACME.value())
                    .query((row, _) -> row.getTimestamp(1).toInstant())
                    .single();
        }

        @Test
        // on a thread of its own: whoever waits for a lock hears no interrupt
        @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        @DisplayName("whoever ends all of a person's and whoever ends one of them do not wait for each other")
        void ends_beside_others() throws Exception {
            acme.user(ACME, "both");
            Acme.signIn(acme.browser(), request("shop"), "both", PASSWORD);
            Acme.signIn(acme.browser(), request("shop"), "both", PASSWORD);
            SubjectId both = acme.subject(SubjectKind.USER, "both").id();
            List<UUID> byApproval = acme.jdbc()
                    .sql("select session_id from approval where subject_id = ? order by id")
                    .param(both.value())
                    .query((row, _) -> row.getObject(1, UUID.class))
                    .list();
            assertThat(byApproval).hasSize(2);
            acme.jdbc()
                    .sql("update session set last_used_at = last_used_at + interval '1 second' where id = ?")
                    .param(byApproval.getLast())
                    .update();
            var signIns = acme.bean(SignIns.class);
            try (var threads = Executors.newSingleThreadExecutor()) {
                Future<?> all = acme.bean(TransactionTemplate.class).execute(_ -> {
                    acme.bean(Approvals.class).endWithSessions(ACME, List.of(byApproval.getFirst()));
                    Future<?> begun = threads.submit(() -> signIns.endAll(ACME, List.of(both), CAUSE));
                    while (!keepsSomebodyWaiting()) {
                        assertThat(begun.isDone()).as("whether it did not wait").isFalse();
                        Thread.onSpinWait();
                    }
                    Session other = acme.bean(SessionStore.class)
                            .byId(ACME, byApproval.getLast())
                            .orElseThrow();
                    assertThat(signIns.end(other, CAUSE)).isTrue();
                    return begun;
                });
                all.get();
            }
            assertThat(acme.bean(SessionStore.class).of(ACME, both)).isEmpty();
        }

        private boolean keepsSomebodyWaiting() {
            return acme.jdbc()
                    .sql("select exists (select from pg_locks"
                            + " where not granted and pg_backend_pid() = any (pg_blocking_pids(pid)))")
                    .query(Boolean.class)
                    .single();
        }

        @Test
        void is_known_by_its_id_though_that_was_asked_for_before() {
            var store = acme.bean(SessionStore.class);
            var feed = acme.bean(ChangeFeed.class);
            signedIn("alice");
            Session like =
                    store.of(ACME, acme.subject(SubjectKind.USER, "alice").id()).getFirst();
            for (int i = 0; i < 20; i++) { // a busy machine may now and then be late to confirm the feed
                var added = new Session(
                        ACME,
                        UUID.randomUUID(),
                        like.subject(),
                        like.signedInAt(),
                        like.authTime(),
                        like.acr(),
                        like.amr(),
                        like.epochs(),
                        like.createdAt(),
                        like.lastUsedAt(),
                        like.address(),
                        like.device());
                feed.catchUp();
                assertThat(store.byId(ACME, added.id())).isEmpty();
                acme.bean(TransactionTemplate.class)
                        .executeWithoutResult(_ -> store.add(added, OpaqueSecret.random(new SecureRandom())));
                feed.catchUp();
                assertThat(store.byId(ACME, added.id())).isPresent();
            }
        }

        @Test
        void is_known_on_every_node() throws Exception {
            Browser alice = signedIn("alice");
            try (var second = acme.secondNode()) {
                Browser there = alice.at(second);
                assertThat(isSignedIn(there)).isTrue();
                alice.submit(alice.get("/t/acme.example/oauth2/logout").form());
                second.context().bean(ChangeFeed.class).catchUp();
                assertThat(isSignedIn(there)).isFalse();
                second.context().close();
            }
        }
    }
}
