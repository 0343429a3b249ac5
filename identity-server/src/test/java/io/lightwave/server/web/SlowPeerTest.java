package io.lightwave.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.settings.Listeners;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Threat 23: peers of the server that are slow or silent, over HTTP, HTTPS and LDAP. Each test waits for the server to
/// end the connection, however busy the machine is.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowPeerTest {
    private static final String HEAD = "GET /t/lightwave.local/ca/root.pem HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
    private static final int PATIENCE_MILLIS = 120_000;
    private static final int TRICKLE_MILLIS = 50;
    private static final int TRICKLED = 600; // bytes, half a minute at that pace

    private TestServer server;
    private Listeners ports;

    @BeforeAll
    void start() {
        server = TestServer.start(Map.of(
                "LIGHTWAVE_HTTP_REQUEST_TIMEOUT", "1",
                "LIGHTWAVE_HTTP_IDLE_TIMEOUT", "1",
                "LIGHTWAVE_LDAP_IDLE_TIMEOUT", "1"));
        ports = server.settings().listeners();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private int port(String name) {
        return Objects.requireNonNull(ports.byName().get(name));
    }

    private Socket clear(String name) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(name));
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private Socket secured() throws IOException {
        var socket = (SSLSocket) server.http().trust().getSocketFactory().createSocket("localhost", port("https"));
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.startHandshake();
        return socket;
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) { // a reset
            return true;
        }
    }

    /// Sends a byte now and then for as long as the server takes them; false when it takes all of them.
    private static boolean isCutWhileTrickling(Socket socket, byte[] bytes) throws IOException {
        socket.setSoTimeout(TRICKLE_MILLIS);
        for (byte one : bytes) {
            try {
                socket.getOutputStream().write(one);
                while (socket.getInputStream().read() >= 0) {
                    // an answer that was given before all of the request had come
                }
                return true;
            } catch (SocketTimeoutException e) {
                // nothing is said to half a request
            } catch (IOException e) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "mtls"})
    void a_handshake_that_does_not_come_or_trickles_in_is_not_waited_for(String listener) throws Exception {
        try (Socket silent = clear(listener);
                Socket half = clear(listener);
                Socket slow = clear(listener)) {
            half.getOutputStream().write(HexFormat.of().parseHex("1603010200010001fc0303"));
            assertThat(isEnded(silent)).isTrue();
            assertThat(isEnded(half)).isTrue();
            byte[] record = new byte[TRICKLED]; // half of what it says
            record[0] = 0x16;
            record[1] = 3;
            record[2] = 1;
            record[3] = 4;
            assertThat(isCutWhileTrickling(slow, record)).isTrue();
        }
    }

    @Test
    void the_head_of_a_request_that_trickles_in_is_not_waited_for() throws Exception {
        byte[] head = (HEAD + "x".repeat(TRICKLED)).getBytes(StandardCharsets.US_ASCII);
        try (Socket https = secured();
                Socket http = clear("http")) {
            assertThat(isCutWhileTrickling(https, head)).isTrue();
            assertThat(isCutWhileTrickling(http, head)).isTrue();
        }
    }

    @Test
    void a_connection_without_a_request_or_another_one_is_closed() throws Exception {
        try (Socket first = secured();
                Socket second = clear("http")) {
            second.getOutputStream()
                    .write("GET /t/lightwave.local/ca/none.crl HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 404").doesNotContain("Connection: close");
            assertThat(isEnded(first)).isTrue();
        }
    }

    @Test
    void leading_blank_lines_are_no_request() throws Exception {
        try (Socket http = clear("http")) {
            assertThat(isCutWhileTrickling(http, "\r\n".repeat(TRICKLED / 2).getBytes(StandardCharsets.US_ASCII)))
                    .isTrue();
        }
    }

    /// Of a form, which Tomcat reads; chunked, inside the head of a chunk; and one that nobody reads.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /t/lightwave.local/oauth2/token      | application/x-www-form-urlencoded | Content-Length: 900        | grant_type=
            /t/lightwave.local/oauth2/token      | application/x-www-form-urlencoded | Transfer-Encoding: chunked | 1;x=
            /t/lightwave.local/ca/certificates   | application/pkcs10                | Content-Length: 900        | x
            /nothing/here                        | application/json                  | Content-Length: 900        | x
            """)
    void a_body_that_trickles_in_is_not_waited_for(String path, String type, String length, String begin)
            throws Exception {
        try (Socket socket = secured()) {
            String head =
                    "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\nContent-Type: %s\r\n%s\r\n\r\n%s"
                            .formatted(path, type, length, begin);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            assertThat(isCutWhileTrickling(socket, "x".repeat(TRICKLED).getBytes(StandardCharsets.US_ASCII)))
                    .isTrue();
        }
    }

    @Test
    void a_body_that_stops_is_not_waited_for() throws Exception {
        try (Socket socket = secured()) {
            socket.getOutputStream()
                    .write(("POST /t/lightwave.local/oauth2/token HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ng")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(isEnded(socket) || socket.getInputStream().readAllBytes().length > 0)
                    .isTrue();
        }
    }

    @Test
    void the_others_are_served_meanwhile() throws Exception {
        try (Socket slow = secured()) {
            slow.getOutputStream().write(HEAD.getBytes(StandardCharsets.US_ASCII));
            assertThat(server.http().get("/t/lightwave.local/ca/root.pem").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_silent_ldap_connection_is_told_and_closed() throws Exception {
        try (Socket socket = clear("ldap")) {
            byte[] notice = socket.getInputStream().readAllBytes();
            assertThat(new String(notice, StandardCharsets.ISO_8859_1)).contains("idle for too long");
        }
        try (var connection = new LDAPConnection("localhost", port("ldap"))) {
            assertThat(connection.getRootDSE()).isNotNull();
        }
    }
}
