package io.lightwave.token.passwordlink;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Throttle;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.mail.PostOffice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("A password by a link in a letter")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasswordLinkTest {
    static final String FORGOTTEN = "/t/acme.example/login/forgotten";
    static final String NEW = "a new password of mine";

    final Outside outside = new Outside();
    PostOffice office;
    Acme acme;

    @BeforeAll
    void start() {
        office = new PostOffice();
        outside.trusts(office.trusting());
        acme = Acme.start(outside, TokenSettings.DEFAULTS.withMail(office.settings("localhost")));
        acme.user(ACME, "carol");
    }

    @AfterAll
    void stop() {
        acme.close();
        office.close();
    }

    @BeforeEach
    void usual() {
        acme.usualPolicy();
        acme.clock().advance(Duration.ofHours(2));
        for (String name : List.of("alice", "carol")) {
            var person = acme.subject(SubjectKind.USER, name);
            acme.bean(Subjects.class).setPassword(ACME, person.id(), Password.of(PASSWORD));
        }
    }

    Answer ask(Browser browser, String name) {
        return browser.submit(browser.get(FORGOTTEN).form().with("username", name));
    }

    String linkOf(String name) {
        ask(acme.browser(), name);
        return office.next().link();
    }

    static Form choose(Answer page, String password) {
        return page.form().with("new-password", password).with("repeated-password", password);
    }

    Answer signIn(String name, String password) {
        return Acme.signIn(acme.browser(), request("shop"), name, password);
    }

    String lastReason() {
        return acme.jdbc()
                .sql("select reason from audit_event where tenant_id = 'acme.example'"
                        + " and action = 'password.forgotten' order by id desc limit 1")
                .query((row, _) -> row.getString(1))
                .single();
    }

    @Test
    void sets_a_password_once_ends_every_session_and_tells_of_it() {
        Browser elsewhere = AccountPage.signIn(acme.browser(), "alice");
        assertThat(acme.browser().get("/t/acme.example/login").body()).contains("Forgot your password?");
        ask(acme.browser(), "alice");
        PostOffice.Delivered letter = office.next();
        assertThat(letter.to()).isEqualTo("alice@acme.example");
        assertThat(letter.text()).contains("alice at Acme Logistics", "within half an hour");
        Browser browser = acme.browser();
        assertThat(browser.get(letter.link()).body()).contains("Choose a password");
        Answer page = browser.get(letter.link());
        Answer done = browser.submit(choose(page, NEW));
        assertThat(done.body()).contains("Your password is set");
        assertThat(browser.cookies()).as("nobody is signed in by a link").doesNotContainKey(AccountPage.COOKIE);
        assertThat(elsewhere.get(AccountPage.PATH).status()).isEqualTo(303);
        assertThat(office.next().text()).contains("has been set by a link");
        assertThat(signIn("alice", PASSWORD).status()).isEqualTo(403);
        assertThat(signIn("alice", NEW).parameter("code")).isNotEmpty();
        Answer used = browser.submit(choose(page, "yet another password"));
        assertThat(used.status()).isEqualTo(410);
        assertThat(acme.steps(used)).containsExactly("form held", "typed password held", "link refused");
        assertThat(browser.get(letter.link()).status()).isEqualTo(410);
    }

    @Test
    @DisplayName("threat 9: whoever asks, the answer is the same, and nobody else gets a letter")
    void no_enumeration() {
        String unknown = ask(acme.browser(), "nobody").body();
        acme.bean(Subjects.class)
                .add(ACME, SubjectKind.USER, "addressless", Map.of("cn", List.of("a"), "sn", List.of("a")));
        String addressless = ask(acme.browser(), "addressless").body();
        String known = ask(acme.browser(), "carol").body();
        assertThat(unknown).isEqualTo(known).isEqualTo(addressless);
        assertThat(office.next().to()).isEqualTo("carol@acme.example");
    }

    @Test
    @DisplayName("threat 8: nobody is flooded with letters")
    void throttled() {
        for (int i = 0; i < 5; i++) {
            linkOf("carol");
        }
        ask(acme.browser(), "carol");
        linkOf("alice"); // comes after
        assertThat(acme.jdbc()
                        .sql("select count(*) from audit_event where action = 'password.forgotten'"
                                + " and reason = 'too many letters'")
                        .query(Integer.class)
                        .single())
                .isPositive();
    }

    @Test
    void what_finds_no_place_among_those_that_wait_stands_in_the_audit_trail() {
        var open = new CountDownLatch(1);
        var mailer = acme.bean(Mailer.class);
        var begun = new CountDownLatch(1);
        boolean room = mailer.later(() -> {
            begun.countDown();
            await(open);
        });
        await(begun); // when it waits no more itself, and gives nobody its place
        while (room) {
            room = mailer.later(() -> {});
        }
        assertThat(ask(acme.browser(), "carol").status()).isEqualTo(200);
        assertThat(lastReason()).isEqualTo("too many letters wait");
        Browser browser = AccountPage.signIn(acme.browser(), "alice");
        AccountPage.send(
                browser, "password", Map.of("password", PASSWORD, "new-password", NEW, "repeated-password", NEW));
        open.countDown();
        assertThat(acme.jdbc()
                        .sql("select reason from audit_event where action = 'mail.send' and target = 'user:alice'"
                                + " order by id desc limit 1")
                        .query((row, _) -> row.getString(1))
                        .single())
                .isEqualTo("too many letters wait");
    }

    private static void await(CountDownLatch open) {
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("threat 8: wrong links are failures of their network, and keep nobody from a right one")
    void wrong_links_count() {
        Browser browser = acme.browser().from("127.0.8.2");
        String right = linkOf("carol");
        for (int i = 0; i < 51; i++) {
            assertThat(browser.get("/t/acme.example/login/new-password?link=" + i)
                            .status())
                    .isEqualTo(410);
        }
        assertThat(acme.bean(Throttle.class)
                        .closed(Throttle.Guess.ofPerson(ACME, "password", "x", new Origin("127.0.8.2", ""))))
                .contains(Throttle.Closed.NETWORK);
        assertThat(browser.get(right).status()).isEqualTo(200);
    }

    @Test
    void a_password_that_the_policy_refuses_leaves_the_link_good() {
        Browser browser = acme.browser();
        Answer page = browser.get(linkOf("carol"));
        Answer refused = browser.submit(choose(page, "short"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("This password is not taken");
        assertThat(acme.steps(refused))
                .containsExactly("form held", "typed password held", "link held", "password policy refused");
        assertThat(browser.submit(page.form().with("new-password", NEW).with("repeated-password", "x"))
                        .body())
                .contains("Type the same password twice");
        assertThat(browser.submit(choose(refused, NEW)).body()).contains("Your password is set");
        office.next();
    }

    @Test
    void is_over_after_half_an_hour_another_link_or_a_change_of_the_password() {
        String late = linkOf("carol");
        acme.clock().advance(Duration.ofMinutes(31));
        assertThat(acme.browser().get(late).status()).isEqualTo(410);
        String first = linkOf("carol");
        String second = linkOf("carol");
        assertThat(acme.browser().get(first).status()).isEqualTo(410);
        assertThat(acme.browser().get(second).status()).isEqualTo(200);
        acme.bean(Subjects.class)
                .setPassword(ACME, acme.subject(SubjectKind.USER, "carol").id(), Password.of(NEW));
        assertThat(acme.browser().get(second).status()).isEqualTo(410);
    }

    @Test
    void is_over_when_the_person_has_another_address_than_it_went_to() {
        Browser browser = acme.browser();
        String link = linkOf("carol");
        Answer page = browser.get(link);
        address("carol", "carol.doe@acme.example");
        Answer late = browser.submit(choose(page, NEW));
        assertThat(late.status()).as(late.toString()).isEqualTo(410);
        assertThat(browser.get(link).status()).isEqualTo(410);
        assertThat(signIn("carol", PASSWORD).parameter("code")).isNotEmpty();
        assertThat(acme.browser().get(linkOf("carol")).status()).isEqualTo(200);
        address("carol", "carol@acme.example");
    }

    void address(String name, String address) {
        acme.bean(Subjects.class)
                .modify(ACME, acme.subject(SubjectKind.USER, name).id(), Map.of("mail", List.of(address)));
    }

    @Test
    @DisplayName("threats 6 and 34: the form is this browser's, and the link this tenant's")
    void forms() {
        String link = linkOf("carol");
        Answer page = acme.browser().get(link);
        Answer foreign = acme.browser().submit(choose(page, NEW));
        assertThat(foreign.body()).contains("open for too long");
        assertThat(signIn("carol", PASSWORD).parameter("code")).isNotEmpty();
        assertThat(acme.browser()
                        .get(link.replace("acme.example/", "other.example/"))
                        .status())
                .isEqualTo(410);
    }

    @Test
    @DisplayName("threat 7: a link does for no second factor")
    void second_factor_stays() {
        Browser browser = AccountPage.signIn(acme.browser(), "carol");
        acme.policy("{\"secondFactor\":\"required\"}");
        Answer page = browser.get(linkOf("carol"));
        browser.submit(choose(page, NEW));
        office.next();
        assertThat(signIn("carol", NEW).body()).contains("Set up a second factor");
    }

    @Test
    @DisplayName("threat 32: the link comes from the issuer, whatever host was asked")
    void links_from_the_issuer() {
        assertThat(linkOf("carol")).startsWith("https://localhost:8443/t/acme.example/login/new-password?link=");
    }

    @Test
    @DisplayName("threat 12: only the hash of a link is kept")
    void hashed() {
        String link = linkOf("carol");
        String secret = link.substring(link.indexOf("link=") + 5);
        assertThat(acme.jdbc()
                        .sql("select link_hash from password_link")
                        .query((row, _) -> row.getString(1))
                        .list())
                .isNotEmpty()
                .doesNotContain(secret);
        assertThat(acme.jdbc()
                        .sql("select count(*) from audit_event where reason like ? or target like ?")
                        .param("%" + secret + "%")
                        .param("%" + secret + "%")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void there_is_none_where_nobody_begins_with_a_password() {
        acme.somebodyHasAPasskey();
        acme.policy("{\"firstFactors\":[\"passkey\",\"identity-provider\"]}");
        assertThat(acme.browser().get(FORGOTTEN).status()).isEqualTo(404);
    }

    @Test
    void an_administrator_invites_by_a_link_that_lasts_three_days() {
        Answer invited = acme.browser()
                .send("POST", "/api/v1/tenants/acme.example/users/carol/invitation", "application/json", "");
        assertThat(invited.status()).isEqualTo(202);
        PostOffice.Delivered letter = office.next();
        assertThat(letter.text()).contains("has made you an account. Your user name is carol.");
        acme.clock().advance(Duration.ofDays(2));
        Browser browser = acme.browser();
        assertThat(browser.submit(choose(browser.get(letter.link()), NEW)).body())
                .contains("Your password is set");
        office.next();
        assertThat(acme.browser()
                        .send("POST", "/api/v1/tenants/acme.example/users/nobody/invitation", "application/json", "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void dangerous_changes_on_the_account_page_are_told() {
        Browser browser = AccountPage.signIn(acme.browser(), "carol");
        AccountPage.send(
                browser, "password", Map.of("password", PASSWORD, "new-password", NEW, "repeated-password", NEW));
        PostOffice.Delivered notice = office.next();
        assertThat(notice.to()).isEqualTo("carol@acme.example");
        assertThat(notice.text()).contains("Your password has been changed in the account carol", "from 127.0.0.1");
    }
}
