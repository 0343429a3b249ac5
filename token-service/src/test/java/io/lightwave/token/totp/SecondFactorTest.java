package io.lightwave.token.totp;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Subject;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Throttle;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import io.lightwave.token.browser.Golden;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("RFC 6238: one-time codes as the second factor")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondFactorTest {

    Acme acme;
    Subject person;
    String name = "";
    int count;
    List<String> recovery = List.of();

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    @BeforeEach
    void another() {
        name = "person" + ++count;
        person = acme.user(ACME, name);
    }

    Browser signedIn() {
        return AccountPage.signIn(acme.browser(), name);
    }

    /// Enrols the person in that browser, and moves on to a time whose codes are new.
    TotpSecret enrol(Browser browser) {
        Answer page = AccountPage.send(browser, "codes", Map.of("password", PASSWORD));
        TotpSecret secret = proposed(page);
        Answer shown = browser.submit(page.form().with("code", code(secret)));
        assertThat(shown.status()).as(shown.toString()).isEqualTo(200);
        recovery = Pattern.compile("<code>([a-z2-7-]{19})</code>")
                .matcher(shown.body())
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertThat(recovery).hasSize(10).doesNotHaveDuplicates();
        acme.clock().advance(Duration.ofSeconds(30));
        return secret;
    }

    static TotpSecret proposed(Answer page) {
        var shown = Pattern.compile("id=\"totp-secret\">([A-Z2-7]{32})<").matcher(page.body());
        assertThat(shown.find()).as(page.toString()).isTrue();
        return new TotpSecret(decode(shown.group(1)));
    }

    static byte[] decode(String base32) {
        var bytes = new byte[base32.length() * 5 / 8];
        for (int i = 0; i < bytes.length * 8; i++) {
            int digit = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(base32.charAt(i / 5));
            bytes[i / 8] |= (byte) (((digit >> (4 - i % 5)) & 1) << (7 - i % 8));
        }
        return bytes;
    }

    String code(TotpSecret secret) {
        return secret.code(TotpSecret.step(acme.clock().instant()));
    }

    String wrong(TotpSecret secret) {
        return code(secret).equals("000000") ? "111111" : "000000";
    }

    Answer asked(Browser browser) {
        Answer page = Acme.signIn(browser, request("shop"), name, PASSWORD);
        assertThat(page.body()).contains("code-form");
        return page;
    }

    void assertNobodySignedIn(Browser browser, Answer answer) {
        assertThat(answer.header("Location")).as(answer.toString()).isEmpty();
        assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
        assertThat(authorize(browser, request("shop", Map.of("prompt", "none"))).answerParameters())
                .containsEntry("error", "login_required");
    }

    List<String> events(String action) {
        return acme.jdbc()
                .sql(
                        "select lower(outcome) || ' ' || reason from audit_event where actor = ? and action = ? order by 1")
                .param("user:%s@acme.example".formatted(name))
                .param(action)
                .query((row, _) -> row.getString(1))
                .list();
    }

    @Nested
    @DisplayName("The sign-in")
    class SigningIn {
        @Test
        void asks_for_a_code_and_tells_clients_of_both_factors() {
            name = "zoe";
            person = acme.user(ACME, name);
            TotpSecret secret = enrol(signedIn());
            Browser browser = acme.browser();
            Answer page = asked(browser);
            Golden.assertAnswer(SecondFactorTest.class, "enter-code.response.http", page);
            assertNobodySignedIn(browser, page);
            Answer done = browser.submit(page.form().with("code", code(secret)));
            var claims = acme.claims(acme.tokens(acme.exchange("shop", done.parameter("code")))
                    .path("id_token")
                    .stringValue());
            assertThat(claims.path("acr").stringValue()).isEqualTo("2");
            assertThat(claims.path("amr").toString()).isEqualTo("[\"pwd\",\"otp\",\"mfa\"]");
            assertThat(events("session.begin")).contains("success by pwd, otp");
        }

        @Test
        @DisplayName("RFC 6238 §5.2: a code counts once, and no earlier one after it")
        void each_code_counts_once() {
            TotpSecret secret = enrol(signedIn());
            String earlier = secret.code(TotpSecret.step(acme.clock().instant()) - 1);
            String now = code(secret);
            Browser browser = acme.browser();
            assertThat(browser.submit(asked(browser).form().with("code", now)).parameter("code"))
                    .isNotEmpty();
            Browser again = acme.browser();
            Answer page = asked(again);
            Answer replay = again.submit(page.form().with("code", now));
            assertThat(replay.status()).isEqualTo(403);
            assertThat(replay.body()).contains("wrong, or was used before");
            assertThat(again.submit(page.form().with("code", earlier)).status()).isEqualTo(403);
            assertNobodySignedIn(again, replay);
            acme.clock().advance(Duration.ofSeconds(30));
            assertThat(again.submit(replay.form().with("code", code(secret))).parameter("code"))
                    .isNotEmpty();
        }

        @Test
        @DisplayName("threat 5: one of many that send the same code at once, on two nodes, is let in")
        void at_once_on_two_nodes() throws Exception {
            TotpSecret secret = enrol(signedIn());
            String code = code(secret);
            try (var second = acme.secondNode();
                    var pool = Executors.newFixedThreadPool(8)) {
                second.context().clock().set(acme.clock().instant());
                var tries = new ArrayList<Callable<Boolean>>();
                for (int i = 0; i < 8; i++) {
                    Browser browser = acme.browser();
                    Form form = asked(browser).form().with("code", code);
                    Browser there = i % 2 == 0 ? browser : browser.at(second);
                    tries.add(() -> there.submit(form).status() == 303);
                }
                int let = 0;
                for (var one : pool.invokeAll(tries)) {
                    let += one.get() ? 1 : 0;
                }
                assertThat(let).isEqualTo(1);
                second.context().close();
            }
        }

        @Test
        void clocks_may_differ_by_a_step_and_no_more() {
            TotpSecret secret = enrol(signedIn());
            acme.clock().advance(Duration.ofMinutes(5));
            long now = TotpSecret.step(acme.clock().instant());
            Browser browser = acme.browser();
            Answer page = asked(browser);
            for (long step : List.of(now - 2, now + 2)) {
                assertNobodySignedIn(browser, browser.submit(page.form().with("code", secret.code(step))));
            }
            assertThat(browser.submit(page.form().with("code", secret.code(now - 1)))
                            .parameter("code"))
                    .isNotEmpty();
            Browser ahead = acme.browser();
            assertThat(ahead.submit(asked(ahead).form().with("code", secret.code(now + 1)))
                            .parameter("code"))
                    .isNotEmpty();
        }

        @Test
        void a_recovery_code_stands_in_once_in_whichever_case() {
            Browser here = signedIn();
            enrol(here);
            String code = recovery.getFirst();
            Browser browser = acme.browser();
            assertThat(browser.submit(asked(browser)
                                    .form()
                                    .with(
                                            "code",
                                            code.toUpperCase(java.util.Locale.ROOT)
                                                    .replace('-', ' ')))
                            .parameter("code"))
                    .isNotEmpty();
            Browser again = acme.browser();
            assertNobodySignedIn(again, again.submit(asked(again).form().with("code", code)));
            assertThat(here.get(AccountPage.PATH).body()).contains("id=\"recovery-codes-left\">9<");
            assertThat(events("factor.use")).containsExactly("success ");
        }

        @Test
        @DisplayName("threat 8: guessing is slowed for the person, whichever browser and sign-in it comes from")
        void guessing_is_slowed() {
            TotpSecret secret = enrol(signedIn());
            for (int i = 0; i < 20; i++) {
                Browser browser = acme.browser();
                Answer answer = browser.submit(asked(browser).form().with("code", wrong(secret)));
                assertThat(answer.status()).isEqualTo(403);
            }
            Browser browser = acme.browser();
            Answer page = asked(browser);
            Answer throttled = browser.submit(page.form().with("code", code(secret)));
            assertNobodySignedIn(browser, throttled);
            assertThat(throttled.body()).contains("wrong, or was used before");
            assertThat(events("session.begin"))
                    .contains("refused wrong code", "refused codes throttled after failures");
        }
    }

    @Test
    @DisplayName("threat 8: of many codes at once no more are compared than one after the other")
    void guesses_at_once() throws Exception {
        TotpSecret secret = enrol(signedIn());
        try (var pool = Executors.newFixedThreadPool(12)) {
            var tries = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 12; i++) {
                Browser browser = acme.browser();
                Form form = asked(browser).form().with("code", wrong(secret));
                tries.add(() -> browser.submit(form).status());
            }
            for (var one : pool.invokeAll(tries)) {
                assertThat(one.get()).isEqualTo(403);
            }
        }
        List<String> refused = events("session.begin");
        assertThat(refused).filteredOn("refused wrong code"::equals).hasSize(5);
        assertThat(refused)
                .filteredOn("refused codes throttled after failures"::equals)
                .hasSize(7);
    }

    @Test
    @DisplayName("threat 8: in a network that is slowed, codes of those who have not been there wait too")
    void strangers_wait_with_their_codes() {
        TotpSecret secret = enrol(signedIn());
        Browser away = acme.browser().from("127.0.8.1");
        Answer page = asked(away);
        Origin there = new Origin("127.0.8.1", "spraying");
        for (int i = 0; i < 60; i++) {
            acme.bean(Throttle.class).failed(Throttle.Guess.ofPerson(ACME, "password", "sprayed-" + i, there));
        }
        assertNobodySignedIn(away, away.submit(page.form().with("code", code(secret))));
        assertThat(events("session.begin")).contains("refused codes throttled after failures");
        acme.clock().advance(Duration.ofMinutes(15));
        assertThat(away.submit(asked(away).form().with("code", code(secret))).parameter("code"))
                .isNotEmpty();
    }

    @Nested
    @DisplayName("No stage is left out (threat 7)")
    class Stages {
        @Test
        void the_password_alone_opens_nothing() {
            TotpSecret secret = enrol(signedIn());
            Browser browser = acme.browser();
            Answer page = asked(browser);
            Form form = page.form().with("code", code(secret));
            assertNobodySignedIn(browser, browser.submit(page.form().without("code")));
            assertNobodySignedIn(browser, browser.submit(form.without("step")));
            assertNobodySignedIn(browser, browser.submit(form.without("csrf")));
            assertNobodySignedIn(browser, browser.submit(form.with("step", "A".repeat(43))));
            assertNobodySignedIn(browser, browser.submit(new Form(form.action(), Map.of())));
            Browser thief = acme.browser();
            thief.follow(authorize(thief, request("shop")));
            assertNobodySignedIn(thief, thief.submit(form));
            assertThat(browser.get(AccountPage.PATH).location().getPath()).isEqualTo("/t/acme.example/login");
            assertThat(browser.get("/t/acme.example/login/code").location().getPath())
                    .isEqualTo("/t/acme.example/login");
            assertThat(browser.submit(form).parameter("code")).isNotEmpty();
            assertNobodySignedIn(acme.browser(), acme.browser().submit(form));
        }

        @Test
        void whoever_has_to_change_the_password_types_the_code_first() {
            TotpSecret secret = enrol(signedIn());
            acme.bean(io.lightwave.directory.entry.Entries.class)
                    .modify(
                            new io.lightwave.directory.entry.Requester.Authenticated(
                                    acme.bean(io.lightwave.directory.ActivePrincipals.class)
                                            .find(
                                                    ACME,
                                                    acme.subject(io.lightwave.directory.SubjectKind.USER, "alice")
                                                            .id())
                                            .orElseThrow(),
                                    new io.lightwave.directory.Origin("127.0.0.1", "test")),
                            io.lightwave.directory.DistinguishedName.parse(
                                    "uid=" + name + ",ou=people,dc=acme,dc=example"),
                            List.of(new com.unboundid.ldap.sdk.Modification(
                                    com.unboundid.ldap.sdk.ModificationType.REPLACE, "pwdReset", "TRUE")));
            Browser browser = acme.browser();
            Answer page = asked(browser);
            Form skipped = new Form(
                    URI.create(Browser.PUBLIC_URL + "/t/acme.example/login/password"),
                    page.form()
                            .with("new-password", "a much better one")
                            .with("repeated-password", "a much better one")
                            .fields());
            assertNobodySignedIn(browser, browser.submit(skipped));
            Answer choose = browser.submit(page.form().with("code", code(secret)));
            assertThat(choose.body()).contains("choose-password-form");
            assertNobodySignedIn(browser, choose);
            assertThat(browser.submit(choose.form()
                                    .with("new-password", "a much better one")
                                    .with("repeated-password", "a much better one"))
                            .parameter("code"))
                    .isNotEmpty();
        }
    }

    @Nested
    @DisplayName("Enrolment")
    class Enrolling {
        @Test
        void wants_the_password_and_a_code_and_ends_every_other_session() {
            Browser here = signedIn();
            Browser there = signedIn();
            assertThat(AccountPage.send(here, "codes", Map.of("password", "a guess"))
                            .status())
                    .isEqualTo(403);
            assertThat(AccountPage.send(here, "codes", Map.of()).status()).isEqualTo(403);
            Answer page = AccountPage.send(here, "codes", Map.of("password", PASSWORD));
            TotpSecret secret = proposed(page);
            Answer wrong = here.submit(page.form().with("code", wrong(secret)));
            assertThat(wrong.status()).isEqualTo(403);
            assertThat(proposed(wrong).text()).isEqualTo(secret.text());
            assertThat(Acme.signIn(acme.browser(), request("shop"), name, PASSWORD)
                            .parameter("code"))
                    .as("it does not count before a code has confirmed it")
                    .isNotEmpty();
            String before = here.cookies().getOrDefault(AccountPage.COOKIE, "");
            enrol(here);
            assertThat(here.cookies().getOrDefault(AccountPage.COOKIE, "")).isNotEqualTo(before);
            assertThat(here.get(AccountPage.PATH).body()).contains("remove-codes-form");
            assertThat(there.get(AccountPage.PATH).location().getPath()).isEqualTo("/t/acme.example/login");
            assertThat(AccountPage.send(here, "codes", Map.of("password", PASSWORD))
                            .location()
                            .getPath())
                    .as("there is one already")
                    .isEqualTo(AccountPage.PATH);
            assertThat(events("factor.add")).anyMatch(event -> event.startsWith("success session"));
            assertThat(events("factor.add")).contains("refused wrong code", "refused wrong password");
        }

        @Test
        void in_two_tabs_has_two_keys_of_which_the_one_that_is_confirmed_counts() {
            Browser browser = signedIn();
            Answer one = AccountPage.send(browser, "codes", Map.of("password", PASSWORD));
            Answer two = AccountPage.send(browser, "codes", Map.of("password", PASSWORD));
            assertThat(proposed(two).text()).isNotEqualTo(proposed(one).text());
            Answer done = browser.submit(one.form().with("code", code(proposed(one))));
            assertThat(done.status()).as(done.toString()).isEqualTo(200);
            Answer late = browser.submit(
                    two.form().with("csrf", AccountPage.csrf(browser)).with("code", code(proposed(two))));
            assertThat(late.status()).as("the other key counts no more").isEqualTo(303);
        }

        @Test
        void takes_no_key_that_was_not_shown_after_a_fresh_proof_and_none_for_longer_than_ten_minutes() {
            Browser browser = signedIn();
            Answer page = AccountPage.send(browser, "codes", Map.of("password", PASSWORD));
            assertThat(browser.submit(page.form().with("page", "x".repeat(43)).with("code", code(proposed(page))))
                            .status())
                    .isEqualTo(303);
            acme.clock().advance(Duration.ofMinutes(11));
            assertThat(browser.submit(page.form().with("code", code(proposed(page))))
                            .status())
                    .isEqualTo(303);
        }

        @Test
        @DisplayName("threat 12: neither the secret nor a recovery code is kept in the clear")
        void nothing_is_kept_in_the_clear() {
            TotpSecret secret = enrol(signedIn());
            byte[] sealed = acme.jdbc()
                    .sql("select sealed_secret from totp where subject_id = ?")
                    .param(person.id().value())
                    .query(byte[].class)
                    .single();
            assertThat(java.util.HexFormat.of().formatHex(sealed))
                    .doesNotContain(java.util.HexFormat.of().formatHex(secret.bits()));
            assertThat(acme.jdbc()
                            .sql("select code_hash from recovery_code where subject_id = ?")
                            .param(person.id().value())
                            .query(String.class)
                            .list())
                    .hasSize(10)
                    .doesNotContainAnyElementsOf(recovery)
                    .allMatch(hash -> hash.length() == 43);
        }

        @Test
        void is_undone_with_the_password_or_by_an_administrator() {
            Browser here = signedIn();
            enrol(here);
            assertThat(AccountPage.send(here, "codes/remove", Map.of("password", "a guess"))
                            .status())
                    .isEqualTo(403);
            assertThat(here.follow(AccountPage.send(here, "codes/remove", Map.of("password", PASSWORD)))
                            .body())
                    .contains("no longer asked for");
            enrol(here);
            String path = "/api/v1/tenants/acme.example/users/" + name + "/factors";
            assertThat(acme.browser().get(path).body()).contains("\"oneTimeCodes\":true", "\"recoveryCodesLeft\":10");
            assertThat(acme.browser()
                            .send("DELETE", path, "application/json", "")
                            .status())
                    .isEqualTo(204);
            assertThat(acme.browser()
                            .send("DELETE", path, "application/json", "")
                            .status())
                    .isEqualTo(404);
            assertThat(Acme.signIn(acme.browser(), request("shop"), name, PASSWORD)
                            .parameter("code"))
                    .isNotEmpty();
            assertThat(acme.jdbc()
                            .sql("select count(*) from audit_event where action = 'factor.remove' and target = ?")
                            .param("user:" + name)
                            .query(Long.class)
                            .single())
                    .isEqualTo(1);
        }

        @Test
        void goes_with_the_person() {
            enrol(signedIn());
            acme.bean(Subjects.class).delete(ACME, person.id());
            assertThat(acme.jdbc()
                            .sql("select (select count(*) from totp where subject_id = ?)"
                                    + " + (select count(*) from recovery_code where subject_id = ?)")
                            .param(person.id().value())
                            .param(person.id().value())
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }
}
