package io.lightwave.token.login;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Requester;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import io.lightwave.token.browser.Golden;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("A password that has to be changed is changed in the middle of the sign-in")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewPasswordTest {
    static final String CHOSEN = "a much better one";

    Acme acme;
    Subject person;
    String name = "";
    int count;

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
        assertThat(modify("pwdReset", "TRUE")).isEqualTo(new EntryOutcome.Done());
    }

    EntryOutcome modify(String attribute, String... values) {
        return acme.bean(Entries.class)
                .modify(
                        admin(),
                        DistinguishedName.parse("uid=" + name + ",ou=people,dc=acme,dc=example"),
                        List.of(new Modification(ModificationType.REPLACE, attribute, values)));
    }

    Requester admin() {
        return new Requester.Authenticated(
                acme.bean(ActivePrincipals.class)
                        .find(ACME, acme.subject(SubjectKind.USER, "alice").id())
                        .orElseThrow(),
                new Origin("127.0.0.1", "test"));
    }

    Answer asked(Browser browser) {
        return Acme.signIn(browser, request("shop"), name, PASSWORD);
    }

    static Form filled(Answer page, String chosen) {
        return page.form().with("new-password", chosen).with("repeated-password", chosen);
    }

    void assertNobodySignedIn(Browser browser, Answer answer) {
        assertThat(answer.header("Location")).as(answer.toString()).isEmpty();
        assertThat(browser.cookies()).doesNotContainKey("__Host-session-acme.example");
        assertThat(authorize(browser, request("shop", java.util.Map.of("prompt", "none")))
                        .answerParameters())
                .containsEntry("error", "login_required");
    }

    @Test
    void the_page_is_as_written_down_and_there_is_no_session_yet() {
        name = "zoe";
        person = acme.user(ACME, name);
        modify("pwdReset", "TRUE");
        Browser browser = acme.browser();
        Answer page = asked(browser);
        Golden.assertAnswer(NewPasswordTest.class, "choose-password.response.http", page);
        assertNobodySignedIn(browser, page);
    }

    @Test
    void the_new_password_goes_on_to_the_client_and_signs_in_from_then_on() {
        Browser browser = acme.browser();
        Answer done = browser.submit(filled(asked(browser), CHOSEN));
        assertThat(done.parameter("code")).isNotEmpty();
        assertThat(Acme.signIn(acme.browser(), request("shop"), name, CHOSEN).parameter("code"))
                .isNotEmpty();
        assertThat(Acme.signIn(acme.browser(), request("shop"), name, PASSWORD).status())
                .isEqualTo(403);
        assertThat(acme.jdbc()
                        .sql("select count(*) from audit_event where actor = ? and lower(outcome) = 'success'"
                                + " and action = 'entry.modify' and reason = 'userPassword'")
                        .param("user:%s@acme.example".formatted(name))
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void an_expired_one_without_graces_is_good_for_choosing_another() {
        modify("pwdReset");
        DistinguishedName policy = DistinguishedName.parse("cn=password,ou=policies,dc=acme,dc=example");
        acme.bean(Entries.class)
                .add(
                        admin(),
                        policy,
                        List.of(
                                new Attribute("objectClass", "lightwavePasswordPolicy"),
                                new Attribute("pwdMaxAge", "864000")));
        try {
            acme.clock().advance(Duration.ofDays(10));
            Browser browser = acme.browser();
            Answer page = asked(browser);
            assertNobodySignedIn(browser, page);
            assertThat(browser.submit(filled(page, PASSWORD)).status())
                    .as("not the old one again")
                    .isEqualTo(400);
            assertThat(browser.submit(filled(page, CHOSEN)).parameter("code")).isNotEmpty();
        } finally {
            acme.bean(Entries.class).delete(admin(), policy);
        }
    }

    @Test
    void what_the_policy_refuses_is_said_and_the_page_that_comes_back_works() {
        Browser browser = acme.browser();
        Answer page = asked(browser);
        Answer tooShort = browser.submit(filled(page, "short"));
        assertThat(tooShort.status()).isEqualTo(400);
        assertThat(tooShort.body()).contains("at least 8 characters");
        assertNobodySignedIn(browser, tooShort);
        Answer different = browser.submit(tooShort.form().with("new-password", CHOSEN));
        assertThat(different.body()).contains("same password twice");
        assertThat(browser.submit(page.form()).body()).contains("same password twice");
        assertThat(browser.submit(filled(page, "x".repeat(600))).status()).isEqualTo(400);
        assertThat(browser.submit(filled(page, PASSWORD)).body()).contains("is one of the last 1");
        assertThat(browser.submit(filled(page, name + "-2026")).body()).contains("must not contain the user name");
        assertNobodySignedIn(browser, different);
        assertThat(browser.submit(filled(different, CHOSEN)).parameter("code")).isNotEmpty();
    }

    @Test
    @DisplayName("threat 7: nothing of the page is reached without the right password, or left out")
    void no_stage_is_skipped() {
        Browser browser = acme.browser();
        Answer signIn = browser.follow(authorize(browser, request("shop")));
        Form made = new Form(
                signIn.uri().resolve("/t/acme.example/login/password"),
                signIn.form().fields());
        assertNobodySignedIn(browser, browser.submit(made));
        assertNobodySignedIn(
                browser, browser.submit(filled(asked(browser), CHOSEN).without("csrf")));
        assertNobodySignedIn(
                browser, browser.submit(filled(asked(browser), CHOSEN).without("step")));
        assertNobodySignedIn(
                browser, browser.submit(filled(asked(browser), CHOSEN).with("step", "A".repeat(43))));
        assertNobodySignedIn(
                browser, browser.submit(new Form(asked(browser).form().action(), java.util.Map.of())));
        assertNobodySignedIn(browser, browser.submit(signIn.form().with("username", name)));
        assertNobodySignedIn(
                browser,
                browser.submit(
                        new Form(signIn.form().action(), asked(browser).form().fields())));
        assertThat(browser.get("/t/acme.example/login/password").location().getPath())
                .isEqualTo("/t/acme.example/login");
    }

    @Test
    @DisplayName("threat 6: the page belongs to the browser and to the request it was shown for")
    void the_page_belongs_to_a_browser_and_a_request() {
        Browser browser = acme.browser();
        Form form = filled(asked(browser), CHOSEN);
        Browser thief = acme.browser();
        thief.follow(authorize(thief, request("shop")));
        assertNobodySignedIn(thief, thief.submit(form));
        thief.forgetCookies();
        assertNobodySignedIn(thief, thief.submit(form));
        Form elsewhere =
                form.with("request", Browser.encode(request("app", java.util.Map.of("redirect_uri", Acme.APP))));
        assertNobodySignedIn(browser, browser.submit(elsewhere));
        assertNobodySignedIn(
                browser,
                browser.post(form.action(), form.fields(), java.util.Map.of("Origin", "https://evil.example")));
        assertThat(browser.submit(form).parameter("code")).isNotEmpty();
    }

    @Test
    @DisplayName("threat 5: a page sent again, or another tab's, changes nothing")
    void back_and_again_and_two_tabs() {
        Browser browser = acme.browser();
        Form first = filled(asked(browser), CHOSEN);
        Form second = filled(asked(browser), "yet another one");
        String signInCookie = browser.cookies().getOrDefault("__Host-sign-in-acme.example", "");
        assertThat(browser.submit(first).parameter("code")).isNotEmpty();
        for (Form late : List.of(first, second)) {
            Browser again = acme.browser();
            again.setCookie("__Host-sign-in-acme.example", signInCookie);
            assertNobodySignedIn(again, again.submit(late));
        }
        assertThat(Acme.signIn(acme.browser(), request("shop"), name, CHOSEN).parameter("code"))
                .isNotEmpty();
    }

    @Test
    void it_is_over_after_ten_minutes_and_when_the_person_is_disabled() {
        Browser browser = acme.browser();
        Form late = filled(asked(browser), CHOSEN);
        acme.clock().advance(Duration.ofMinutes(10));
        Answer over = browser.submit(late);
        assertNobodySignedIn(browser, over);
        assertThat(over.body()).contains("open for too long");
        Form disabled = filled(asked(browser), CHOSEN);
        acme.bean(Subjects.class).setEnabled(ACME, person.id(), false);
        assertNobodySignedIn(browser, browser.submit(disabled));
    }

    @Test
    void it_is_over_when_another_sets_the_password_meanwhile() {
        Browser browser = acme.browser();
        Form form = filled(asked(browser), CHOSEN);
        acme.bean(Subjects.class).setPassword(ACME, person.id(), Password.of("set by the desk"));
        assertNobodySignedIn(browser, browser.submit(form));
    }

    @Test
    void another_node_goes_on_from_it() {
        Browser browser = acme.browser();
        Form form = filled(asked(browser), CHOSEN);
        try (var second = acme.secondNode()) {
            second.context().clock().set(acme.clock().instant());
            assertThat(browser.at(second).submit(form).parameter("code")).isNotEmpty();
            second.context().close();
        }
    }
}
