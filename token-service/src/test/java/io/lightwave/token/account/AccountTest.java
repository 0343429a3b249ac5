package io.lightwave.token.account;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import io.lightwave.token.browser.Golden;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountTest {
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
        acme.clock().set(TestClock.NOON);
        name = "person" + ++count;
        person = acme.user(ACME, name);
    }

    Browser signedIn() {
        return signedIn(name);
    }

    Browser signedIn(String who) {
        Browser browser = acme.browser().sending("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
        return AccountPage.signIn(browser, who);
    }

    boolean isSignedIn(Browser browser) {
        return authorize(browser, request("shop", Map.of("prompt", "none")))
                .answerParameters()
                .containsKey("code");
    }

    Answer changePassword(Browser browser, String present, String chosen) {
        return AccountPage.send(
                browser, "password", Map.of("password", present, "new-password", chosen, "repeated-password", chosen));
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

    @Test
    void shows_the_last_sign_ins_of_the_person_alone() {
        Browser browser = signedIn();
        for (int i = 0; i < 21; i++) {
            browser = signedIn();
        }
        String page = browser.get(AccountPage.PATH).body();
        String recent = page.substring(page.indexOf("recent-section"), page.indexOf("applications-section"));
        assertThat(recent).contains("Firefox on Linux", "from <bdi>127.0.0.1</bdi>", "by password");
        assertThat(recent.split("<li>", -1)).as("at most twenty").hasSize(21);

        String other = signedIn(acme.user(ACME, "somebody" + count).name())
                .get(AccountPage.PATH)
                .body();
        assertThat(other.substring(other.indexOf("recent-section"), other.indexOf("applications-section"))
                        .split("<li>", -1))
                .hasSize(2);
    }

    @Test
    void shows_the_attempts_that_failed_and_nobody_elses() {
        Browser stranger = acme.browser();
        for (int i = 0; i < 11; i++) {
            Acme.signIn(stranger, request("shop"), name, "wrong");
        }
        acme.clock().advance(Duration.ofMinutes(20));
        String page = signedIn().get(AccountPage.PATH).body();
        String failed = page.substring(page.indexOf("id=\"failed\""), page.indexOf("applications-section"));
        assertThat(failed.split("<li>", -1)).as("at most ten").hasSize(11);
        assertThat(failed).contains("from <bdi>127.0.0.1</bdi>");
        assertThat(signedIn(acme.user(ACME, "quiet" + count).name())
                        .get(AccountPage.PATH)
                        .body())
                .doesNotContain("id=\"failed\"");
    }

    @Nested
    @DisplayName("The page")
    class ThePage {
        @Test
        void is_as_written_down() {
            name = "zoe";
            person = acme.user(ACME, name);
            Browser browser = signedIn();
            assertThat(Acme.code(browser, request("shop"))).isNotEmpty();
            Golden.assertAnswer(AccountTest.class, "account.response.http", browser.get(AccountPage.PATH));
        }

        @Test
        void leads_whoever_is_not_signed_in_to_the_sign_in_and_back() {
            Browser browser = acme.browser();
            assertThat(browser.get(AccountPage.PATH).location().getPath()).isEqualTo("/t/acme.example/login");
            assertThat(signedIn().get(AccountPage.PATH).body()).contains(name);
            assertThat(browser.get(AccountPage.PATH + "/password").location().getPath())
                    .isEqualTo("/t/acme.example/login");
        }

        @Test
        @DisplayName("threat 15: markup in what browsers and clients call themselves stays text")
        void markup_stays_text() {
            acme.client(ACME, """
                    {"clientId":"odd","clientName":"<script>alert(1)</script>","grantTypes":["authorization_code"],
                     "redirectUris":["https://odd.example/cb"],"tokenEndpointAuthMethod":"none"}""");
            Browser browser = acme.browser().sending("User-Agent", "<img src=x onerror=alert(1)> Firefox/1");
            Acme.signIn(browser, request("odd", Map.of("redirect_uri", "https://odd.example/cb")), name, PASSWORD);
            Answer page = browser.get(AccountPage.PATH + "?done=%3Cscript%3E");
            assertThat(page.body())
                    .contains("&lt;script&gt;alert(1)")
                    .doesNotContain("<script")
                    .doesNotContain("<img");
            assertThat(page.header("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none'; style-src 'self'");
        }

        @Test
        void is_alone_in_its_window_whoever_opened_it() {
            assertThat(signedIn().get(AccountPage.PATH).header("Cross-Origin-Opener-Policy"))
                    .hasValue("same-origin");
        }
    }

    @Nested
    @DisplayName("The password")
    class ThePassword {
        @Test
        void is_changed_with_the_present_one_and_ends_every_other_session() {
            Browser here = signedIn();
            Browser there = signedIn();
            String before = here.cookies().getOrDefault(AccountPage.COOKIE, "");
            List<String> sessions = acme.jdbc()
                    .sql("select 'session ' || id from session where subject_id = ?")
                    .param(acme.subject(SubjectKind.USER, name).id().value())
                    .query((row, _) -> row.getString(1))
                    .list();
            assertThat(sessions).hasSize(2);
            String refresh = acme.tokens(acme.exchange("shop", Acme.code(there, request("shop"))))
                    .path("refresh_token")
                    .stringValue();
            Answer done = changePassword(here, PASSWORD, CHOSEN);
            assertThat(here.follow(done).body()).contains("Your password has been changed");
            assertThat(here.cookies().getOrDefault(AccountPage.COOKIE, "")).isNotEqualTo(before);
            assertThat(isSignedIn(here)).isTrue();
            assertThat(isSignedIn(there)).isFalse();
            assertThat(acme.oauth("token", acme.refresh("shop", refresh)).status())
                    .isEqualTo(400);
            assertThat(Acme.signIn(acme.browser(), request("shop"), name, CHOSEN)
                            .parameter("code"))
                    .isNotEmpty();
            assertThat(events("password.change")).containsExactly("success every other session has ended");
            assertThat(acme.jdbc()
                            .sql("select target from audit_event where action = 'session.end' and reason = ?")
                            .param("a new password")
                            .query(String.class)
                            .list())
                    .containsAll(sessions);
        }

        @Test
        void stays_when_the_present_one_is_wrong_or_the_policy_refuses_the_new_one() {
            Browser browser = signedIn();
            assertThat(changePassword(browser, "a guess", CHOSEN).status()).isEqualTo(403);
            assertThat(changePassword(browser, "", CHOSEN).status()).isEqualTo(403);
            assertThat(changePassword(browser, PASSWORD, "short").body()).contains("at least 8 characters");
            assertThat(AccountPage.send(
                                    browser,
                                    "password",
                                    Map.of("password", PASSWORD, "new-password", CHOSEN, "repeated-password", "b"))
                            .status())
                    .isEqualTo(400);
            assertThat(events("password.change"))
                    .hasSize(4)
                    .contains(
                            "refused no acceptable password",
                            "refused wrong password",
                            "refused not twice the same password, of at most 512 bytes");
            assertThat(isSignedIn(browser)).isTrue();
        }

        @Test
        @DisplayName("threat 8: guessing the present one is slowed as at the sign-in")
        void guessing_is_slowed() {
            Browser browser = signedIn();
            for (int i = 0; i < 20; i++) {
                changePassword(browser, "guess " + i, CHOSEN);
            }
            assertThat(changePassword(browser, PASSWORD, CHOSEN).status()).isEqualTo(403);
            assertThat(events("password.change")).contains("refused throttled after failures");
        }
    }

    @Nested
    @DisplayName("Sessions")
    class TheSessions {
        List<String> others(Browser browser) {
            return Pattern.compile("name=\"end\" value=\"([0-9a-f-]{36})\"")
                    .matcher(browser.get(AccountPage.PATH).body())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }

        @Test
        void are_listed_with_device_and_address_and_ended_one_by_one_or_all() {
            Browser here = signedIn();
            assertThat(here.get(AccountPage.PATH).body())
                    .contains("Firefox on Linux")
                    .contains("127.0.0.1")
                    .doesNotContain("end-others");
            Browser there = signedIn();
            Browser elsewhere = signedIn();
            assertThat(others(here)).hasSize(2);
            String one = others(here).getFirst();
            assertThat(here.follow(AccountPage.send(here, "sessions", Map.of("end", one, "password", PASSWORD)))
                            .body())
                    .contains("signed out there");
            assertThat(List.of(isSignedIn(there), isSignedIn(elsewhere))).containsExactlyInAnyOrder(true, false);
            AccountPage.send(here, "sessions", Map.of("end", "others", "password", PASSWORD));
            assertThat(isSignedIn(there) || isSignedIn(elsewhere)).isFalse();
            assertThat(isSignedIn(here)).isTrue();
            assertThat(events("session.end")).hasSize(2);
        }

        @Test
        void end_only_after_a_fresh_proof() {
            Browser here = signedIn();
            Browser there = signedIn();
            for (String wrong : List.of("", "wrong")) {
                assertThat(AccountPage.send(here, "sessions", Map.of("end", "others", "password", wrong))
                                .status())
                        .isEqualTo(403);
            }
            assertThat(isSignedIn(there)).isTrue();
            AccountPage.send(here, "sessions", Map.of("end", "others", "password", PASSWORD));
            assertThat(isSignedIn(there)).isFalse();
        }

        @Test
        void of_other_people_stay() {
            Browser bob = signedIn("bob");
            String foreign = acme.jdbc()
                    .sql("select id::text from session where subject_id = ? order by created_at desc limit 1")
                    .param(acme.subject(io.lightwave.directory.SubjectKind.USER, "bob")
                            .id()
                            .value())
                    .query(String.class)
                    .single();
            Browser here = signedIn();
            AccountPage.send(here, "sessions", Map.of("end", foreign, "password", PASSWORD));
            AccountPage.send(here, "sessions", Map.of("end", "nonsense", "password", PASSWORD));
            AccountPage.send(here, "sessions", Map.of("password", PASSWORD));
            AccountPage.send(here, "sessions", Map.of("end", "others", "password", PASSWORD));
            assertThat(isSignedIn(bob)).isTrue();
            assertThat(isSignedIn(here)).isTrue();
        }
    }

    @Nested
    @DisplayName("Applications")
    class TheApplications {
        @Test
        void lose_what_they_were_given() {
            Browser here = signedIn();
            String refresh = acme.tokens(acme.exchange("shop", Acme.code(here, request("shop"))))
                    .path("refresh_token")
                    .stringValue();
            assertThat(here.get(AccountPage.PATH).body()).contains("value=\"shop\"");
            assertThat(here.follow(AccountPage.send(here, "applications", Map.of("client", "shop")))
                            .body())
                    .contains("no longer has access")
                    .contains("No application has access");
            assertThat(acme.oauth("token", acme.refresh("shop", refresh)).status())
                    .isEqualTo(400);
            assertThat(events("consent.withdraw")).containsExactly("success by the person");
        }
    }

    @Nested
    @DisplayName("Forms of other sites (threat 34)")
    class CrossSite {
        Map<String, String> fields = Map.of(
                "password",
                PASSWORD,
                "new-password",
                CHOSEN,
                "repeated-password",
                CHOSEN,
                "end",
                "others",
                "client",
                "shop");

        @ParameterizedTest
        @ValueSource(strings = {"password", "sessions", "applications"})
        void change_nothing(String form) {
            Browser here = signedIn();
            Browser there = signedIn();
            String refresh = acme.tokens(acme.exchange("shop", Acme.code(there, request("shop"))))
                    .path("refresh_token")
                    .stringValue();
            URI uri = URI.create(Browser.PUBLIC_URL + AccountPage.PATH + "/" + form);
            var good = new LinkedHashMap<>(fields);
            good.put("csrf", AccountPage.csrf(here));
            assertThat(here.submit(new Form(uri, fields)).status()).isEqualTo(403);
            assertThat(here.post(uri, good, Map.of("Origin", "https://evil.example"))
                            .status())
                    .isEqualTo(403);
            assertThat(here.post(uri, good, Map.of("Sec-Fetch-Site", "same-site"))
                            .status())
                    .isEqualTo(403);
            assertThat(there.submit(new Form(uri, good)).status())
                    .as("the token belongs to a session")
                    .isEqualTo(403);
            assertThat(acme.browser().submit(new Form(uri, good)).location().getPath())
                    .isEqualTo("/t/acme.example/login");
            assertThat(isSignedIn(here) && isSignedIn(there)).isTrue();
            assertThat(acme.oauth("token", acme.refresh("shop", refresh)).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_disabled_person_sees_nothing_any_more() {
        Browser browser = signedIn();
        acme.bean(Subjects.class).setEnabled(ACME, person.id(), false);
        assertThat(browser.get(AccountPage.PATH).location().getPath()).isEqualTo("/t/acme.example/login");
    }
}
