package io.lightwave.token.login;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Subject;
import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import io.lightwave.token.browser.Golden;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginTest {
    Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    Answer page(Browser browser) {
        return browser.follow(authorize(browser, request("shop")));
    }

    Form filled(Browser browser) {
        return page(browser).form().with("username", "alice").with("password", Acme.PASSWORD);
    }

    void assertNobodySignedIn(Browser browser, Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isNotIn(200, 302, 303);
        assertThat(answer.header("Location")).isEmpty();
        assertThat(browser.cookies()).doesNotContainKey("__Host-session-acme.example");
    }

    @Nested
    @DisplayName("The page")
    class ThePage {
        @Test
        void is_as_written_down() {
            Golden.assertAnswer(LoginTest.class, "sign-in.response.http", page(acme.browser()));
        }

        @Test
        void loads_its_own_style_sheet_icon_and_script_and_nothing_else() {
            Browser browser = acme.browser();
            String html = page(browser).body();
            var links =
                    java.util.regex.Pattern.compile("(?:href|src)=\"([^\"]*)\"").matcher(html);
            int count = 0;
            while (links.find()) {
                Answer asset = browser.get(links.group(1));
                assertThat(asset.status()).isEqualTo(200);
                assertThat(asset.header("Cache-Control").orElse("")).contains("immutable");
                count++;
            }
            assertThat(count).isEqualTo(3);
            assertThat(html.replace("<script type=\"module\" src=", ""))
                    .doesNotContain("<script")
                    .doesNotContain("style=")
                    .doesNotContain(" on");
        }

        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '"',
                value = {
                    "shop, https://shop.example/callback, 'self' https:",
                    "app, http://127.0.0.1:5000/callback, 'self' https: http://127.0.0.1:5000"
                })
        void lets_its_form_lead_to_where_the_client_is(String clientId, String redirectUri, String targets) {
            Browser browser = acme.browser();
            Answer page = browser.follow(authorize(browser, request(clientId, Map.of("redirect_uri", redirectUri))));
            assertThat(page.header("Content-Security-Policy").orElse("").replaceAll("[0-9a-f]{16}", "0"))
                    .isEqualTo("default-src 'none'; script-src https://localhost:8443/t/acme.example/login/0.js;"
                            + " connect-src 'self'; style-src 'self'; img-src 'self'; form-action " + targets
                            + "; base-uri 'none'; frame-ancestors 'none'");
        }

        @Test
        void stays_with_the_application_that_opened_its_window() {
            Browser browser = acme.browser();
            Answer way = authorize(browser, request("shop", Map.of()));
            assertThat(way.header("Cross-Origin-Opener-Policy")).isEmpty();
            assertThat(browser.follow(way).header("Cross-Origin-Opener-Policy")).isEmpty();
        }

        @Test
        void checks_the_waiting_request_anew() {
            Browser browser = acme.browser();
            assertThat(browser.get("/t/acme.example/login?client_id=nobody").status())
                    .isEqualTo(400);
            Form tampered = filled(browser)
                    .with("request", Browser.encode(request("shop", Map.of("redirect_uri", "https://evil.example/"))));
            Answer answer = browser.submit(tampered);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(browser.cookies()).doesNotContainKey("__Host-session-acme.example");
        }

        @Test
        void without_a_request_says_who_is_signed_in() {
            Browser browser = acme.browser();
            Answer page = browser.get("/t/acme.example/login");
            Answer done = browser.submit(page.form().with("username", "alice").with("password", Acme.PASSWORD));
            assertThat(done.location().toString()).isEqualTo("https://localhost:8443/t/acme.example/login");
            Golden.assertAnswer(LoginTest.class, "signed-in.response.http", browser.follow(done));
        }
    }

    @Nested
    @DisplayName("Every reason looks alike (threat 9)")
    class Enumeration {
        @Test
        void an_unknown_name_a_wrong_password_and_a_disabled_person_get_the_same_answer() {
            Subject gone = acme.user(ACME, "gonee");
            acme.bean(Subjects.class).setEnabled(ACME, gone.id(), false);
            Browser browser = acme.browser();
            Form form = page(browser).form();
            String wrongPassword = refused(browser, form, "alice", "wrong");
            assertThat(refused(browser, form, "nobod", Acme.PASSWORD)).isEqualTo(wrongPassword);
            assertThat(refused(browser, form, "gonee", Acme.PASSWORD)).isEqualTo(wrongPassword);
            assertThat(refused(browser, form, "alice", "x".repeat(600))).isEqualTo(wrongPassword);
            assertThat(refused(browser, form, "shopp", "")).isEqualTo(wrongPassword);
            assertThat(refused(browser, form, "*)(uid", Acme.PASSWORD)).isEqualTo(wrongPassword);
        }

        String refused(Browser browser, Form form, String name, String password) {
            Answer answer = browser.submit(form.with("username", name).with("password", password));
            assertNobodySignedIn(browser, answer);
            var headers = new java.util.TreeMap<>(answer.headers());
            headers.keySet().removeAll(List.of("date", "content-length"));
            return answer.status() + " " + headers + " "
                    + withoutReference(answer.body()).replace("\"" + name + "\"", "\"NAME\"");
        }

        private static String withoutReference(String page) {
            return page.replaceAll("Reference <code id=\"reference\">[^<]+<", "");
        }

        @Test
        void the_answer_is_as_written_down() {
            Browser browser = acme.browser();
            Form form = page(browser).form().with("username", "alice").with("password", "wrong");
            Golden.assertAnswer(LoginTest.class, "wrong-password.response.http", browser.submit(form));
        }

        @Test
        void guessing_is_slowed_and_a_throttled_person_gets_the_same_answer() {
            acme.user(ACME, "victim");
            Browser browser = acme.browser();
            Form form = page(browser).form();
            String first = refused(browser, form, "victim", "guess");
            String last = first;
            for (int i = 0; i < 20; i++) {
                last = refused(browser, form, "victim", "guess " + i);
            }
            assertThat(last).isEqualTo(first);
            assertThat(refused(browser, form, "victim", Acme.PASSWORD)).isEqualTo(first);
        }
    }

    @Nested
    @DisplayName("Forms of other sites (threat 34)")
    class CrossSite {
        @Test
        void a_form_without_the_page_s_cookie_signs_nobody_in() {
            Browser browser = acme.browser();
            Form form = filled(browser);
            browser.forgetCookies();
            assertNobodySignedIn(browser, browser.submit(form));
        }

        @Test
        void a_form_got_by_another_browser_signs_nobody_in() {
            Form attackers = filled(acme.browser());
            Browser victim = acme.browser();
            page(victim);
            assertNobodySignedIn(victim, victim.submit(attackers));
        }

        @Test
        void a_form_without_its_token_signs_nobody_in_and_the_page_that_comes_back_works() {
            Browser browser = acme.browser();
            Answer answer = browser.submit(filled(browser).without("csrf"));
            assertNobodySignedIn(browser, answer);
            Golden.assertAnswer(LoginTest.class, "stale-form.response.http", answer);
            assertThat(browser.submit(answer.form().with("password", Acme.PASSWORD))
                            .status())
                    .isEqualTo(303);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "null",
                    "https://evil.example",
                    "http://localhost:8443",
                    "https://localhost",
                    "https://localhost:8443.evil.example",
                    "https://LOCALHOST:8443"
                })
        void a_form_of_another_origin_signs_nobody_in(String origin) {
            Browser browser = acme.browser();
            Form form = filled(browser);
            assertNobodySignedIn(browser, browser.post(form.action(), form.fields(), Map.of("Origin", origin)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"cross-site", "same-site", "none"})
        void nor_one_that_the_browser_calls_foreign(String site) {
            Browser browser = acme.browser();
            Form form = filled(browser);
            assertNobodySignedIn(browser, browser.post(form.action(), form.fields(), Map.of("Sec-Fetch-Site", site)));
        }

        @Test
        void a_script_without_origin_that_holds_cookie_and_token_may() {
            Browser browser = acme.browser();
            Form form = filled(browser);
            assertThat(browser.post(form.action(), form.fields(), Map.of()).status())
                    .isEqualTo(303);
        }

        @Test
        void a_password_in_the_query_is_not_read() {
            Browser browser = acme.browser();
            Form form = filled(browser);
            Answer answer = browser.post(
                    java.net.URI.create(form.action() + "?password="
                            + java.net.URLEncoder.encode(Acme.PASSWORD, java.nio.charset.StandardCharsets.UTF_8)),
                    form.without("password").fields(),
                    Map.of("Origin", Browser.PUBLIC_URL));
            assertNobodySignedIn(browser, answer);
        }

        @Test
        void repeated_fields_are_refused() {
            Browser browser = acme.browser();
            Form form = filled(browser);
            Answer answer = browser.send(
                    "POST",
                    form.action().getRawPath(),
                    "application/x-www-form-urlencoded",
                    Browser.encode(form.fields()) + "&username=bob");
            assertNobodySignedIn(browser, answer);
        }

        @Test
        void json_is_not_a_form() {
            assertThat(acme.browser()
                            .send("POST", "/t/acme.example/login", "application/json", "{\"username\":\"alice\"}")
                            .status())
                    .isEqualTo(415);
        }
    }

    @Nested
    @DisplayName("The audit trail")
    class Trail {
        @Test
        void has_every_sign_in_and_every_refusal_with_its_reason_and_no_secret() {
            Subject user = acme.user(ACME, "watched");
            Browser browser = acme.browser();
            Form form = page(browser).form().with("username", user.name());
            browser.submit(form.with("password", "a guess"));
            browser.submit(form.with("csrf", "made up").with("password", Acme.PASSWORD));
            browser.submit(form.with("password", Acme.PASSWORD));
            List<String> events = acme.jdbc()
                    .sql("select action || ' ' || outcome || ' ' || reason from audit_event"
                            + " where tenant_id = ? and actor like '%:watched@%' and action = 'session.begin'"
                            + " order by outcome, reason")
                    .param(ACME.value())
                    .query((row, _) -> row.getString(1))
                    .list();
            assertThat(events).hasSize(3).noneMatch(event -> event.contains("guess"));
            assertThat(events).anyMatch(event -> event.matches("(?i)session.begin success by pwd"));
            assertThat(events)
                    .anyMatch(event -> event.matches("(?i)session.begin refused not a form of ours in this browser"));
        }
    }
}
