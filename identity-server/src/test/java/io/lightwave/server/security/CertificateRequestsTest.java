package io.lightwave.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Enrolment goes ahead of the dispatcher, and is asked for and refused as everything else.
class CertificateRequestsTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final TestTenant ACME = SERVER.tenant("certificate-requests.example");
    private static final TestTenant OTHER = SERVER.tenant("other-requests.example");
    private static final String PATH = ACME.path("/ca/certificates");
    private static final String RENEW = PATH + "/renew";
    private static final byte[] SOUND = SigningRequest.p256();
    private static final String[] BEARER =
            Http.bearer(ACME.client("asks-for-certificates").fetchesToken());
    private static final String[] STRANGER =
            Http.bearer(OTHER.client("asks-for-certificates").fetchesToken());

    private final Http http = SERVER.http();

    /// @param type empty for none
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Request(
            String what,
            String method,
            String path,
            String[] authorization,
            String type,
            BodyPublisher body,
            int status,
            String detail) {
        Answer sentBy(Http http) {
            return http.send(
                    method,
                    path,
                    body,
                    Stream.concat(
                                    Stream.of(authorization),
                                    type.isEmpty() ? Stream.of() : Stream.of("Content-Type", type))
                            .toArray(String[]::new));
        }

        @Override
        public String toString() {
            return what;
        }
    }

    private static BodyPublisher of(byte[] body) {
        return BodyPublishers.ofByteArray(body);
    }

    private static BodyPublisher inChunks(byte[] body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    static List<Request> refused() {
        String pkcs10 = "application/pkcs10";
        byte[] large = new byte[(64 << 10) + 1];
        byte[] huge = new byte[(1 << 20) + 1];
        byte[] html = "<html>".getBytes(StandardCharsets.US_ASCII);
        String[] none = {};
        String[] twice = {BEARER[0], BEARER[1], BEARER[0], BEARER[1]};
        String[] basic = Http.basic("asks-for-certificates", "guess");
        String unknown = "/t/no-such-tenant.example/ca/certificates";
        String invalid = "the access token is not valid here";
        return List.of(
                new Request("no token", "POST", PATH, none, pkcs10, of(SOUND), 401, "an access token is needed"),
                new Request("another tenant's token", "POST", PATH, STRANGER, pkcs10, of(SOUND), 401, invalid),
                new Request("a token twice", "POST", PATH, twice, pkcs10, of(SOUND), 401, invalid),
                new Request("a password", "POST", PATH, basic, pkcs10, of(SOUND), 401, invalid),
                new Request("no such tenant", "POST", unknown, BEARER, pkcs10, of(SOUND), 401, invalid),
                new Request("no token, and too large", "POST", PATH, none, pkcs10, of(huge), 413, "larger than 1 MiB"),
                new Request("GET", "GET", PATH, BEARER, "", BodyPublishers.noBody(), 405, "'GET' is not supported"),
                new Request("PUT", "PUT", PATH, BEARER, pkcs10, of(SOUND), 405, "'PUT' is not supported"),
                new Request("text", "POST", PATH, BEARER, "text/plain", of(SOUND), 415, "'text/plain' is not"),
                new Request("html", "POST", PATH, BEARER, "text/html", of(html), 415, "'text/html' is not supported"),
                new Request("JSON", "POST", PATH, BEARER, "application/json", of(SOUND), 415, "'application/json'"),
                new Request(
                        "a form",
                        "POST",
                        PATH,
                        BEARER,
                        "application/x-www-form-urlencoded",
                        of("profile=client".getBytes(StandardCharsets.US_ASCII)),
                        415,
                        "'application/x-www-form-urlencoded"),
                new Request("no media type", "POST", PATH, BEARER, "", of(SOUND), 415, "is not supported"),
                new Request(
                        "any media type", "POST", PATH, BEARER, "application/*", of(SOUND), 415, "is not supported"),
                new Request("too large", "POST", PATH, BEARER, pkcs10, of(huge), 413, "larger than 1 MiB"),
                new Request("too large in chunks", "POST", PATH, BEARER, pkcs10, inChunks(huge), 413, "larger than 1"),
                new Request("large", "POST", PATH, BEARER, pkcs10, of(large), 400, "larger than 64 KiB"),
                new Request("large in chunks", "POST", PATH, BEARER, pkcs10, inChunks(large), 400, "larger than 64"),
                new Request("nothing", "POST", PATH, BEARER, pkcs10, BodyPublishers.noBody(), 400, "the request"),
                new Request("no request", "POST", PATH, BEARER, pkcs10, of(html), 400, "the request is not DER"),
                new Request(
                        "a profile of others",
                        "POST",
                        PATH + "?profile=server",
                        BEARER,
                        pkcs10,
                        of(SOUND),
                        403,
                        "a client may not have a certificate of profile server"),
                new Request("no profile", "POST", PATH + "?profile=", BEARER, pkcs10, of(SOUND), 403, "of profile"),
                new Request(
                        "two profiles",
                        "POST",
                        PATH + "?profile=client&profile=client",
                        BEARER,
                        pkcs10,
                        of(SOUND),
                        400,
                        "profile: is given twice"),
                new Request("a renewal by a token", "POST", RENEW, BEARER, pkcs10, of(SOUND), 403, "mutual TLS"),
                new Request("a renewal by nothing", "POST", RENEW, none, pkcs10, of(SOUND), 401, "an access token"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void what_is_refused_is_a_problem_like_any_other(Request request) {
        Answer answer = request.sentBy(http);
        assertThat(answer.status()).as(answer.body()).isEqualTo(request.status());
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text("type")).isEqualTo("about:blank");
        assertThat(answer.json().path("status").asInt()).isEqualTo(request.status());
        assertThat(answer.text("detail")).contains(request.detail());
        assertThat(answer.text("instance")).isEqualTo(request.path().replaceAll("[?].*", ""));
        assertThat(answer.text("requestId")).isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.header("WWW-Authenticate").isEmpty()).isEqualTo(request.status() != 401);
        assertThat(answer.header("Allow")).isEqualTo(request.status() == 405 ? "POST" : "");
        assertThat(answer.header("Accept")).isEqualTo(request.status() == 415 ? "application/pkcs10" : "");
        assertSecure(answer);
    }

    private static void assertSecure(Answer answer) {
        assertThat(answer.header("Strict-Transport-Security")).startsWith("max-age=");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void a_certificate_comes_for_every_way_to_write_the_request() {
        String id = http.get("/api/v1/tenants/" + ACME.name(), SERVER.operator())
                .expect(200)
                .text("id");
        String pkcs10 = "application/pkcs10";
        for (Request request : List.of(
                new Request("plainly", "POST", PATH, BEARER, pkcs10, of(SOUND), 201, ""),
                new Request("in chunks", "POST", PATH, BEARER, pkcs10, inChunks(SOUND), 201, ""),
                new Request("in capitals", "POST", PATH, BEARER, "Application/PKCS10", of(SOUND), 201, ""),
                new Request("with a parameter", "POST", PATH, BEARER, pkcs10 + "; x=y", of(SOUND), 201, ""),
                new Request("profile", "POST", PATH + "?profile=client", BEARER, pkcs10, of(SOUND), 201, ""),
                new Request("by id", "POST", "/t/" + id + "/ca/certificates", BEARER, pkcs10, of(SOUND), 201, ""))) {
            Answer answer = request.sentBy(http).expect(201);
            assertThat(answer.header("Content-Type")).isEqualTo("application/pem-certificate-chain");
            assertThat(answer.header("Location"))
                    .matches("/api/v1/tenants/" + ACME.name() + "/certificates/[0-9a-f-]{36}");
            assertThat(answer.header("Content-Length"))
                    .isEqualTo(Integer.toString(answer.body().length()));
            assertThat(answer.body())
                    .startsWith("-----BEGIN CERTIFICATE-----\n")
                    .endsWith("-----END CERTIFICATE-----\n");
            assertSecure(answer);
        }
    }

    @Test
    void what_was_asked_for_stands_in_the_trail_with_its_request_and_in_the_measurements() {
        Request sound = new Request("", "POST", PATH, BEARER, "application/pkcs10", of(SOUND), 201, "");
        Answer made = sound.sentBy(http).expect(201);
        Answer refused = new Request("", "POST", PATH, STRANGER, "application/pkcs10", of(SOUND), 401, "").sentBy(http);
        assertThat(ACME.audit("action=certificate.issue")
                        .getFirst()
                        .path("requestId")
                        .asString())
                .isEqualTo(made.header("X-Request-Id"));
        assertThat(ACME.audit("action=api.authenticate")
                        .getFirst()
                        .path("requestId")
                        .asString())
                .isEqualTo(refused.header("X-Request-Id"));
        assertThat(SERVER.plain(SERVER.settings().listeners().management())
                        .get("/metrics")
                        .expect(200)
                        .body()
                        .lines())
                .anyMatch(line -> line.startsWith("http_server_requests_seconds_count")
                        && line.contains("method=\"POST\"")
                        && line.contains("route=\"/t/{tenant}/ca/certificates\"")
                        && line.contains("status=\"201\""));
    }
}
