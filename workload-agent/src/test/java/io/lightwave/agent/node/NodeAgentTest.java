package io.lightwave.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.PemText;
import io.lightwave.agent.connection.Settings;
import io.lightwave.agent.connection.SigningRequest;
import io.lightwave.agent.fixture.TestAuthority;
import io.lightwave.agent.fixture.TestHttps;
import io.lightwave.agent.identity.Authority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An agent whose server, or what stands before it, answers amiss.
class NodeAgentTest {
    private static final String TENANT = "/t/acme.example";

    @TempDir
    private Path folder;

    private final AtomicInteger joins = new AtomicInteger();
    private final AtomicInteger states = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    private static String state() {
        try {
            return "event: state\nid: one\ndata: {\"entries\":[],\"bundle\":{\"keys\":[{\"use\":\"x509-svid\",\"x5c\":[\"%s\"]}]}}\n\n"
                    .formatted(Base64.getEncoder()
                            .encodeToString(TestAuthority.certificate().getEncoded()));
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getRequestBody().readAllBytes();
        if (path.endsWith("/openid-configuration")) {
            String here = "https://127.0.0.1:" + exchange.getLocalAddress().getPort() + TENANT;
            answer(
                    exchange,
                    200,
                    "{\"issuer\":\"%s\",\"mtls_endpoint_aliases\":{\"token_endpoint\":\"%s/oauth2/token\"}}"
                            .formatted(here, here));
        } else if (path.endsWith("/node/join")) {
            answer(
                    exchange,
                    200,
                    joins.incrementAndGet() == 2
                            ? "{}"
                            : "{\"certificate\":\"%s\"}"
                                    .formatted(PemText.of(List.of(TestAuthority.certificate()))
                                            .replace("\n", "\\n")));
        } else if (states.incrementAndGet() <= 2) {
            answer(exchange, 401, "{}");
        } else {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(state().getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await();
            exchange.close();
        }
    }

    private void await() {
        try {
            ended.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Timeout(180)
    void goes_on_after_an_answer_that_is_none() throws Exception {
        try (var server = new TestHttps(folder, this::serve)) {
            var settings = Settings.of(Map.of(
                    "LIGHTWAVE_SERVER",
                    server.address().toString(),
                    "LIGHTWAVE_TRUST_BUNDLE",
                    server.authorities().toString()));
            try (var agent = NodeAgent.start(
                    new Connection(settings),
                    new NodeAgent.Options("acme.example", Optional.empty(), Duration.ofDays(1)),
                    new Admission.ClusterToken(() -> "token"),
                    InstantSource.system())) {
                assertThat(agent.awaitFirst(Duration.ofMinutes(2))).isTrue();
                assertThat(joins)
                        .as("joined, was answered nonsense, joined again")
                        .hasValueGreaterThan(2);
            } finally {
                ended.countDown();
            }
        }
    }

    @Test
    @Timeout(180)
    void an_answer_that_does_not_end_is_none() throws Exception {
        try (var server = new TestHttps(folder, exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        })) {
            var connection = new ServerConnection(
                    server.address() + TENANT,
                    "https://issuer.example",
                    server.authorities(),
                    new NodeCertificate(SigningRequest.newKey(), List.of(TestAuthority.certificate())),
                    InstantSource.system(),
                    Duration.ofSeconds(2));
            assertThatThrownBy(() -> connection.jwtSvid(
                            TestAuthority.entry("w1", TestAuthority.PAYMENTS, "unix:uid:1"), Set.of("billing")))
                    .isInstanceOf(Authority.AwayException.class);
            ended.countDown();
        }
    }
}
