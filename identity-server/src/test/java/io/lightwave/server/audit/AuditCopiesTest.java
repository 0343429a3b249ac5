package io.lightwave.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AuditCopiesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CANARY = "canary-of-a-secret-0123456789";
    private static final Pattern SYSLOG = Pattern.compile("<(?<priority>[0-9]+)>1"
            + " (?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{6}Z) localhost lightwave - (?<id>[!-~]{1,32}) -"
            + " (?<message>[ -~]*)");

    @TempDir
    Path folder;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final AtomicBoolean refusing = new AtomicBoolean();

    /// A refused sign-in that shows a secret, and an accepted change.
    private static void happens(TestServer server, TestTenant tenant, String client) {
        tenant.client(client);
        server.http()
                .form(
                        tenant.path("/oauth2/token"),
                        Map.of("grant_type", "client_credentials", "client_assertion_note", CANARY),
                        Http.basic(client, CANARY))
                .expect(401);
    }

    /// Waits for what somebody received that has this text in it.
    private String next(String text) {
        try {
            for (String one = poll(); ; one = poll()) {
                assertThat(one).doesNotContain(CANARY);
                if (one.contains(text)) {
                    return one;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String poll() throws InterruptedException {
        String one = received.poll(120, TimeUnit.SECONDS);
        if (one == null) {
            throw new AssertionError("nothing came");
        }
        return one;
    }

    private String metric(TestServer server, String name) {
        return server.plain(server.settings().listeners().management())
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void lines_of_json_go_to_a_file_that_may_be_moved_away() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        Files.writeString(file, "{\"cut off");
        try (TestServer server = TestServer.start(Map.of("LIGHTWAVE_AUDIT_FILE", file.toString()))) {
            TestTenant tenant = server.tenant("copied-lines.example");
            happens(server, tenant, "before");
            assertThat(lines(file, "\"client.authenticate\"")).startsWith("{\"cut off");
            Files.move(file, folder.resolve("audit.jsonl.1"));
            happens(server, tenant, "after");
            List<String> second = lines(file, "\"client.authenticate\"");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .doesNotEndWith("rw-");
            List<String> all = new ArrayList<>(Files.readAllLines(folder.resolve("audit.jsonl.1")));
            all.removeFirst();
            all.addAll(second);
            assertThat(all)
                    .allSatisfy(line -> assertThat(
                                    JSON.readTree(line).path("action").asString())
                            .isNotEmpty());
            assertThat(all).noneMatch(line -> line.contains(CANARY));
            List<String> ids = all.stream()
                    .map(line -> JSON.readTree(line).path("id").asString())
                    .toList();
            assertThat(ids).doesNotHaveDuplicates();
            assertThat(ids)
                    .containsAll(tenant.audit("limit=200").stream()
                            .map(event -> event.path("id").asString())
                            .filter(id -> id.compareTo(ids.getLast()) <= 0)
                            .toList());
            assertThat(metric(server, "lightwave_audit_stream_lag_seconds{stream=\"lines\"}"))
                    .matches(".* [0-9.]+");
        }
    }

    private static List<String> lines(Path file, String text) throws Exception {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> Files.exists(file) && Files.readString(file).contains(text));
        return Files.readAllLines(file);
    }

    @Test
    void syslog_goes_over_tls_and_what_a_dead_receiver_did_not_take_comes_when_it_lives() throws Exception {
        refusing.set(true);
        try (var receiver = new TlsReceiver(this::syslog);
                TestServer server = TestServer.start(Map.of(
                        "LIGHTWAVE_AUDIT_SYSLOG_URL",
                        "tls://localhost:" + receiver.port(),
                        "LIGHTWAVE_EGRESS_ALLOW",
                        "localhost",
                        "LIGHTWAVE_EGRESS_TRUST_FILE",
                        receiver.trust(folder)))) {
            happens(server, server.tenant("copied-syslog.example"), "watched");
            assertThat(metric(server, "lightwave_audit_stream_events_total{stream=\"syslog\"}"))
                    .endsWith(" 0.0");
            refusing.set(false);
            Matcher made = SYSLOG.matcher(next("\"client.create\""));
            assertThat(made.matches()).isTrue();
            assertThat(made.group("priority")).isEqualTo("110"); // audit, informational
            assertThat(made.group("id")).isEqualTo("client.create");
            Matcher refused = SYSLOG.matcher(next("\"client.authenticate\""));
            assertThat(refused.matches()).isTrue();
            assertThat(refused.group("priority")).isEqualTo("108"); // audit, warning
            JsonNode event = JSON.readTree(refused.group("message"));
            assertThat(event.path("tenant").asString()).isEqualTo("copied-syslog.example");
            assertThat(event.path("outcome").asString()).isEqualTo("refused");
        }
    }

    /// RFC 5425 §4.3: each message with its length before it.
    private void syslog(SSLSocket socket) throws IOException {
        if (refusing.get()) { // does not even shake hands
            return;
        }
        InputStream in = socket.getInputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            int length = 0;
            for (; c != ' '; c = in.read()) {
                length = length * 10 + Character.digit(c, 10);
            }
            received.add(new String(in.readNBytes(length), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void syslog_goes_to_this_machine_by_udp() throws Exception {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                TestServer server = TestServer.start(
                        Map.of("LIGHTWAVE_AUDIT_SYSLOG_URL", "udp://127.0.0.1:" + socket.getLocalPort()))) {
            socket.setSoTimeout(120_000);
            happens(server, server.tenant("copied-udp.example"), "watched");
            String message = "";
            while (!message.contains("\"client.authenticate\"")) {
                var packet = new DatagramPacket(new byte[65_535], 65_535);
                socket.receive(packet);
                message = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
                assertThat(message).matches(SYSLOG).doesNotContain(CANARY);
            }
        }
    }

    @Test
    void opentelemetry_s_logs_go_to_a_collector_with_its_token() throws Exception {
        refusing.set(true);
        try (var receiver = new TlsReceiver(this::collect);
                TestServer server = TestServer.start(Map.of(
                        "LIGHTWAVE_AUDIT_OTLP_URL",
                        "https://localhost:%d/v1/logs".formatted(receiver.port()),
                        "LIGHTWAVE_AUDIT_OTLP_TOKEN",
                        "token-of-the-collector",
                        "LIGHTWAVE_EGRESS_ALLOW",
                        "localhost",
                        "LIGHTWAVE_EGRESS_TRUST_FILE",
                        receiver.trust(folder)))) {
            happens(server, server.tenant("copied-logs.example"), "watched");
            refusing.set(false);
            String request = next("\"client.authenticate\"");
            assertThat(request)
                    .startsWith("POST /v1/logs HTTP/1.1\r\n")
                    .contains("\r\nAuthorization: Bearer token-of-the-collector\r\n")
                    .contains("\r\nContent-Type: application/json\r\n");
            JsonNode resource = JSON.readTree(request.substring(request.indexOf("\r\n\r\n")))
                    .at("/resourceLogs/0");
            assertThat(resource.at("/resource/attributes/0/value/stringValue").asString())
                    .isEqualTo("lightwave");
            assertThat(resource.at("/scopeLogs/0/logRecords")).anySatisfy(log -> {
                assertThat(log.path("eventName").asString()).isEqualTo("client.authenticate");
                assertThat(log.at("/body/stringValue").asString()).isEqualTo("client.authenticate");
                assertThat(log.path("severityNumber").asInt()).isEqualTo(13);
                assertThat(log.path("severityText").asString()).isEqualTo("WARN");
                assertThat(log.path("timeUnixNano").asString()).matches("[0-9]{19}");
                assertThat(log.path("attributes")).anySatisfy(attribute -> {
                    assertThat(attribute.path("key").asString()).isEqualTo("lightwave.tenant");
                    assertThat(attribute.at("/value/stringValue").asString()).isEqualTo("copied-logs.example");
                });
            });
        }
    }

    private void collect(SSLSocket socket) throws IOException {
        InputStream in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        Matcher length = Pattern.compile("Content-Length: ([0-9]+)").matcher(head);
        if (!length.find()) {
            throw new IOException("no length");
        }
        String body = new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.US_ASCII);
        boolean taken = !refusing.get();
        if (taken) {
            received.add(head + body);
        }
        socket.getOutputStream()
                .write((taken
                                ? "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                                : "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }
}
