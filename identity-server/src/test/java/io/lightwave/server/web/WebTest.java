package io.lightwave.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebTest {
    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    private static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.text("requestId")).isEqualTo(answer.header("X-Request-Id"));
    }

    @Nested
    class EveryAnswer {

        @Test
        void has_a_request_id_of_ours() {
            Answer one = http.get("/t/lightwave.local/oauth2/jwks", "X-Request-Id", "theirs");
            Answer two = http.get("/t/lightwave.local/oauth2/jwks");
            assertThat(one.header("X-Request-Id")).matches("[0-9a-f]{24}").isNotEqualTo(two.header("X-Request-Id"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/t/lightwave.local/oauth2/jwks", "/api/v1/tenants", "/nowhere", "/api/openapi.json"})
        void has_security_headers(String path) {
            Answer answer = http.get(path);
            assertThat(answer.header("Strict-Transport-Security")).startsWith("max-age=");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(answer.header("Permissions-Policy"))
                    .contains("camera=()", "geolocation=()", "usb=()")
                    .doesNotContain("publickey-credentials");
            assertThat(answer.header("Server")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"/oauth2/userinfo", "/oauth2/userinfo?", "/oauth2/%75serinfo", "/oauth2/userinfo?a=b"})
        void is_the_same_ahead_of_the_dispatcher_and_by_it(String path) {
            Answer answer = http.get("/t/lightwave.local" + path, "Authorization", "bearer  none ");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.headers().allValues("WWW-Authenticate"))
                    .first()
                    .asString()
                    .startsWith("Bearer realm=\"userinfo\", error=\"invalid_token\", resource_metadata=\"https://");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.body()).isEmpty();
        }

        @Test
        void is_of_the_public_address_whatever_the_headers_say() {
            Answer metadata = http.get(
                    "/t/lightwave.local/.well-known/openid-configuration",
                    "X-Forwarded-Host",
                    "evil.example",
                    "X-Forwarded-Proto",
                    "http",
                    "Forwarded",
                    "host=evil.example");
            assertThat(metadata.expect(200).body()).doesNotContain("evil.example");
        }
    }

    @Nested
    class Refusals {

        @Test
        void of_what_is_not_there() {
            assertProblem(http.get("/nowhere"), 404);
            assertProblem(http.get("/t/lightwave.local/nowhere"), 404);
            assertProblem(http.get("/api/v1/nowhere", server.operator()), 404);
            assertProblem(http.get("/t/unknown.example/oauth2/jwks"), 404);
            assertProblem(http.get("/api/v1/tenants/unknown.example/clients", server.operator()), 404);
            assertProblem(http.get("/api/v1/tenants/NOT-A-TENANT", server.operator()), 404);
        }

        @Test
        void of_a_method() {
            Answer answer = http.send("PUT", "/api/v1/tenants", BodyPublishers.noBody(), server.operator());
            assertProblem(answer, 405);
            assertThat(answer.header("Allow")).contains("POST", "GET");
            assertProblem(http.send("TRACE", "/", BodyPublishers.noBody()), 404);
        }

        @Test
        void of_media_types() {
            String[] operator = server.operator();
            assertProblem(
                    http.send(
                            "POST",
                            "/api/v1/tenants",
                            BodyPublishers.ofString("x"),
                            operator[0],
                            operator[1],
                            "Content-Type",
                            "text/plain"),
                    415);
            assertProblem(http.get("/api/v1/tenants", operator[0], operator[1], "Accept", "image/png"), 406);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                POST  | /resource-servers   | {"name":"a","uri":"https://a.example/","scopes":["b","c\\u0000"]}     | scopes[1]
                POST  | /federations        | {"trust":[{"deep":[[1,"\\u0000"]]}]}                                 | trust[0].deep[0][1]
                POST  | /workloads          | {"name":"w","labels":{"app\\u0000":"x"}}                             | labels
                POST  | /workloads          | {"\\u0000":"x"}                                                      | ``
                POST  | /clients            | {"clientId":"c","clientName":"\\\\\\u0000"}                          | clientName
                POST  | /clients            | {"clientName":"a\\uD83D"}                                            | clientName
                POST  | /clients            | {"clientId":"c","contacts":["\\ude00\\ud83d@x"]}                      | contacts[0]
                POST  | /entries            | {"dn":"cn=a","attributes":{"cn":["a\\u0000b"]}}                      | attributes.cn[0]
                """)
        void of_a_nul_or_half_a_character_in_a_body_name_the_field(
                String method, String below, String body, String field) {
            String[] operator = server.operator();
            Answer answer = http.send(
                    method,
                    "/api/v1/tenants/lightwave.local" + below,
                    BodyPublishers.ofString(body),
                    operator[0],
                    operator[1],
                    "Content-Type",
                    "application/json");
            assertProblem(answer, 400);
            assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo(field);
            assertThat(answer.text("detail")).containsAnyOf("NUL", "is no Unicode text");
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "ISO-8859-1"})
        @DisplayName("RFC 8259 §8.1 of JSON that is not UTF-8")
        void of_json_in_another_encoding(String encoding) {
            String[] operator = server.operator();
            Answer answer = http.send(
                    "POST",
                    "/api/v1/tenants/lightwave.local/clients",
                    BodyPublishers.ofByteArray("{\"clientId\":\"%s\",\"clientName\":\"\u00e9\"}"
                            .formatted(encoding.toLowerCase(Locale.ROOT))
                            .getBytes(Charset.forName(encoding))),
                    operator[0],
                    operator[1],
                    "Content-Type",
                    "application/json");
            assertProblem(answer, 400);
        }

        @Test
        void are_not_of_what_only_looks_like_them() {
            var named = Map.of("clientId", "no-nul", "clientName", "\\u0000 \ud83d\ude00");
            http.json("POST", "/api/v1/tenants/lightwave.local/clients", named, server.operator())
                    .expect(201);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/audit?actor=%00",
                    "/audit?action=a%00b",
                    "/audit?requestId=%00",
                    "/certificates?san=%00",
                    "/trusted-issuers?cursor=%00",
                    "/resource-servers?cursor=%00",
                    "/join-tokens?cursor=%F0%9F",
                    "/certificates?san=%FF"
                })
        void of_what_is_no_text(String below) {
            assertProblem(http.get("/api/v1/tenants/lightwave.local" + below, server.operator()), 400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/trusted-issuers", "/resource-servers"})
        void of_a_cursor_that_is_no_name_names_it(String list) {
            Answer answer = http.get("/api/v1/tenants/lightwave.local" + list + "?cursor=%00", server.operator());
            assertProblem(answer, 400);
            assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("cursor");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/api/v1/tenants/..%2f..%2f",
                    "/api//v1/tenants",
                    "/api/v1/tenants;x=y",
                    "/t/%2e%2e/ca/root.pem",
                    "/api/v1/tenants/%00"
                })
        void of_an_ambiguous_path(String path) {
            assertProblem(http.get(path), 400);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/%61pi/v1/tenants",
                    "/API/v1/tenants",
                    "/api/v1/tenants/",
                    "/actuator",
                    "/t/lightwave.local/scim/v2",
                    "/META-INF/MANIFEST.MF"
                })
        void of_a_path_written_otherwise(String path) {
            assertThat(http.get(path).status()).isIn(401, 404);
        }
    }

    @Nested
    class Bodies {
        private final String large = "{\"name\":\"" + "a".repeat(1 << 20) + "\"}";

        @Test
        void over_a_mebibyte_are_413() {
            assertProblem(http.json("POST", "/api/v1/tenants", large, server.operator()), 413);
            assertProblem(http.form("/t/lightwave.local/oauth2/token", Map.of("grant_type", large)), 413);
        }

        @Test
        void over_a_mebibyte_in_chunks_are_413() {
            byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
            String[] operator = server.operator();
            assertProblem(
                    http.send(
                            "POST",
                            "/api/v1/tenants",
                            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)),
                            operator[0],
                            operator[1],
                            "Content-Type",
                            "application/json"),
                    413);
        }

        @Test
        void deeper_than_the_limit_are_refused() {
            String deep = "{\"name\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
            assertProblem(http.json("POST", "/api/v1/tenants", deep, server.operator()), 400);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                clients | {"clientId":"nothing","grantTypes":["authorization_code"],"redirectUris":[null]} | redirectUris[0]
                entries | {"dn":"cn=nothing,ou=groups,dc=lightwave,dc=local","attributes":{"cn":null}} | attributes.cn
                workloads | {"name":"nothing","rules":[{"issuer":"https://i.example","claims":{"sub":null}}]} | rules[0].claims.sub
                """)
        void with_nothing_in_a_list_or_a_map_are_refused(String kind, String body, String field) {
            Answer refused = http.json("POST", "/api/v1/tenants/lightwave.local/" + kind, body, server.operator());
            assertProblem(refused, 400);
            assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo(field);
        }
    }

    @Nested
    class APatchOfAPolicy {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                {"redirectSchemes":["vscode","javascript"]} | redirectSchemes[1]
                {"redirectSchemes":"vscode"} | redirectSchemes
                {"redirectSchemes":[null]} | redirectSchemes[0]
                {"redirectSchemes":[{}]} | redirectSchemes[0]
                {"implicitFlows":"perhaps"} | implicitFlows
                {"mlDsa":[]} | mlDsa
                {"other":true} | other
                """)
        void that_is_refused_names_the_field(String body, String field) {
            Answer refused =
                    http.json("PATCH", "/api/v1/tenants/lightwave.local/policies/token", body, server.operator());
            assertProblem(refused, 400);
            assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo(field);
        }
    }

    @Nested
    class ThePlainListener {
        private final Http plain = server.plain(server.settings().listeners().http());

        @Test
        void serves_what_verifiers_fetch() {
            assertThat(plain.get("/t/lightwave.local/ca/root.pem").status()).isEqualTo(200);
            assertThat(plain.get("/t/lightwave.local/ca/chain.pem").status()).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/",
                    "/console/",
                    "/api/v1/tenants",
                    "/t/lightwave.local/oauth2/jwks",
                    "/api/openapi.json",
                    "/t/lightwave.local/.well-known/openid-configuration",
                    "/t/lightwave.local/ca/../oauth2/jwks",
                    "/t/lightwave.local/ca/certificates",
                    "/t/lightwave.local/login"
                })
        void serves_nothing_else(String path) {
            assertThat(plain.get(path).status()).isIn(400, 404);
        }

        @Test
        void takes_no_post_but_ocsp() {
            assertProblem(
                    plain.form("/t/lightwave.local/oauth2/token", Map.of("grant_type", "client_credentials")), 404);
            assertProblem(plain.form("/t/lightwave.local/ca/root.pem", Map.of()), 404);
        }
    }

    @Nested
    class Management {
        private final Http management =
                server.plain(server.settings().listeners().management());

        @Test
        void says_that_it_lives_and_is_ready() {
            assertThat(management.get("/health/live").status()).isEqualTo(200);
            assertThat(management.get("/health/ready").expect(200).text("status"))
                    .isEqualTo("ready");
        }

        @Test
        void counts() {
            http.get("/t/lightwave.local/oauth2/jwks");
            String metrics = management.get("/metrics").expect(200).body();
            assertThat(metrics)
                    .contains("http_server_requests_seconds_count", "route=\"/t/{tenant}/oauth2/jwks\"")
                    .contains("jvm_memory_used_bytes", "lightwave_crypto_provider", "lightwave_events_total");
        }

        @Test
        void serves_nothing_else() {
            assertThat(management.get("/api/v1/tenants").status()).isEqualTo(404);
            assertThat(management.form("/health/ready", Map.of()).status()).isEqualTo(405);
            assertThat(management.form("/health/ready", Map.of()).header("Allow"))
                    .isEqualTo("GET, HEAD");
        }
    }

    @Nested
    class Malformed {

        @Test
        void length_and_chunks_at_once_end_the_connection() throws IOException {
            // RFC 9112 §6.1: the chunks count, and nothing behind them is taken for a request
            String answer = exchange("POST /t/lightwave.local/oauth2/token HTTP/1.1~Host: x~Content-Length: 5~"
                    + "Transfer-Encoding: chunked~~0~~GET /api/openapi.json HTTP/1.1~Host: x~~");
            assertThat(answer).startsWith("HTTP/1.1 4").contains("Connection: close");
            assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
        }

        private String exchange(String lines) throws IOException {
            int port = server.settings().listeners().plainHttp().orElseThrow();
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(120_000);
                socket.getOutputStream().write(lines.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                GET /%zz HTTP/1.1~Host: x~~                                                                   | 400
                GET / HTTP/1.1~Host: x~Host: y~~                                                              | 400
                POST /api/v1/tenants HTTP/1.1~Host: x~Content-Length: 1~Content-Length: 2~~a                  | 400
                GARBAGE~~                                                                                      | 400
                """)
        void requests_are_refused_without_a_word_of_the_server(String lines, int status) throws IOException {
            String answer = exchange(lines);
            assertThat(answer).startsWith("HTTP/1.1 " + status).contains("application/problem+json");
            assertThat(answer).doesNotContainIgnoringCase("tomcat").doesNotContain("<html", "Exception");
        }
    }
}
