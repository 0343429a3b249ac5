package io.lightwave.token.authorization;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.OTHER;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Golden;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
class AuthorizationTest {
    Acme acme;

    @Nullable
    Browser shared; // null until a test wants it

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    /// Holds a session that no other browser holds.
    Browser freshlySignedIn() {
        Browser browser = acme.browser();
        assertThat(Acme.signIn(browser, request("shop"), "alice", Acme.PASSWORD).status())
                .isEqualTo(303);
        return browser;
    }

    /// Holds a session that other tests use too.
    Browser signedIn() {
        if (shared == null) {
            shared = freshlySignedIn();
        }
        return shared;
    }

    @Nested
    @DisplayName("RFC 6749 §4.1.1 and §4.1.2 Authorization request and response")
    class Request {
        @Test
        void a_person_signs_in_and_the_client_gets_a_code_with_its_state_and_the_issuer() {
            Browser browser = acme.browser();
            Answer toLogin = authorize(browser, request("shop"));
            assertThat(toLogin.status()).isEqualTo(303);
            assertThat(toLogin.location().toString()).startsWith("https://localhost:8443/t/acme.example/login?");
            Answer page = browser.follow(toLogin);
            Answer answer = browser.submit(page.form().with("username", "alice").with("password", Acme.PASSWORD));
            Golden.assertAnswer(AuthorizationTest.class, "approved.response.http", answer);
            assertThat(answer.answerParameters())
                    .containsOnlyKeys("code", "state", "iss", "session_state")
                    .containsEntry("state", "af0ifjsldkj")
                    .containsEntry("iss", "https://localhost:8443/t/acme.example");
        }

        @Test
        void whoever_has_a_session_is_not_asked_again() {
            Answer answer = authorize(signedIn(), request("shop"));
            assertThat(answer.status()).isEqualTo(303);
            assertThat(answer.location().toString()).startsWith(Acme.SHOP + "?code=");
        }

        @Test
        void a_state_of_any_characters_comes_back_as_it_was() {
            String state = "a b+c&d=e%20ä€\"<script>";
            assertThat(authorize(signedIn(), request("shop", Map.of("state", state)))
                            .answerParameters())
                    .containsEntry("state", state);
        }

        @Test
        void without_state_none_comes_back() {
            var parameters = request("shop");
            parameters.remove("state");
            assertThat(authorize(signedIn(), parameters).answerParameters())
                    .containsOnlyKeys("code", "iss", "session_state");
        }

        @Test
        void unknown_parameters_are_ignored_and_empty_ones_count_as_not_sent() {
            Answer answer = authorize(
                    signedIn(),
                    request(
                            "shop",
                            Map.of(
                                    "made_up",
                                    "x",
                                    "prompt",
                                    "",
                                    "max_age",
                                    "",
                                    "request",
                                    "",
                                    "claims",
                                    "{}",
                                    "display",
                                    "wap",
                                    "ui_locales",
                                    "de en",
                                    "claims_locales",
                                    "fr")));
            assertThat(answer.answerParameters()).containsKey("code");
        }

        @Test
        void a_form_leads_to_the_same_request_by_get_where_the_cookie_comes_along() {
            Browser browser = signedIn();
            Answer posted = browser.post(
                    URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/authorize"), request("shop"), Map.of());
            assertThat(posted.status()).isEqualTo(303);
            assertThat(browser.get(posted.location().toString()).answerParameters())
                    .containsKey("code");
        }

        @Test
        void a_form_with_a_query_beside_it_is_refused() {
            Answer posted = signedIn()
                    .post(
                            URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/authorize?client_id=shop"),
                            request("shop"),
                            Map.of());
            assertPage(posted);
        }

        @Test
        void an_unknown_tenant_is_not_found() {
            assertThat(acme.browser()
                            .get(Acme.authorizePath(
                                    new io.lightwave.directory.TenantId("none.example"), request("shop")))
                            .status())
                    .isEqualTo(404);
        }
    }

    @Nested
    @DisplayName("RFC 6749 §4.1.2.1 Errors that the client hears of")
    class Errors {
        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                response_type         |                 | invalid_request
                response_type         | token           | unsupported_response_type
                response_type         | code id_token   | unsupported_response_type
                response_mode         | post            | invalid_request
                response_mode         | QUERY           | invalid_request
                scope                 | openid invoices | invalid_scope
                scope                 | openid groups   | invalid_scope
                resource              | payroll         | invalid_target
                resource              | https://x/      | invalid_target
                code_challenge        |                 | invalid_request
                code_challenge        | short           | invalid_request
                code_challenge        | E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM | invalid_request
                code_challenge_method |                 | invalid_request
                code_challenge_method | plain           | invalid_request
                code_challenge_method | s256            | invalid_request
                prompt                | none login      | invalid_request
                prompt                | LOGIN           | invalid_request
                prompt                | create          | invalid_request
                max_age               | -1              | invalid_request
                max_age               | soon            | invalid_request
                claims                | []              | invalid_request
                id_token_hint         | x.y.z           | invalid_request
                request               | x.y.z           | invalid_request_object
                request_uri           | https://x/      | invalid_request_uri
                registration          | {}              | registration_not_supported
                """)
        void each_mistake_has_its_error(String name, String value, String error) {
            var parameters = request("shop");
            parameters.put(name, value == null ? "" : value);
            Answer answer = authorize(signedIn(), parameters);
            assertThat(answer.status()).isEqualTo(303);
            assertThat(answer.location().toString())
                    .startsWith(Acme.SHOP + ("token".equals(value) || "code id_token".equals(value) ? "#" : "?"));
            assertThat(answer.answerParameters())
                    .containsOnlyKeys("error", "error_description", "state", "iss")
                    .containsEntry("error", error)
                    .hasEntrySatisfying(
                            "error_description", text -> assertThat(text).matches("[ !#-\\[\\]-~]+"))
                    .containsEntry("state", "af0ifjsldkj")
                    .containsEntry("iss", "https://localhost:8443/t/acme.example");
        }

        @ParameterizedTest
        @ValueSource(strings = {"scope", "state", "nonce", "response_type", "prompt", "made_up"})
        void a_repeated_parameter_is_an_invalid_request(String name) {
            var parameters = request("shop", Map.of("made_up", "x", "prompt", "login"));
            Answer answer = signedIn().get(Acme.authorizePath(ACME, parameters) + "&" + name + "=again");
            assertThat(answer.answerParameters()).containsEntry("error", "invalid_request");
            assertThat(answer.answerParameters().containsKey("state")).isEqualTo(!name.equals("state"));
        }

        @Test
        void a_client_that_is_not_registered_for_codes_is_unauthorized() {
            acme.client(ACME, """
                    {"clientId":"batch","grantTypes":["client_credentials"],"redirectUris":["https://batch.example/cb"]}""");
            var parameters = request("shop", Map.of("client_id", "batch", "redirect_uri", "https://batch.example/cb"));
            assertThat(authorize(signedIn(), parameters).answerParameters())
                    .containsEntry("error", "unauthorized_client");
        }

        @Test
        void the_wire_is_as_written_down() {
            Golden.assertAnswer(
                    AuthorizationTest.class,
                    "invalid-scope.response.http",
                    authorize(acme.browser(), request("shop", Map.of("scope", "invoices"))));
        }
    }

    @Nested
    @DisplayName("OAuth 2.0 Form Post Response Mode")
    class FormPost {
        @Test
        void a_form_takes_the_answer_to_the_client() {
            Answer page = authorize(signedIn(), request("shop", Map.of("response_mode", "form_post")));
            Golden.assertAnswer(AuthorizationTest.class, "form-post.response.http", page);
            assertThat(page.form().action().toString()).isEqualTo(Acme.SHOP);
            assertThat(page.form().fields())
                    .containsOnlyKeys("code", "state", "iss", "session_state")
                    .containsEntry("state", "af0ifjsldkj");
            String code = page.form().fields().getOrDefault("code", "");
            assertThat(acme.tokens(acme.exchange("shop", code)).has("access_token"))
                    .isTrue();
        }

        @Test
        void errors_go_the_same_way_and_no_value_is_markup() {
            String state = "\"></form><script>alert(1)</script>";
            Answer page = authorize(
                    signedIn(), request("shop", Map.of("response_mode", "form_post", "scope", "x", "state", state)));
            assertThat(page.form().fields())
                    .containsEntry("error", "invalid_scope")
                    .containsEntry("state", state);
            assertThat(page.body()).doesNotContain("<script>alert");
        }
    }

    @Nested
    @DisplayName("OAuth 2.0 Multiple Response Type Encoding Practices §2.1 response_mode")
    class Modes {
        @Test
        void fragment_takes_the_answer_behind_the_hash() {
            Answer answer = authorize(signedIn(), request("shop", Map.of("response_mode", "fragment")));
            assertThat(answer.location().getQuery()).isNull();
            assertThat(answer.location().getFragment())
                    .matches("code=[^&]+&session_state=[^&]+&state=af0ifjsldkj&iss=https://.*");
        }

        @Test
        void an_error_goes_the_same_way() {
            Answer answer = authorize(signedIn(), request("shop", Map.of("response_mode", "fragment", "scope", "x")));
            assertThat(answer.location().getFragment()).startsWith("error=invalid_scope&");
        }
    }

    static void assertPage(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.header("Location")).isEmpty();
        assertThat(answer.header("Content-Type").orElse("")).startsWith("text/html");
        assertThat(answer.body()).contains("This sign-in cannot go on");
    }

    @Nested
    @DisplayName("RFC 6749 §3.1.2.3 A redirect URI that is left out")
    class LeftOut {
        Map<String, String> without(String clientId, String scope) {
            var parameters = request(clientId, Map.of("scope", scope));
            parameters.remove("redirect_uri");
            return parameters;
        }

        @Test
        void is_the_only_one_that_the_client_has_and_the_token_request_leaves_it_out_too() {
            Answer answer = authorize(signedIn(), without("shop", "orders"));
            assertThat(answer.location().toString()).startsWith(Acme.SHOP + "?code=");
            var form = acme.exchange("shop", answer.parameter("code"));
            form.remove("redirect_uri");
            assertThat(acme.tokens(form).has("access_token")).isTrue();
        }

        @Test
        void is_still_so_after_a_sign_in_and_for_an_error() {
            Answer answer = Acme.signIn(acme.browser(), without("shop", "orders"), "alice", Acme.PASSWORD);
            assertThat(answer.location().toString()).startsWith(Acme.SHOP + "?code=");
            assertThat(authorize(signedIn(), without("shop", "invoices"))
                            .location()
                            .toString())
                    .startsWith(Acme.SHOP + "?error=invalid_scope");
        }

        @Test
        void is_wanted_by_openid_connect_and_of_a_client_that_has_several() {
            assertPage(authorize(signedIn(), without("shop", "orders openid")));
            acme.client(ACME, """
                    {"clientId":"several","redirectUris":["https://a.example/","https://b.example/"],"scopes":["orders"]}""");
            assertPage(authorize(signedIn(), without("several", "orders")));
            acme.client(ACME, """
                    {"clientId":"people","redirectUris":["https://a.example/"],"scopes":["openid"]}""");
            assertPage(authorize(signedIn(), without("people", "")));
        }

        @Test
        @DisplayName(
                "RFC 6749 §3.1.2.3 is wanted where only a part is registered: the port of a loopback address is any")
        void is_wanted_of_an_application_that_listens_on_a_port_of_its_choice() {
            acme.client(ACME, """
                    {"clientId":"listening","applicationType":"native","redirectUris":["http://127.0.0.1/cb"],
                     "scopes":["orders"]}""");
            assertPage(authorize(signedIn(), without("listening", "orders")));
        }

        @Test
        void is_no_excuse_for_another_one_or_two() {
            assertPage(authorize(
                    signedIn(), request("shop", Map.of("scope", "orders", "redirect_uri", "https://evil.example/"))));
            String once = Acme.authorizePath(ACME, request("shop", Map.of("scope", "orders")));
            assertPage(signedIn().get(once + "&redirect_uri=https%3A%2F%2Fevil.example%2F"));
        }
    }

    @Nested
    @DisplayName("RFC 9700 §4.1 Redirect URIs are compared letter by letter (threat 2)")
    class RedirectUris {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "https://shop.example/callback/",
                    "https://shop.example/callback?",
                    "https://shop.example/callback?x=1",
                    "https://shop.example/callback#",
                    "https://shop.example/callback#x",
                    "https://shop.example/Callback",
                    "https://SHOP.example/callback",
                    "HTTPS://shop.example/callback",
                    "http://shop.example/callback",
                    "https://shop.example:443/callback",
                    "https://shop.example//callback",
                    "https://shop.example/./callback",
                    "https://shop.example/x/../callback",
                    "https://shop.example/callback/..;/callback",
                    "https://shop.example/..;/callback",
                    "https://shop.example/%63allback",
                    "https://shop.example/callback%00",
                    "https://shop.example/callback%2f..%2fevil",
                    "https://shop.example\\callback",
                    "https://evil.example\\@shop.example/callback",
                    "https://shop.example@evil.example/callback",
                    "https://user@shop.example/callback",
                    "https://shop.example.evil.example/callback",
                    "https://shop.example /callback",
                    " https://shop.example/callback",
                    "https://shop.example/callback ",
                    "https://evil.example/?https://shop.example/callback",
                    "//shop.example/callback",
                    "javascript:alert(1)//shop.example/callback",
                    "data:text/html,x",
                    "shop.example/callback",
                    "https://shopXexample/callback",
                    "https://xn--shp-sna.example/callback",
                    "https://app.example/callback",
                    "http://127.0.0.1/callback"
                })
        void whatever_is_not_the_registered_one_gets_a_page_and_no_redirect(String uri) {
            assertPage(authorize(signedIn(), request("shop", Map.of("redirect_uri", uri))));
        }

        @Test
        void two_of_them_get_a_page_whichever_comes_first() {
            String good = Acme.authorizePath(ACME, request("shop"));
            assertPage(signedIn().get(good + "&redirect_uri=https%3A%2F%2Fevil.example%2F"));
            var evilFirst = new LinkedHashMap<>(Map.of("redirect_uri", "https://evil.example/"));
            evilFirst.putAll(request("shop", Map.of("redirect_uri", "https://evil.example/")));
            assertPage(signedIn().get(Acme.authorizePath(ACME, evilFirst) + "&redirect_uri=" + Acme.SHOP));
            assertPage(signedIn().get(good + "&client_id=app"));
        }

        @ParameterizedTest
        @CsvSource({
            "com.example.phone:/cb, com.example.phone:",
            "com.example.tablet://cb, com.example.tablet:",
            "cursor://anysphere.cursor-mcp/oauth/callback, cursor:"
        })
        void a_native_application_may_have_a_scheme_of_its_own(String uri, String scheme) {
            assertThat(acme.browser()
                            .send(
                                    "PATCH",
                                    "/api/v1/tenants/acme.example/policies/token",
                                    "application/merge-patch+json",
                                    "{\"redirectSchemes\":[\"cursor\"]}")
                            .status())
                    .isEqualTo(200);
            String clientId = "of-" + scheme.replace(":", "");
            acme.client(ACME, """
                    {"clientId":"%s","redirectUris":["%s"],"applicationType":"native",
                     "tokenEndpointAuthMethod":"none"}""".formatted(clientId, uri));
            var parameters = request("app", Map.of("client_id", clientId, "redirect_uri", uri));
            assertThat(Acme.signIn(acme.browser(), parameters, "alice", Acme.PASSWORD)
                            .location()
                            .toString())
                    .startsWith(uri + "?code=")
                    .doesNotContain("session_state");
            Browser browser = acme.browser();
            assertThat(browser.follow(authorize(browser, parameters))
                            .header("Content-Security-Policy")
                            .orElse(""))
                    .contains("form-action 'self' https: " + scheme + ";");
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://127.0.0.1:49152/callback", "http://127.0.0.1:1/callback", Acme.APP})
        void the_port_of_a_loopback_address_may_be_any(String uri) {
            Browser browser = acme.browser();
            assertThat(Acme.signIn(browser, request("app", Map.of("redirect_uri", uri)), "alice", Acme.PASSWORD)
                            .location()
                            .toString())
                    .startsWith(uri + "?code=");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://127.0.0.1:49152/other",
                    "http://127.0.0.1:/callback",
                    "http://127.0.0.1:99@evil.example/callback",
                    "http://127.0.0.1.evil.example/callback",
                    "http://127.0.0.2:49152/callback",
                    "http://localhost:49152/callback",
                    "http://[::1]:49152/callback",
                    "https://127.0.0.1:49152/callback",
                    "http://127.0.0.1:49152/callback#x"
                })
        void nothing_else_of_it_may(String uri) {
            assertPage(authorize(signedIn(), request("app", Map.of("redirect_uri", uri))));
        }
    }

    @Nested
    @DisplayName("RFC 6749 §4.1.2.1 Clients that get no answer")
    class UnknownClients {
        @ParameterizedTest
        @ValueSource(
                strings = {"", "nobody", "SHOP", "shop ", "spiffe://acme.example/shop", "<script>alert(1)</script>"})
        void an_unknown_client_gets_a_page(String clientId) {
            Answer answer = authorize(signedIn(), request("shop", Map.of("client_id", clientId)));
            assertPage(answer);
            assertThat(answer.body()).doesNotContain("<script");
        }

        @Test
        void a_client_of_another_tenant_gets_a_page() {
            acme.client(OTHER, """
                    {"clientId":"elsewhere","redirectUris":["https://elsewhere.example/cb"]}""");
            assertPage(authorize(
                    signedIn(),
                    request("shop", Map.of("client_id", "elsewhere", "redirect_uri", "https://elsewhere.example/cb"))));
        }

        @Test
        void a_disabled_client_gets_a_page() {
            acme.client(ACME, """
                    {"clientId":"retired","redirectUris":["https://retired.example/cb"]}""");
            var parameters =
                    request("shop", Map.of("client_id", "retired", "redirect_uri", "https://retired.example/cb"));
            assertThat(authorize(signedIn(), parameters).answerParameters()).containsKey("code");
            acme.bean(Subjects.class)
                    .setEnabled(
                            ACME, acme.subject(SubjectKind.CLIENT, "retired").id(), false);
            assertPage(authorize(signedIn(), parameters));
        }

        @ParameterizedTest
        @ValueSource(strings = {"x=%c3%28", "x=%00", "a%0ab=1", "x=%ff"})
        void what_is_not_utf8_text_gets_a_page(String pair) {
            assertPage(signedIn().get(Acme.authorizePath(ACME, request("shop")) + "&" + pair));
        }

        @Test
        void a_request_that_is_too_long_gets_a_page() {
            assertPage(authorize(signedIn(), request("shop", Map.of("state", "x".repeat(6000)))));
        }

        @Test
        void the_page_is_as_written_down() {
            Answer answer = authorize(acme.browser(), request("nobody"));
            Golden.assertAnswer(AuthorizationTest.class, "unknown-client.response.http", answer);
        }
    }

    @Nested
    @DisplayName("OpenID Connect Core §3.1.2.1 prompt, max_age, hints")
    class Prompts {
        @Test
        void none_without_a_session_is_login_required() {
            assertThat(authorize(acme.browser(), request("shop", Map.of("prompt", "none")))
                            .answerParameters())
                    .containsEntry("error", "login_required");
        }

        @Test
        void none_with_a_session_gets_a_code() {
            assertThat(authorize(signedIn(), request("shop", Map.of("prompt", "none")))
                            .answerParameters())
                    .containsKey("code");
        }

        @ParameterizedTest
        @ValueSource(strings = {"login", "select_account", "select_account login"})
        void login_asks_although_there_is_a_session_and_goes_on_after_it(String prompt) {
            Browser browser = freshlySignedIn();
            var parameters = request("shop", Map.of("prompt", prompt));
            assertThat(authorize(browser, parameters).location().getPath()).endsWith("/login");
            assertThat(Acme.signIn(browser, parameters, "alice", Acme.PASSWORD).answerParameters())
                    .containsKey("code");
        }

        @Test
        void a_session_older_than_max_age_asks_again_and_the_new_time_is_in_the_id_token() {
            Browser browser = freshlySignedIn();
            acme.clock().advance(Duration.ofSeconds(100));
            var within = request("shop", Map.of("max_age", "100"));
            assertThat(authorize(browser, within).answerParameters()).containsKey("code");
            var beyond = request("shop", Map.of("max_age", "99"));
            assertThat(authorize(browser, beyond).location().getPath()).endsWith("/login");
            assertThat(authorize(browser, request("shop", Map.of("max_age", "99", "prompt", "none")))
                            .answerParameters())
                    .containsEntry("error", "login_required");
            String code = Acme.signIn(browser, beyond, "alice", Acme.PASSWORD).parameter("code");
            var claims = acme.claims(
                    acme.tokens(acme.exchange("shop", code)).path("id_token").stringValue());
            assertThat(claims.path("auth_time").longValue())
                    .isEqualTo(acme.clock().instant().getEpochSecond());
        }

        @Test
        void max_age_of_nothing_asks_always() {
            acme.clock().advance(Duration.ofSeconds(1));
            Browser browser = freshlySignedIn();
            acme.clock().advance(Duration.ofSeconds(1));
            assertThat(authorize(browser, request("shop", Map.of("max_age", "0")))
                            .location()
                            .getPath())
                    .endsWith("/login");
        }

        @Test
        void a_hint_of_another_person_asks_and_refuses_whoever_signs_in_instead() {
            Browser bob = acme.browser();
            String code =
                    Acme.signIn(bob, request("shop"), "bob", Acme.PASSWORD).parameter("code");
            String hint =
                    acme.tokens(acme.exchange("shop", code)).path("id_token").stringValue();
            Browser alice = freshlySignedIn();
            var hinted = request("shop", Map.of("id_token_hint", hint));
            assertThat(authorize(bob, hinted).answerParameters()).containsKey("code");
            assertThat(authorize(alice, request("shop", Map.of("id_token_hint", hint, "prompt", "none")))
                            .answerParameters())
                    .containsEntry("error", "login_required");
            assertThat(authorize(alice, hinted).location().getPath()).endsWith("/login");
            assertThat(Acme.signIn(alice, hinted, "alice", Acme.PASSWORD).answerParameters())
                    .containsEntry("error", "login_required");
        }

        @Test
        void login_hint_stands_in_the_form_and_is_never_markup() {
            Browser browser = acme.browser();
            Answer page = browser.follow(
                    authorize(browser, request("shop", Map.of("login_hint", "\"><script>alert(1)</script>"))));
            assertThat(page.form().fields()).containsEntry("username", "\"><script>alert(1)</script>");
            assertThat(page.body()).doesNotContain("<script>");
        }
    }

    @Nested
    @DisplayName("RFC 6749 §3.3 Scope and RFC 8707 resource")
    class Scopes {
        String granted(String scope) {
            String code = Acme.code(signedIn(), request("shop", Map.of("scope", scope)));
            return acme.tokens(acme.exchange("shop", code)).path("scope").stringValue();
        }

        @Test
        void what_is_asked_for_and_registered_is_granted() {
            assertThat(granted("openid profile email orders offline_access").split(" "))
                    .containsExactlyInAnyOrder("openid", "profile", "email", "orders", "offline_access");
        }

        @Test
        void address_and_phone_are_granted_to_any_client() {
            assertThat(granted("openid address phone").split(" "))
                    .containsExactlyInAnyOrder("openid", "address", "phone");
        }

        @Test
        void without_a_resource_the_audience_is_the_issuer() {
            String code = Acme.code(signedIn(), request("shop"));
            assertThat(audience(acme.exchange("shop", code))).isEqualTo("https://localhost:8443/t/acme.example");
        }

        @Test
        void a_resource_asked_for_is_the_audience() {
            String code = Acme.code(signedIn(), request("shop", Map.of("resource", "billing")));
            assertThat(audience(acme.exchange("shop", code))).isEqualTo("billing");
        }

        @Test
        void the_token_request_cannot_reach_beyond_what_was_authorised() {
            String code = Acme.code(signedIn(), request("shop", Map.of("resource", "billing")));
            var form = acme.exchange("shop", code);
            form.put("resource", "https://localhost:8443/t/acme.example");
            Answer answer = acme.oauth("token", form);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(acme.json(answer.body()).path("error").stringValue()).isEqualTo("invalid_target");
        }

        String audience(Map<String, String> form) {
            return acme.claims(acme.tokens(form).path("access_token").stringValue())
                    .path("aud")
                    .stringValue();
        }
    }
}
