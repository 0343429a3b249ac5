package io.lightwave.token.logout;

import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Golden;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@DisplayName("OpenID Connect RP-Initiated Logout 1.0")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogoutTest {
    static final String COOKIE = "__Host-session-acme.example";
    static final String LOGOUT = "/t/acme.example/oauth2/logout";

    Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start();
        var patch = "{\"postLogoutRedirectUris\":[\"https://shop.example/bye?x=1\"]}";
        assertThat(acme.browser()
                        .send(
                                "PATCH",
                                "/api/v1/tenants/acme.example/clients/shop",
                                "application/merge-patch+json",
                                patch)
                        .status())
                .isEqualTo(200);
        acme.client(io.lightwave.token.browser.Acme.ACME, """
                {"clientId":"framed","redirectUris":["https://shop.example/callback","https://framed.example/cb"],
                 "tokenEndpointAuthMethod":"none","postLogoutRedirectUris":["https://framed.example/bye"],
                 "frontchannelLogoutUri":"https://framed.example/logout?x=1","frontchannelLogoutSessionRequired":true}""");
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    Browser signedIn() {
        Browser browser = acme.browser();
        Acme.signIn(browser, request("shop"), "alice", Acme.PASSWORD);
        return browser;
    }

    JsonNode tokens(Browser browser) {
        return acme.tokens(acme.exchange("shop", Acme.code(browser, request("shop"))));
    }

    String idToken(Browser browser) {
        return tokens(browser).path("id_token").stringValue();
    }

    @Test
    void a_link_alone_signs_nobody_out_but_asks() {
        Browser browser = signedIn();
        Answer page = browser.get(LOGOUT);
        Golden.assertAnswer(LogoutTest.class, "sign-out.response.http", page);
        assertThat(browser.cookies()).containsKey(COOKIE);
        Answer done = browser.submit(page.form());
        Golden.assertAnswer(LogoutTest.class, "signed-out.response.http", done);
        assertThat(browser.cookies()).doesNotContainKey(COOKIE);
    }

    @Test
    void the_session_is_gone_and_not_only_its_cookie() {
        Browser browser = signedIn();
        String secret = browser.cookies().getOrDefault(COOKIE, "");
        String access = tokens(browser).path("access_token").stringValue();
        assertThat(acme.isActive(access)).isTrue();
        browser.submit(browser.get(LOGOUT).form());
        browser.setCookie(COOKIE, secret);
        assertThat(Acme.authorize(browser, request("shop", Map.of("prompt", "none")))
                        .answerParameters())
                .containsEntry("error", "login_required");
        assertThat(acme.isActive(access)).isFalse();
    }

    @Test
    @DisplayName("RFC 8252 §7: the form may lead back to an application, too")
    void the_form_may_lead_back_to_an_application() {
        acme.client(io.lightwave.token.browser.Acme.ACME, """
                {"clientId":"phone","redirectUris":["com.example.phone:/cb"],"applicationType":"native",
                 "tokenEndpointAuthMethod":"none",
                 "postLogoutRedirectUris":["com.example.phone:/bye","http://[::1]:7777/bye","http://127.0.0.1:7777/bye"]}""");
        Map.of(
                        "com.example.phone:/bye", " https: com.example.phone:;",
                        "http://[::1]:7777/bye", " https: http:;",
                        "http://127.0.0.1:7777/bye", " https: http://127.0.0.1:7777;")
                .forEach((address, targets) -> {
                    Answer page = signedIn()
                            .get(LOGOUT + "?"
                                    + Browser.encode(
                                            Map.of("client_id", "phone", "post_logout_redirect_uri", address)));
                    assertThat(page.header("Content-Security-Policy").orElse(""))
                            .contains("form-action 'self'" + targets);
                });
    }

    @Test
    void a_client_with_the_session_s_id_token_signs_out_at_once_even_when_the_token_has_expired() {
        Browser browser = signedIn();
        String hint = idToken(browser);
        acme.clock().advance(Duration.ofMinutes(30));
        assertThat(browser.get(LOGOUT + "?id_token_hint=" + hint).body()).contains("You are signed out");
        assertThat(browser.cookies()).doesNotContainKey(COOKIE);
    }

    @Test
    void by_post_it_goes_on_by_get_where_the_cookie_comes_along() {
        Browser browser = signedIn();
        String hint = idToken(browser);
        Answer answer = browser.post(URI.create(Browser.PUBLIC_URL + LOGOUT), Map.of("id_token_hint", hint), Map.of());
        assertThat(answer.status()).isEqualTo(303);
        assertThat(browser.follow(answer).body()).contains("You are signed out");
    }

    @Test
    void an_id_token_of_another_session_person_or_forger_asks_first() {
        Browser browser = signedIn();
        String ofAnotherSession = idToken(signedIn());
        Browser bob = acme.browser();
        Acme.signIn(bob, request("shop"), "bob", Acme.PASSWORD);
        String mine = idToken(browser);
        String forged = mine.substring(0, mine.length() - 6) + "AAAAAA";
        for (String hint : new String[] {ofAnotherSession, idToken(bob), forged, "x", ""}) {
            assertThat(browser.get(LOGOUT + "?id_token_hint=" + hint).body()).contains("Sign out?");
            assertThat(browser.cookies()).containsKey(COOKIE);
        }
    }

    @Test
    void an_access_token_is_no_id_token() {
        Browser browser = signedIn();
        String access = tokens(browser).path("access_token").stringValue();
        assertThat(browser.get(LOGOUT + "?id_token_hint=" + access).body()).contains("Sign out?");
    }

    @Test
    void nor_is_one_of_the_type_jwt() {
        Answer made =
                acme.browser().send("POST", "/api/v1/tenants/acme.example/resource-servers", "application/json", """
                        {"name":"billing","uri":"https://billing.example","accessTokenType":"JWT",
                         "accessTokenSigningAlg":"RS256"}""");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        Browser browser = signedIn();
        String code = Acme.authorize(browser, request("shop", Map.of("resource", "https://billing.example")))
                .parameter("code");
        String access =
                acme.tokens(acme.exchange("shop", code)).path("access_token").stringValue();
        assertThat(new String(Base64.getUrlDecoder().decode(access.split("[.]", -1)[0]), StandardCharsets.US_ASCII))
                .contains("\"typ\":\"JWT\"", "\"alg\":\"RS256\"");
        assertThat(acme.claims(access).path("auth_time").isNumber()).isTrue();
        assertThat(browser.get(LOGOUT + "?id_token_hint=" + access).body()).contains("Sign out?");
        String idToken = idToken(browser);
        assertThat(acme.isActive(idToken)).as("nor the other way round").isFalse();
    }

    @Test
    void an_unregistered_post_logout_redirect_uri_is_never_followed_and_the_person_is_asked() {
        Browser browser = signedIn();
        Answer answer = browser.get(LOGOUT + "?id_token_hint=" + idToken(browser)
                + "&post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F&state=x");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Location")).isEmpty();
        assertThat(answer.body()).contains("Sign out?");
        Answer end = browser.submit(answer.form());
        assertThat(end.header("Location")).isEmpty();
        assertThat(end.body()).contains("You are signed out");
    }

    @Test
    void a_registered_one_is_followed_with_the_state_after_the_hint_or_the_person_has_decided() {
        Browser browser = signedIn();
        String tail = "&post_logout_redirect_uri=https%3A%2F%2Fshop.example%2Fbye%3Fx%3D1&state=a%26b+c";
        Answer answer = browser.get(LOGOUT + "?id_token_hint=" + idToken(browser) + tail);
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).contains("https://shop.example/bye?x=1&state=a%26b+c");

        Browser other = signedIn();
        Answer page = other.get(LOGOUT + "?client_id=shop" + tail);
        assertThat(page.body()).contains("Sign out?");
        assertThat(page.header("Content-Security-Policy").orElse("")).contains("form-action 'self' https:;");
        assertThat(other.submit(page.form()).header("Location")).contains("https://shop.example/bye?x=1&state=a%26b+c");
        assertThat(other.get(LOGOUT + "?client_id=shop" + tail).header("Location"))
                .contains("https://shop.example/bye?x=1&state=a%26b+c");
    }

    @Test
    void another_client_s_or_nobody_s_is_not() {
        String tail = "&post_logout_redirect_uri=https%3A%2F%2Fshop.example%2Fbye%3Fx%3D1";
        Browser browser = signedIn();
        String hint = idToken(browser);
        assertThat(browser.get(LOGOUT + "?client_id=app&id_token_hint=" + hint + tail)
                        .body())
                .contains("Sign out?");
        for (String who : new String[] {"client_id=app", "client_id=nobody", "x=y"}) {
            assertThat(acme.browser().get(LOGOUT + "?" + who + tail).body()).contains("You are signed out");
        }
        Answer almost = browser.get(LOGOUT + "?id_token_hint=" + hint
                + "&post_logout_redirect_uri=https%3A%2F%2Fshop.example%2Fbye%3Fx%3D1%26y");
        assertThat(almost.body()).contains("Sign out?");
    }

    @Test
    void by_post_nothing_of_the_request_is_lost() {
        Browser browser = signedIn();
        Answer answer = browser.post(
                URI.create(Browser.PUBLIC_URL + LOGOUT),
                Map.of(
                        "id_token_hint",
                        idToken(browser),
                        "post_logout_redirect_uri",
                        "https://shop.example/bye?x=1",
                        "state",
                        "s"),
                Map.of());
        assertThat(browser.follow(answer).header("Location")).contains("https://shop.example/bye?x=1&state=s");
    }

    @Test
    void clients_with_a_front_channel_address_are_loaded_on_the_way() {
        Browser browser = signedIn();
        String code = Acme.code(browser, request("shop", Map.of("client_id", "framed")));
        var form = acme.exchange("framed", code);
        form.put("redirect_uri", Acme.SHOP);
        String framed = acme.tokens(form).path("id_token").stringValue();
        String sid = acme.claims(framed).path("sid").stringValue();
        Answer page = browser.get(LOGOUT + "?id_token_hint=" + framed
                + "&post_logout_redirect_uri=https%3A%2F%2Fframed.example%2Fbye&state=x");
        Golden.assertAnswer(LogoutTest.class, "front-channel.response.http", page);
        assertThat(page.body())
                .contains(
                        "src=\"https://framed.example/logout?x=1&amp;iss=https%3A%2F%2Flocalhost%3A8443%2Ft%2Facme.example"
                                + "&amp;sid=" + sid + "\"");
        assertThat(page.header("Content-Security-Policy").orElse("")).contains("frame-src https://framed.example;");
        assertThat(page.header("Refresh")).contains("3; url=https://framed.example/bye?state=x");
    }

    @Test
    void a_form_of_another_site_or_browser_signs_nobody_out() {
        Browser browser = signedIn();
        Browser other = signedIn();
        var foreign = other.get(LOGOUT).form();
        assertThat(browser.submit(foreign).body()).contains("Sign out?");
        var own = browser.get(LOGOUT).form();
        assertThat(browser.post(own.action(), own.fields(), Map.of("Origin", "https://evil.example"))
                        .body())
                .contains("Sign out?");
        assertThat(browser.cookies()).containsKey(COOKIE);
    }
}
