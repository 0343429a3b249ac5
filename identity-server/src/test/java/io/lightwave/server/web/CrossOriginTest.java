package io.lightwave.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Browser;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestClient;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import io.lightwave.server.fixture.TestUser;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Fetch standard, CORS protocol")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossOriginTest {
    private static final String APP = "https://app.example";
    private static final String OTHER = "https://other.example";
    private static final String CALLBACK = APP + "/callback";
    private static final String VERIFIER = "a-verifier-of-43-characters-or-more-0123456789";
    private static final String CHALLENGE = "gwx_1ff33sP-Na7uzErlwZMg02IfMm0pwvZjX6iq0Jg";

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();
    private TestTenant tenant;
    private TestUser alice;
    private TestClient billing;

    @BeforeAll
    void two_clients_live_in_browsers() {
        tenant = server.tenant("cross.example");
        alice = tenant.user("alice");
        register("app", CALLBACK, "http://localhost:5173/callback", "com.example.app:/callback");
        register("other", "https://OTHER.example:443/callback");
        billing = tenant.client("billing");
    }

    private void register(String clientId, String... redirectUris) {
        tenant.create(
                "clients",
                Map.of(
                        "clientId",
                        clientId,
                        "grantTypes",
                        List.of("authorization_code", "refresh_token"),
                        "applicationType",
                        "native",
                        "redirectUris",
                        List.of(redirectUris),
                        "tokenEndpointAuthMethod",
                        "none"));
    }

    private Answer preflight(String path, String origin, String method) {
        return http.send(
                "OPTIONS",
                path,
                BodyPublishers.noBody(),
                "Origin",
                origin,
                "Access-Control-Request-Method",
                method,
                "Access-Control-Request-Headers",
                "dpop");
    }

    private static void assertNobodyMayRead(Answer answer) {
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-allow"));
    }

    private static void assertMayRead(Answer answer, String origin) {
        assertThat(answer.headers("Access-Control-Allow-Origin")).containsExactly(origin);
        assertThat(answer.headers("Vary")).contains("Origin");
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-credentials");
    }

    private Map<String, String> exchange() {
        String query = "?response_type=code&client_id=app&scope=openid&state=s&code_challenge_method=S256"
                + "&code_challenge=" + CHALLENGE + "&redirect_uri=" + Http.encode(CALLBACK);
        String there = new Browser(server).authorizes(alice, tenant.path("/oauth2/authorize" + query), CALLBACK);
        String code = there.replaceAll(".*[?&]code=([^&]+).*", "$1");
        return new HashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                "app",
                "code",
                code,
                "redirect_uri",
                CALLBACK,
                "code_verifier",
                VERIFIER));
    }

    private Answer token(String origin) {
        return http.form(tenant.path("/oauth2/token"), exchange(), "Origin", origin)
                .expect(200);
    }

    @Nested
    class WhatIsPublic {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/t/cross.example/oauth2/jwks",
                    "/t/cross.example/.well-known/openid-configuration",
                    "/.well-known/oauth-authorization-server/t/cross.example",
                    "/.well-known/oauth-protected-resource/t/cross.example"
                })
        void may_be_read_by_the_scripts_of_anybody(String path) {
            for (Answer answer : List.of(
                    http.get(path), // of whom a copy is kept on the way
                    http.get(path, "Origin", "https://nobody.example"),
                    http.get(path, "Origin", "null"),
                    preflight(path, "https://nobody.example", "GET"))) {
                assertThat(answer.headers("Access-Control-Allow-Origin")).containsExactly("*");
                assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-credentials");
            }
            Answer preflight = preflight(path, "https://nobody.example", "GET").expect(204);
            assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("GET");
            assertThat(preflight.header("Access-Control-Allow-Headers")).isEqualTo("*");
        }

        @Test
        void and_what_has_not_changed_too() {
            String path = tenant.path("/oauth2/jwks");
            Answer unchanged = http.get(path, "If-None-Match", http.get(path).header("ETag"), "Origin", APP);
            assertThat(unchanged.expect(304).header("Access-Control-Allow-Origin"))
                    .isEqualTo("*");
        }
    }

    @Nested
    class EndpointsOfClients {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "/oauth2/token               | POST",
                    "/oauth2/userinfo            | GET, POST",
                    "/oauth2/revoke              | POST",
                    "/oauth2/par                 | POST",
                    "/oauth2/device_authorization| POST",
                    "/oauth2/register            | POST",
                    "/oauth2/register/app        | GET, PUT, DELETE"
                })
        void are_called_from_origins_of_the_tenants_clients(String below, String methods) {
            Answer good = preflight(tenant.path(below), APP, "POST").expect(204);
            assertMayRead(good, APP);
            assertThat(good.header("Access-Control-Allow-Methods")).isEqualTo(methods);
            assertThat(good.header("Access-Control-Allow-Headers")).isEqualTo("Authorization, Content-Type, DPoP");
            assertThat(good.header("Access-Control-Max-Age")).isEqualTo("7200");
            assertThat(good.body()).isEmpty();

            Answer unknown = preflight(tenant.path(below), "https://nobody.example", "POST");
            assertNobodyMayRead(unknown.expect(204));
            assertThat(unknown.headers("Vary")).contains("Origin");
        }

        @ParameterizedTest
        @ValueSource(strings = {APP, "https://other.example", "http://localhost:5173"})
        void which_are_those_of_their_redirect_uris(String origin) {
            assertMayRead(preflight(tenant.path("/oauth2/token"), origin, "POST"), origin);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "null",
                    "",
                    "*",
                    "https://app.example:8443",
                    "http://app.example",
                    "https://app.example.evil.example",
                    "https://evil-app.example",
                    "https://app.example/",
                    "https://APP.example",
                    "https://app.example https://evil.example",
                    "http://localhost:5174",
                    "http://127.0.0.1:5173",
                    "com.example.app:",
                    "com.example.app://"
                })
        void and_no_others(String origin) {
            assertNobodyMayRead(preflight(tenant.path("/oauth2/token"), origin, "POST"));
            assertNobodyMayRead(http.form(tenant.path("/oauth2/token"), Map.of("client_id", "app"), "Origin", origin));
        }

        @Test
        void nor_those_of_another_tenants_clients() {
            TestTenant neighbour = server.tenant("crossing.example");
            assertNobodyMayRead(preflight(neighbour.path("/oauth2/token"), APP, "POST"));
            assertNobodyMayRead(preflight("/t/unknown.example/oauth2/token", APP, "POST"));
        }

        @Test
        void as_long_as_they_are_registered() {
            String mover = "https://mover.example";
            register("mover", mover + "/callback");
            assertMayRead(preflight(tenant.path("/oauth2/token"), mover, "POST"), mover);
            http.json(
                            "PATCH",
                            tenant.api("/clients/mover"),
                            Map.of("redirectUris", List.of("https://moved.example/callback", CALLBACK)),
                            server.operator())
                    .expect(200);
            assertNobodyMayRead(preflight(tenant.path("/oauth2/token"), mover, "POST"));
            assertMayRead(
                    preflight(tenant.path("/oauth2/token"), "https://moved.example", "POST"), "https://moved.example");
            http.delete(tenant.api("/clients/mover"), server.operator()).expect(204);
            assertNobodyMayRead(preflight(tenant.path("/oauth2/token"), "https://moved.example", "POST"));
            assertMayRead(preflight(tenant.path("/oauth2/token"), APP, "POST"), APP);
        }
    }

    @Nested
    class AnAnswer {

        @Test
        void to_a_client_may_be_read_at_its_own_origin() {
            Answer token = token(APP);
            assertMayRead(token, APP);
            assertThat(token.header("Access-Control-Expose-Headers"))
                    .isEqualTo("WWW-Authenticate, DPoP-Nonce, Retry-After, Date");
            String[] bearer = Http.bearer(token.text("access_token"));
            String userinfo = tenant.path("/oauth2/userinfo");
            assertMayRead(http.get(userinfo, Http.with(bearer, "Origin", APP)).expect(200), APP);
            assertMayRead(http.get(userinfo, "Origin", APP).expect(401), APP);
            for (String endpoint : List.of("/oauth2/revoke", "/oauth2/par")) {
                Map<String, String> form = Map.of("client_id", "app", "token", "none");
                assertMayRead(http.form(tenant.path(endpoint), form, "Origin", APP), APP);
            }
        }

        @Test
        void and_at_no_other_clients() {
            Answer token = token(OTHER);
            assertNobodyMayRead(token);
            String[] bearer = Http.bearer(token.text("access_token"));
            String userinfo = tenant.path("/oauth2/userinfo");
            assertNobodyMayRead(
                    http.get(userinfo, Http.with(bearer, "Origin", OTHER)).expect(200));
            for (String endpoint : List.of("/oauth2/revoke", "/oauth2/par", "/oauth2/device_authorization")) {
                Map<String, String> form = Map.of("client_id", "app", "token", "none");
                assertNobodyMayRead(http.form(tenant.path(endpoint), form, "Origin", OTHER));
            }
        }

        @Test
        void to_a_client_that_lives_in_no_browser_may_be_read_by_no_script() {
            String[] basic = Http.basic(billing.clientId(), billing.secret());
            Answer token = http.form(
                    tenant.path("/oauth2/token"),
                    Map.of("grant_type", "client_credentials"),
                    Http.with(basic, "Origin", APP));
            assertNobodyMayRead(token.expect(200));
        }

        @Test
        void about_its_registration_may_be_read_at_the_clients_own_origin() {
            http.json(
                            "PATCH",
                            tenant.api("/policies/registration"),
                            Map.of("openRegistration", true),
                            server.operator())
                    .expect(200);
            Answer registered = http.json(
                            "POST",
                            tenant.path("/oauth2/register"),
                            Map.of("redirect_uris", List.of(CALLBACK)),
                            "Origin",
                            OTHER)
                    .expect(201);
            assertMayRead(registered, OTHER);
            String address =
                    URI.create(registered.text("registration_client_uri")).getPath();
            String[] own = Http.bearer(registered.text("registration_access_token"));
            assertMayRead(http.get(address, Http.with(own, "Origin", APP)).expect(200), APP);
            assertNobodyMayRead(
                    http.get(address, Http.with(own, "Origin", OTHER)).expect(200));
            assertNobodyMayRead(
                    http.delete(address, Http.with(own, "Origin", OTHER)).expect(204));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/oauth2/introspect",
                "/oauth2/authorize",
                "/oauth2/logout",
                "/oauth2/check-session",
                "/oauth2/token/",
                "/oauth2/%74oken",
                "/login",
                "/account",
                "/device",
                "/scim/v2/Users",
                "/ca/root.pem"
            })
    void everything_else_of_a_tenant_is_for_no_other_origin(String below) {
        assertNoCross(tenant.path(below));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/console", "/console/login", "/api/v1/tenants", "/api/openapi.json", "/console/session"})
    void nor_is_anything_of_the_server(String path) {
        assertNoCross(path);
    }

    private void assertNoCross(String path) {
        assertNobodyMayRead(http.get(path, Http.with(server.operator(), "Origin", APP)));
        assertNobodyMayRead(http.form(path, Map.of(), "Origin", APP));
        assertNobodyMayRead(preflight(path, APP, "GET"));
    }
}
