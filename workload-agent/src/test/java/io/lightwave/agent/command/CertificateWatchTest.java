package io.lightwave.agent.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import io.lightwave.agent.connection.Failure;
import io.lightwave.agent.fixture.TestHttps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `lightwave cert watch`, against a server that ends its streams.
class CertificateWatchTest {
    private static final String ISSUED = """
            retry: 2000
            id: 7

            event: issued
            data: {"serial":"0a","profile":"workload","id":"one","spiffeId":"spiffe://acme.example/payments"}

            id: 9

            """;
    private static final String REVOKED = """
            id: 9

            :

            event: revoked
            data: {"serial":"0a","profile":"client","id":"one","subject":"cn=billing"}

            """;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream warned = new ByteArrayOutputStream();
    private Iterator<String> answers = List.<String>of().iterator();
    private TestHttps server;

    @BeforeEach
    void the_server_listens(@TempDir Path store) throws Exception {
        server = new TestHttps(store, this::answer);
    }

    @AfterEach
    void the_server_ends() {
        server.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String text = "{\"access_token\":\"t\"}";
        if (exchange.getRequestURI().getPath().endsWith("/events")) {
            asked.add(Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Last-Event-ID"), "from now"));
            text = answers.hasNext() ? answers.next() : "refused";
        }
        int status = text.equals("refused") ? 401 : text.equals("busy") ? 503 : 200;
        byte[] body = (status == 200 ? text : "{\"detail\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private CertificateWatch watch(Terminal.Format format, String after) {
        var output = new Terminal.Output();
        output.format = format;
        var terminal = new Terminal(
                new PrintStream(said, true, StandardCharsets.UTF_8),
                new PrintStream(warned, true, StandardCharsets.UTF_8),
                Map.of(
                        "LIGHTWAVE_SERVER",
                        server.address().toString(),
                        "LIGHTWAVE_TRUST_BUNDLE",
                        server.authorities().toString(),
                        "LIGHTWAVE_CLIENT_ID",
                        "operator",
                        "LIGHTWAVE_CLIENT_SECRET",
                        "secret"));
        return new CertificateWatch(
                terminal, output, "/api/v1/tenants/acme.example/certificates/events", after, Duration.ZERO);
    }

    private List<String> lines() {
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void goes_on_from_the_last_event_until_it_is_refused() {
        answers = List.of(ISSUED, "busy", REVOKED).iterator();
        var watch = watch(Terminal.Format.table, "");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> watch.run(false))
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo(Failure.Kind.UNAUTHENTICATED));
        assertThat(asked).containsExactly("from now", "9", "9", "9");
        assertThat(lines()).hasSize(2);
        assertThat(lines().getFirst()).matches("issued +0a +workload +one +spiffe://acme.example/payments");
        assertThat(lines().getLast()).matches("revoked +0a +client +one +cn=billing");
        assertThat(warned.toString(StandardCharsets.UTF_8)).contains("busy", "will be tried again");
    }

    @Test
    void ends_with_the_stream_when_told_so_and_says_where_to_go_on() {
        answers = List.of(ISSUED).iterator();
        watch(Terminal.Format.json, "5").run(true);
        assertThat(asked).containsExactly("5");
        assertThat(lines()).hasSize(1);
        var line = JsonMapper.shared().readTree(lines().getFirst());
        assertThat(line.path("event").asString()).isEqualTo("issued");
        assertThat(line.path("after").asString()).isEqualTo("7");
        assertThat(line.path("certificate").path("serial").asString()).isEqualTo("0a");
    }
}
