package io.lightwave.token.passwordlink;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.mail.PostOffice;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@DisplayName("An account of one's own, by the tenant's policy and a proof of the address")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistrationByLinkTest {
    static final String REGISTER = "/t/acme.example/login/register";
    static final String NEW = "a new password of mine";

    final Outside outside = new Outside();
    final HeldHashes hashes = new HeldHashes();
    PostOffice office;
    Acme acme;

    /// Keeps whoever hashes a new password waiting for its salt, when told to.
    static final class HeldHashes extends SecureRandom {
        private static final long serialVersionUID = 1;

        private transient volatile CountDownLatch begun = new CountDownLatch(0);
        private transient volatile CountDownLatch held = new CountDownLatch(0);

        void hold() {
            begun = new CountDownLatch(1);
            held = new CountDownLatch(1);
        }

        void awaitOne() throws InterruptedException {
            begun.await();
        }

        void release() {
            held.countDown();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (Thread.currentThread().getName().startsWith("password-hashing-")) {
                begun.countDown();
                try {
                    held.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            super.nextBytes(bytes);
        }
    }

    @BeforeAll
    void start() {
        office = new PostOffice();
        outside.trusts(office.trusting());
        acme = Acme.start(outside, TokenSettings.DEFAULTS.withMail(office.settings("localhost")), hashes);
    }

    @AfterAll
    void stop() {
        acme.close();
        office.close();
    }

    @BeforeEach
    void open() {
        acme.usualPolicy();
        acme.clock().advance(Duration.ofHours(2));
        acme.policy("{\"selfRegistration\":{\"allowed\":true,\"emailDomains\":[\"people.example\"]}}");
    }

    Answer ask(Browser browser, String address) {
        return browser.submit(browser.get(REGISTER).form().with("email", address));
    }

    static Form filled(Answer page) {
        return page.form()
                .with("given-name", "Ada")
                .with("family-name", "O’Neil")
                .with("new-password", NEW)
                .with("repeated-password", NEW);
    }

    String link(Browser browser, String address) {
        ask(browser, address);
        return office.next().link();
    }

    String metadata() {
        return acme.json(acme.browser()
                        .get("/t/acme.example/.well-known/openid-configuration")
                        .body())
                .path("prompt_values_supported")
                .toString();
    }

    @Test
    void is_off_until_the_policy_turns_it_on() {
        acme.policy("{\"selfRegistration\":null}");
        assertThat(acme.browser().get(REGISTER).status()).isEqualTo(404);
        assertThat(acme.browser()
                        .get("/t/acme.example/login/registration?link=x")
                        .status())
                .isEqualTo(404);
        assertThat(acme.browser().get("/t/acme.example/login").body()).doesNotContain("id=\"register\"");
        assertThat(metadata()).doesNotContain("create");
        Answer refused = authorize(acme.browser(), request("shop", Map.of("prompt", "create")));
        assertThat(refused.parameter("error")).isEqualTo("invalid_request");
    }

    @Test
    void by_prompt_create_of_openid_connect_it_leads_back_to_the_client() {
        assertThat(metadata()).contains("\"create\"");
        Browser browser = acme.browser();
        Answer page = browser.follow(authorize(browser, request("shop", Map.of("prompt", "create"))));
        assertThat(page.uri().getPath()).isEqualTo(REGISTER);
        browser.submit(page.form().with("email", "Ada@People.example"));
        PostOffice.Delivered letter = office.next();
        assertThat(letter.to()).isEqualTo("ada@people.example");
        Answer made = browser.submit(filled(browser.get(letter.link())));
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        Answer signIn = browser.get(wayOn(made));
        Answer back = browser.submit(
                signIn.form().with("username", "ada@people.example").with("password", NEW));
        String code = back.parameter("code");
        var claims = acme.claims(
                acme.tokens(acme.exchange("shop", code)).path("id_token").asString());
        var ada = acme.subject(SubjectKind.USER, "ada@people.example");
        assertThat(claims.path("sub").asString()).isEqualTo(ada.id().toString());
        assertThat(ada.attributes()).containsEntry("mailverified", java.util.List.of("TRUE"));
        assertThat(acme.bean(Subjects.class).groupsOf(ACME, ada.id())).isEmpty();
    }

    static String wayOn(Answer page) {
        String after = page.body().substring(page.body().indexOf("id=\"way-on\" href=\"") + 18);
        return after.substring(0, after.indexOf('"')).replace("&amp;", "&");
    }

    @Test
    void with_create_nobody_is_taken_for_who_is_signed_in_already() {
        Browser browser = acme.browser();
        Acme.signIn(browser, request("shop"), "alice", Acme.PASSWORD);
        assertThat(authorize(browser, request("shop", Map.of("prompt", "create")))
                        .location()
                        .getPath())
                .isEqualTo(REGISTER);
        assertThat(authorize(browser, request("shop", Map.of("prompt", "none create")))
                        .parameter("error"))
                .isEqualTo("invalid_request");
    }

    @Test
    void in_another_browser_the_account_is_made_and_nothing_of_the_first_one_goes_on() {
        Browser browser = acme.browser();
        Answer page = browser.follow(authorize(browser, request("shop", Map.of("prompt", "create"))));
        browser.submit(page.form().with("email", "other@people.example"));
        Browser telephone = acme.browser();
        Answer made = telephone.submit(filled(telephone.get(office.next().link())));
        assertThat(wayOn(made)).isEqualTo("/t/acme.example/login?account");
        assertThat(telephone.cookies()).doesNotContainKey("__Host-session-acme.example");
    }

    @Test
    void an_address_that_has_an_account_gets_the_same_page_and_a_letter_that_says_so() {
        Browser browser = acme.browser();
        browser.submit(filled(browser.get(link(browser, "there@people.example"))));
        acme.clock().advance(Duration.ofHours(1));
        Answer again = ask(acme.browser(), "there@people.example");
        PostOffice.Delivered letter = office.next();
        Answer fresh = ask(acme.browser(), "fresh@people.example");
        assertThat(again.status()).isEqualTo(fresh.status());
        assertThat(again.body()).isEqualTo(fresh.body());
        assertThat(letter.text())
                .contains("There is one")
                .contains("/login/forgotten")
                .doesNotContain("?link=");
        office.next();
    }

    @Test
    void addresses_of_other_domains_make_none() {
        Answer refused = ask(acme.browser(), "eve@evil.example");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("cannot make an account here");
        assertThat(acme.steps(refused))
                .containsExactly(
                        "authentication policy held",
                        "form held",
                        "e-mail address held",
                        "domains of the authentication policy refused");
        assertThat(ask(acme.browser(), "eve@people.example.evil.example").status())
                .isEqualTo(400);
        assertThat(ask(acme.browser(), "eve\r\nBcc: x@people.example").status()).isEqualTo(400);
        Answer none = ask(acme.browser(), "eve at people.example");
        assertThat(none.status()).isEqualTo(400);
        assertThat(acme.steps(none))
                .containsExactly("authentication policy held", "form held", "e-mail address refused");
        ask(acme.browser(), "fine@people.example");
        assertThat(office.next().to()).isEqualTo("fine@people.example");
    }

    @Test
    void a_link_works_once_for_an_hour_until_another_is_sent_and_only_while_the_policy_allows_it() {
        Browser browser = acme.browser();
        String first = link(browser, "once@people.example");
        String second = link(browser, "once@people.example");
        assertThat(browser.get(first).status()).isEqualTo(410);
        Answer page = browser.get(second);
        acme.policy("{\"selfRegistration\":{\"allowed\":true,\"emailDomains\":[\"elsewhere.example\"]}}");
        assertThat(browser.submit(filled(page)).status()).isEqualTo(410);
        acme.policy("{\"selfRegistration\":{\"allowed\":true,\"emailDomains\":[]}}");
        String third = link(browser, "once@people.example");
        Answer form = browser.get(third);
        assertThat(browser.submit(filled(form)).status()).isEqualTo(200);
        Answer used = browser.submit(filled(form));
        assertThat(used.status()).isEqualTo(410);
        assertThat(acme.steps(used)).containsExactly("form held", "names held", "typed password held", "link refused");
        String late = link(browser, "late@people.example");
        acme.clock().advance(Duration.ofMinutes(61));
        assertThat(browser.get(late).status()).isEqualTo(410);
    }

    @Test
    void a_password_that_the_policy_refuses_leaves_the_link_and_makes_nobody() {
        Browser browser = acme.browser();
        Answer page = browser.get(link(browser, "weak@people.example"));
        Answer refused =
                browser.submit(filled(page).with("new-password", "short").with("repeated-password", "short"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(acme.steps(refused))
                .containsExactly(
                        "form held", "names held", "typed password held", "link held", "password policy refused");
        assertThat(acme.bean(Subjects.class).byName(ACME, SubjectKind.USER, "weak@people.example"))
                .isEmpty();
        assertThat(browser.submit(filled(refused)).status()).isEqualTo(200);
    }

    @Test
    // else it would wait for ever for whom it keeps waiting; on a thread of its own: who waits may hear no interrupt
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void while_a_password_is_hashed_neither_a_connection_nor_the_link_is_held_and_the_link_has_to_stand_afterwards()
            throws Exception {
        Browser browser = acme.browser();
        Answer page = browser.get(link(browser, "slow@people.example"));
        hashes.hold();
        try {
            var answer = new FutureTask<>(() -> browser.submit(filled(page)));
            Thread.ofPlatform().start(answer);
            hashes.awaitOne();
            assertThat(acme.jdbc()
                            .sql("select count(*) from pg_stat_activity"
                                    + " where datname = current_database() and state like 'idle in transaction%'")
                            .query(Integer.class)
                            .single())
                    .isZero();
            String second = link(acme.browser(), "slow@people.example"); // the same row
            hashes.release();
            assertThat(answer.get().status()).isEqualTo(410);
            assertThat(acme.steps(answer.get())).endsWith("link refused");
            assertThat(acme.bean(Subjects.class).byName(ACME, SubjectKind.USER, "slow@people.example"))
                    .isEmpty();
            assertThat(browser.submit(filled(browser.get(second))).status()).isEqualTo(200);
        } finally {
            hashes.release();
        }
    }

    @Test
    void forms_of_other_sites_do_nothing() {
        Browser browser = acme.browser();
        Form form = browser.get(REGISTER).form().with("email", "csrf@people.example");
        assertThat(acme.browser().submit(form).status()).isEqualTo(400);
        assertThat(browser.submit(form.without("csrf")).status()).isEqualTo(400);
        ask(acme.browser(), "good@people.example");
        assertThat(office.next().to()).isEqualTo("good@people.example");
    }

    @Test
    void letters_are_slowed_for_an_address() {
        for (int i = 0; i < 20; i++) {
            ask(acme.browser(), "many@people.example");
        }
        ask(acme.browser(), "last@people.example"); // letters are sent one after the other
        int sent = 0;
        while (!office.next().to().equals("last@people.example")) {
            sent++;
        }
        assertThat(sent).isBetween(1, 5);
    }

    @Test
    void only_the_hash_of_a_link_is_kept() {
        String link = link(acme.browser(), "hashed@people.example");
        assertThat(acme.jdbc()
                        .sql("select registration_link::text from registration_link")
                        .query(String.class)
                        .list()
                        .toString())
                .doesNotContain(link.substring(link.indexOf('=') + 1));
    }
}
