package io.lightwave.token.emailcode;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.request;
import static io.lightwave.token.browser.Acme.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Authenticator;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.mail.PostOffice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@DisplayName("A one-time code in a letter, where the policy names it as a second factor")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmailCodeTest {
    private static final Pattern CODE = Pattern.compile("^([0-9]{6}) is your code", Pattern.MULTILINE);
    private static final String POLICY = """
            {"secondFactors":["one-time-code","passkey","email-code"],
             "contexts":[{"acr":"1","methods":[["password"]]},{"acr":"mail","methods":[["password","email-code"]]},
              {"acr":"2","methods":[["password","one-time-code"]]}]}""";

    final Outside outside = new Outside();
    PostOffice office;
    Acme acme;
    int people;

    @BeforeAll
    void start() {
        office = new PostOffice();
        outside.trusts(office.trusting());
        acme = Acme.start(outside, TokenSettings.DEFAULTS.withMail(office.settings("localhost")));
    }

    @AfterAll
    void stop() {
        acme.close();
        office.close();
    }

    @BeforeEach
    void named() {
        acme.usualPolicy();
        acme.clock().advance(Duration.ofHours(2));
        acme.policy(POLICY);
    }

    /// Somebody whose address has been verified.
    String verified() {
        String name = "reader" + ++people;
        var person = acme.user(ACME, name);
        acme.bean(Subjects.class).modify(ACME, person.id(), Map.of("mailVerified", List.of("TRUE")));
        return name;
    }

    String code() {
        Matcher code = CODE.matcher(office.next().text());
        assertThat(code.find()).isTrue();
        return code.group(1);
    }

    static String another(String code) {
        return code.equals("000000") ? "000001" : "000000";
    }

    JsonNode claims(Answer back) {
        return acme.claims(acme.tokens(acme.exchange("shop", back.parameter("code")))
                .path("id_token")
                .asString());
    }

    @Test
    void is_sent_after_the_password_and_tells_clients_otp_and_what_the_policy_says_it_earns() {
        String name = verified();
        Browser browser = acme.browser();
        Answer page = signIn(browser, request("shop"), name, PASSWORD);
        assertThat(page.body()).contains("r…@acme.example").doesNotContain(name + "@acme.example");
        PostOffice.Delivered letter = office.next();
        assertThat(letter.to()).isEqualTo(name + "@acme.example");
        Matcher code = CODE.matcher(letter.text());
        assertThat(code.find()).isTrue();
        JsonNode claims = claims(browser.submit(page.form().with("code", code.group(1))));
        assertThat(claims.path("acr").asString()).isEqualTo("mail");
        assertThat(claims.path("amr").valueStream().map(JsonNode::asString)).contains("pwd", "otp", "mfa");
    }

    @Test
    void is_no_authenticator_s_code_unless_the_policy_says_so() {
        acme.policy("{\"contexts\":null}");
        String name = verified();
        Browser browser = acme.browser();
        Answer page = signIn(browser, request("shop"), name, PASSWORD);
        assertThat(claims(browser.submit(page.form().with("code", code())))
                        .path("acr")
                        .asString())
                .isEqualTo("1");
    }

    @Test
    void is_asked_of_nobody_whose_address_is_not_verified_or_where_the_policy_does_not_name_it() {
        acme.user(ACME, "unverified");
        assertThat(signIn(acme.browser(), request("shop"), "unverified", PASSWORD)
                        .parameter("code"))
                .isNotEmpty();
        String name = verified();
        acme.usualPolicy();
        assertThat(signIn(acme.browser(), request("shop"), name, PASSWORD).parameter("code"))
                .isNotEmpty();
    }

    @Test
    void is_asked_of_nobody_who_has_an_authenticator() {
        String name = verified();
        acme.usualPolicy();
        Browser home = AccountPage.signIn(acme.browser(), name);
        Authenticator authenticator = Authenticator.enrolledBy(acme, home);
        office.next(); // the notice of it
        acme.policy(POLICY);
        Browser browser = acme.browser();
        Answer page = signIn(browser, request("shop"), name, PASSWORD);
        assertThat(page.body()).contains("Your authenticator").doesNotContain("letter-form");
        acme.clock().advance(Duration.ofMinutes(1));
        assertThat(claims(browser.submit(page.form().with("code", authenticator.code())))
                        .path("acr")
                        .asString())
                .isEqualTo("2");
    }

    @Test
    void works_once() {
        String name = verified();
        Browser browser = acme.browser();
        Answer page = signIn(browser, request("shop"), name, PASSWORD);
        Form form = page.form().with("code", code());
        assertThat(browser.submit(form).parameter("code")).isNotEmpty();
        Answer again = browser.submit(form);
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.header("Location")).isEmpty();
    }

    @Test
    void works_for_ten_minutes() {
        String name = verified();
        Browser browser = acme.browser();
        Answer page = signIn(browser, request("shop"), name, PASSWORD);
        String code = code();
        acme.clock().advance(Duration.ofSeconds(601));
        assertThat(browser.submit(page.form().with("code", code)).status()).isEqualTo(403);
    }

    @Test
    void works_in_the_browser_and_the_step_it_was_sent_for_and_nowhere_else() {
        String name = verified();
        Browser one = acme.browser();
        Answer first = signIn(one, request("shop"), name, PASSWORD);
        String ofFirst = code();
        Browser two = acme.browser();
        Answer second = signIn(two, request("shop"), name, PASSWORD);
        String ofSecond = code();
        if (!ofFirst.equals(ofSecond)) {
            assertThat(two.submit(second.form().with("code", ofFirst)).status()).isEqualTo(403);
        }
        assertThat(two.submit(first.form().with("code", ofFirst)).status()).isEqualTo(403);
        assertThat(one.submit(first.form().with("code", ofFirst)).parameter("code"))
                .isNotEmpty();
    }

    @Test
    void another_letter_makes_the_first_code_worthless_and_letters_are_slowed() {
        String name = verified();
        Browser browser = acme.browser();
        Answer page = signIn(browser, request("shop"), name, PASSWORD);
        String first = code();
        Answer more = browser.submit(letterForm(page));
        assertThat(more.status()).isEqualTo(200);
        String second = code();
        if (!first.equals(second)) {
            assertThat(browser.submit(page.form().with("code", first)).status()).isEqualTo(403);
        }
        for (int i = 0; i < 20; i++) {
            browser.submit(letterForm(page));
        }
        String marker = verified();
        signIn(acme.browser(), request("shop"), marker, PASSWORD);
        int sent = 0;
        while (!office.next().to().equals(marker + "@acme.example")) {
            sent++;
        }
        assertThat(sent).isBetween(1, 4);
    }

    static Form letterForm(Answer page) {
        Form form = page.form();
        return new Form(java.net.URI.create(Browser.PUBLIC_URL + "/t/acme.example/login/code/letter"), form.fields());
    }

    @Test
    @DisplayName("threat 8: guesses are slowed, for the right code too")
    void guesses_are_slowed() {
        String name = verified();
        Browser browser = acme.browser();
        Answer page = signIn(browser, request("shop"), name, PASSWORD);
        String code = code();
        for (int i = 0; i < 20; i++) {
            browser.submit(page.form().with("code", another(code)));
        }
        assertThat(browser.submit(page.form().with("code", code)).status()).isEqualTo(403);
    }

    @Test
    void the_account_takes_it_too_and_a_disabled_person_gets_no_further() {
        String name = verified();
        Browser browser = acme.browser();
        Answer page = browser.submit(browser.get("/t/acme.example/login?account")
                .form()
                .with("username", name)
                .with("password", PASSWORD));
        String code = code();
        var person = acme.subject(SubjectKind.USER, name);
        acme.bean(Subjects.class).setEnabled(ACME, person.id(), false);
        assertThat(browser.submit(page.form().with("code", code)).status()).isEqualTo(403);
    }

    @Test
    void nothing_that_is_kept_tells_the_code() {
        String name = verified();
        signIn(acme.browser(), request("shop"), name, PASSWORD);
        String code = code();
        assertThat(acme.jdbc()
                        .sql("select code_hash || step_hash from email_code")
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .noneMatch(row -> row.contains(code));
    }

    @Test
    void is_not_enough_where_a_second_factor_is_required_of_everybody() {
        Answer refused = acme.browser()
                .send(
                        "PATCH",
                        "/api/v1/tenants/acme.example/policies/authentication",
                        "application/merge-patch+json",
                        "{\"secondFactor\":\"required\",\"secondFactors\":[\"email-code\"]}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("secondFactors");
    }
}
