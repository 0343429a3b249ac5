package io.lightwave.token.sessionmanagement;

import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Golden;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("OpenID Connect Session Management 1.0")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionManagementTest {
    static final String COOKIE = "__Host-browser-state-acme.example";

    Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    /// As the page of the frame computes it (§3.2).
    static String hash(String clientId, String origin, Browser browser, String salt) {
        String text = String.join(" ", clientId, origin, browser.cookies().getOrDefault(COOKIE, ""), salt);
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static boolean isUnchanged(Browser browser, String state) {
        int dot = state.indexOf('.');
        return hash("shop", "https://shop.example", browser, state.substring(dot + 1))
                .equals(state.substring(0, dot));
    }

    @Test
    void the_state_holds_until_somebody_signs_in_or_out() {
        Browser browser = acme.browser();
        Answer first = Acme.signIn(browser, request("shop"), "alice", Acme.PASSWORD);
        String state = first.parameter("session_state");
        assertThat(isUnchanged(browser, state)).isTrue();
        String second = authorize(browser, request("shop")).parameter("session_state");
        assertThat(isUnchanged(browser, second)).isTrue();
        assertThat(second).isNotEqualTo(state);
        browser.submit(browser.get("/t/acme.example/oauth2/logout").form());
        assertThat(browser.cookies()).doesNotContainKey(COOKIE);
        assertThat(isUnchanged(browser, state)).isFalse();
        Acme.signIn(browser, request("shop"), "bob", Acme.PASSWORD);
        assertThat(isUnchanged(browser, state)).isFalse();
    }

    @Test
    void the_cookie_gives_nothing_of_the_session_away_and_holds_none() {
        Browser browser = acme.browser();
        Acme.signIn(browser, request("shop"), "alice", Acme.PASSWORD);
        String state = browser.cookies().getOrDefault(COOKIE, "");
        assertThat(state).isNotEmpty().isNotEqualTo(browser.cookies().get("__Host-session-acme.example"));
        Browser thief = acme.browser();
        thief.setCookie("__Host-session-acme.example", state);
        assertThat(authorize(thief, request("shop", Map.of("prompt", "none"))).answerParameters())
                .containsEntry("error", "login_required");
    }

    @Test
    void without_openid_there_is_no_state() {
        Browser browser = acme.browser();
        assertThat(Acme.signIn(browser, request("shop", Map.of("scope", "orders")), "alice", Acme.PASSWORD)
                        .answerParameters())
                .containsOnlyKeys("code", "state", "iss");
    }

    @Test
    void any_site_may_load_the_page() {
        Answer page = acme.browser().get("/t/acme.example/oauth2/check-session");
        Golden.assertAnswer(SessionManagementTest.class, "check-session.response.http", page);
        assertThat(page.header("X-Frame-Options")).isEmpty();
    }
}
