package io.lightwave.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.catalina.connector.Connector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

@DisplayName("A listener that many connect to")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class CrowdedListenerTest {
    private static final String ROOT = "/t/lightwave.local/ca/root.pem";
    private static final String STREAM = "/t/lightwave.local/node/state";

    private TestServer server;
    private Connections connections;
    private int https;
    private int mtls;
    private SSLContext trust;

    @BeforeAll
    void start() {
        server = TestServer.start(Map.of());
        connections = server.running().context().getBean(Connections.class);
        https = server.settings().listeners().https();
        mtls = server.settings().listeners().mtls();
        trust = server.http().trust();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private PatientHttp11 listener(int port) {
        var context = (ServletWebServerApplicationContext) server.running().context();
        var tomcat = ((TomcatWebServer) java.util.Objects.requireNonNull(context.getWebServer())).getTomcat();
        return Arrays.stream(tomcat.getService().findConnectors())
                .filter(connector -> connector.getPort() == port)
                .map(Connector::getProtocolHandler)
                .map(PatientHttp11.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private record Answer(int status, Map<String, String> headers, String body) {}

    /// A connection that asks one thing after the other.
    private final class Peer implements AutoCloseable {
        private final SSLSocket socket;

        Peer(int port, String... protocols) throws IOException {
            socket = (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            socket.startHandshake();
        }

        void sends(String head, byte[] body) throws IOException {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
        }

        Answer asks(String path) throws IOException {
            sends("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n", new byte[0]);
            return answer();
        }

        Answer answer() throws IOException {
            var in = socket.getInputStream();
            String status = line(in);
            var headers = new TreeMap<String, String>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                headers.put(
                        line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                        line.substring(line.indexOf(':') + 1).strip());
            }
            String body = headers.containsKey("transfer-encoding")
                    ? chunks(in)
                    : text(in, Integer.parseInt(headers.getOrDefault("content-length", "0")));
            return new Answer(Integer.parseInt(status.split(" ", -1)[1]), headers, body);
        }

        private static String text(InputStream in, int length) throws IOException {
            return new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }

        /// RFC 9112 §7.1.
        private static String chunks(InputStream in) throws IOException {
            var all = new StringBuilder();
            for (int size = -1; size != 0; ) {
                size = Integer.parseInt(line(in), 16);
                all.append(text(in, size));
                line(in);
            }
            return all.toString();
        }

        private static String line(InputStream in) throws IOException {
            var line = new StringBuilder();
            for (int one = in.read(); one != '\n'; one = in.read()) {
                if (one < 0) {
                    throw new IOException("ended after " + line);
                }
                line.append((char) one);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static void await(IntPredicate so, java.util.function.IntSupplier value) {
        while (!so.test(value.getAsInt())) {
            Thread.onSpinWait(); // the class's timeout ends it
        }
    }

    @Test
    void turns_a_stream_away_that_there_is_no_room_for_and_answers_everything_else() throws IOException {
        int held = 0;
        while (connections.beginStream(mtls)) {
            held++;
        }
        try (var agent = new Peer(mtls);
                var other = new Peer(mtls)) {
            Answer refused = agent.asks(STREAM);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers()).containsEntry("retry-after", "30").containsEntry("connection", "close");
            assertThat(refused.headers().get("content-type")).startsWith("application/problem+json");
            assertThat(refused.body()).contains("no room for another stream now");
            assertThat(agent.socket.getInputStream().read())
                    .as("the connection ends")
                    .isNegative();
            assertThat(other.asks(ROOT).status()).isEqualTo(200);
            assertThat(other.asks(ROOT).headers()).doesNotContainKey("connection");
            connections.endStream(mtls);
            held--;
            assertThat(other.asks(STREAM).status())
                    .as("there is room, for whoever is a node")
                    .isEqualTo(401);
            while (!connections.beginStream(mtls)) {
                Thread.onSpinWait(); // until it has ended on the server too, and its room is there again
            }
            held++;
        } finally {
            for (; held > 0; held--) {
                connections.endStream(mtls);
            }
        }
    }

    @Test
    void ends_its_own_connections_and_no_others_when_they_are_scarce() throws IOException {
        var crowded = listener(mtls);
        int before = crowded.getMaxConnections();
        crowded.setMaxConnections(8);
        var crowd = new ArrayList<Peer>();
        try (var elsewhere = new Peer(https)) {
            for (int i = 0; i < 6; i++) {
                crowd.add(new Peer(mtls));
            }
            assertThat(crowd.getFirst().asks(ROOT).headers()).containsEntry("connection", "close");
            for (int i = 0; i < 3; i++) {
                assertThat(elsewhere.asks(ROOT).headers()).doesNotContainKey("connection");
            }
        } finally {
            for (Peer one : crowd) {
                one.close();
            }
            crowded.setMaxConnections(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void has_no_buffers_for_connections_that_wait_and_takes_them_up_again(String protocol) throws IOException {
        var crowd = new ArrayList<Peer>();
        try {
            for (int port : List.of(https, mtls)) {
                for (int i = 0; i < 10; i++) {
                    crowd.add(new Peer(port, protocol));
                }
            }
            for (int round = 0; round < 3; round++) {
                for (Peer one : crowd) {
                    assertThat(one.asks(ROOT).body()).startsWith("-----BEGIN CERTIFICATE-----");
                }
                await(held -> held == 0, () -> listener(https).bytesHeld());
                await(held -> held == 0, () -> listener(mtls).bytesHeld());
            }
            var half = crowd.getFirst();
            half.sends("GET " + ROOT + " HTTP/1.1\r\nHo", new byte[0]);
            half.sends("st: localhost\r\n\r\nGET " + ROOT + " HTTP/1.1\r\nHost: localhost\r\n\r\n", new byte[0]);
            assertThat(half.answer().status()).as("in two pieces").isEqualTo(200);
            assertThat(half.answer().status()).as("right behind it").isEqualTo(200);
        } finally {
            for (Peer one : crowd) {
                one.close();
            }
        }
    }

    /// Of many records, whose sizes have nothing to do with those of the buffers.
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void takes_large_bodies_between_waits(String protocol) throws IOException {
        try (var peer = new Peer(https, protocol)) {
            for (int size : List.of(1, 16_383, 16_384, 16_385, 300_001, 1_000_000)) {
                byte[] body = "a".repeat(size).getBytes(StandardCharsets.US_ASCII);
                peer.sends("""
                        POST /api/v1/tenants HTTP/1.1\r
                        Host: localhost\r
                        Content-Type: application/json\r
                        Content-Length: %d\r
                        \r
                        """.formatted(size), body);
                assertThat(peer.answer().status()).as("%d bytes", size).isEqualTo(401);
                assertThat(peer.asks(ROOT).status()).as("after %d bytes", size).isEqualTo(200);
            }
        }
    }
}
