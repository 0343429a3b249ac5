package io.lightwave.token.language;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Password;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.mail.PostOffice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("The language of pages and letters")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanguagesTest {
    final Outside outside = new Outside();
    PostOffice office;
    Acme acme;

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
    void usual() {
        acme.usualPolicy();
        acme.bean(Subjects.class)
                .setPassword(ACME, acme.subject(SubjectKind.USER, "alice").id(), Password.of(PASSWORD));
    }

    static Map<String, String> wanting(String uiLocales) {
        var request = new HashMap<>(request("shop"));
        request.put("ui_locales", uiLocales);
        return request;
    }

    static void assertGerman(Answer page) {
        assertThat(page.body()).contains("<html lang=\"de\" dir=\"ltr\">").contains("Anmelden");
        assertThat(page.header("Content-Language")).contains("de");
    }

    static void assertEnglish(Answer page) {
        assertThat(page.body()).contains("<html lang=\"en\" dir=\"ltr\">").contains("Sign in");
        assertThat(page.header("Content-Language")).contains("en");
    }

    @Test
    void is_the_one_that_the_client_says_the_person_reads_on_every_page_of_the_sign_in() {
        Browser browser = acme.browser().sending("Accept-Language", "en-GB,en;q=0.9");
        Answer page = browser.follow(authorize(browser, wanting("fr-CA de-AT en")));
        assertGerman(page);
        assertThat(page.body()).contains("weiter zu <strong>");

        Answer wrong = browser.submit(page.form().with("username", "alice").with("password", "wrong"));
        assertGerman(wrong);
        assertThat(wrong.body())
                .contains("Benutzername oder Passwort ist falsch.")
                .contains("<title>Fehler: Anmelden – ");
    }

    @Test
    void is_else_the_one_that_the_browser_asks_for() {
        assertGerman(acme.browser()
                .sending("Accept-Language", "fr;q=0.9, de-CH;q=0.8, en;q=0.7")
                .get("/t/acme.example/login"));
        assertEnglish(acme.browser().sending("Accept-Language", "en, de").get("/t/acme.example/login"));
    }

    @Test
    void is_else_english() {
        assertEnglish(acme.browser().get("/t/acme.example/login"));
        for (String odd : new String[] {"fr", "*", "de;q=x", "'\"><script>", "de,".repeat(2_000)}) {
            assertEnglish(acme.browser().sending("Accept-Language", odd).get("/t/acme.example/login"));
        }
        Browser browser = acme.browser();
        assertEnglish(browser.follow(authorize(browser, wanting("<script> de"))));
    }

    @Test
    void is_told_in_the_metadata() {
        assertThat(acme.browser()
                        .get("/t/acme.example/.well-known/openid-configuration")
                        .body())
                .contains("\"ui_locales_supported\":[\"en\",\"de\"]");
    }

    @Test
    void is_that_of_pages_that_say_what_is_wrong_and_the_audit_trail_stays_english() {
        var unknown = wanting("de");
        unknown.put("client_id", "nobody");
        Answer page = authorize(acme.browser(), unknown);
        assertThat(page.body())
                .contains("Diese Anmeldung kann nicht weitergehen")
                .contains("Die Anwendung, von der Sie kommen, ist nicht bekannt.");
        assertThat(acme.jdbc()
                        .sql("select reason from audit_event where tenant_id = 'acme.example'"
                                + " and action = 'authorization.approve' order by id desc limit 1")
                        .query((row, _) -> row.getString(1))
                        .single())
                .isEqualTo("The application that sent you here is not known.");
    }

    @Test
    void is_that_of_the_account_page_and_of_what_a_policy_says_of_passwords() {
        Browser browser = acme.browser().sending("Accept-Language", "de");
        Answer account = AccountPage.signIn(browser, "alice").get(AccountPage.PATH);
        assertThat(account.body())
                .contains("Ihr Konto")
                .contains("angemeldet als <strong id=\"account-name\">alice</strong>")
                .contains("dieser Browser")
                .doesNotContain("Sign", "Password", "since");
        Answer refused = AccountPage.send(
                browser,
                "password",
                Map.of("password", PASSWORD, "new-password", "short", "repeated-password", "short"));
        assertThat(refused.body()).contains("Das neue Passwort wird nicht angenommen: mindestens 8 Zeichen.");
    }

    @Test
    void is_for_letters_the_one_of_whoever_asks_unless_the_person_has_another() {
        Browser german = acme.browser().sending("Accept-Language", "de");
        ask(german);
        assertThat(office.next().text()).contains("Wählen Sie es hier innerhalb einer halben Stunde");

        var alice = acme.subject(SubjectKind.USER, "alice").id();
        acme.bean(Subjects.class).modify(ACME, alice, Map.of("preferredLanguage", List.of("en-GB, fr;q=0.5")));
        ask(german);
        assertThat(office.next().text()).contains("Choose it here within half an hour");
    }

    static void ask(Browser browser) {
        browser.submit(browser.get("/t/acme.example/login/forgotten").form().with("username", "alice"));
    }
}
