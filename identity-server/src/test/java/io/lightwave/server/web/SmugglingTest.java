package io.lightwave.server.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests whose end two parsers could see in different places (RFC 9112 §6.3, §11.2), each with a second request
/// behind it: the second is never answered, and the connection ends.
class SmugglingTest {
    private static final String SECOND = "GET /t/lightwave.local/oauth2/jwks HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final TestServer server = TestServer.shared();

    private String send(String bytes) throws IOException {
        int port = server.settings().listeners().https();
        try (var socket = (SSLSocket)
                server.http().trust().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(120_000);
            OutputStream out = socket.getOutputStream();
            out.write(bytes.getBytes(ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    private static String post(String headers, String body) {
        return "POST /t/lightwave.local/oauth2/token HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n" + headers + "\r\n\r\n" + body;
    }

    private void assertOneRefusal(String request) throws IOException {
        String answer = send(request + SECOND);
        assertThat(answer.split("HTTP/1\\.1 ", -1)).as(answer).hasSize(2);
        assertThat(answer).matches("(?s)HTTP/1\\.1 (400|401|501) .*").doesNotContain("\"keys\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nContent-Length: 3",
                "Content-Length: 3\r\nContent-Length: 0",
                "Content-Length: 3, 3",
                "Content-Length: +3",
                "Content-Length: -3",
                "Content-Length: 0x3",
                "Content-Length: 3 0",
                "Content-Length: 99999999999999999999",
                "Content-Length : 3",
                "Content-Length: 3\r\n folded: yes",
                "Content-Length: 3\r\nX: a\rb",
                "Content-Length: 3\r\nX y: z",
                "Content-Length: 3\r\nHost: other.example",
            })
    void a_length_that_can_be_read_in_two_ways_is_refused(String headers) throws IOException {
        assertOneRefusal(post(headers, "a=b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\nContent-Length: 3",
                "Content-Length: 3\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding : chunked",
            })
    void an_encoding_that_can_be_read_in_two_ways_is_refused(String headers) throws IOException {
        assertOneRefusal(post(headers, "3\r\na=b\r\n0\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x3\r\na=b\r\n0\r\n\r\n",
                "-3\r\na=b\r\n0\r\n\r\n",
                "3 \u0000\r\na=b\r\n0\r\n\r\n",
                "ffffffffffffffff3\r\na=b\r\n0\r\n\r\n",
                "2\r\na=b\r\n0\r\n\r\n",
                "\r\na=b\r\n0\r\n\r\n",
            })
    void a_chunk_that_is_none_is_refused(String body) throws IOException {
        assertOneRefusal(post("Transfer-Encoding: chunked", body));
    }

    @Test
    void requests_with_bodies_that_have_no_flaw_are_both_answered() throws IOException {
        String first = SECOND.substring(0, SECOND.length() - 2);
        String last = first + "Connection: close\r\n\r\n";
        assertThat(send(first + "Content-Length: 3\r\n\r\na=b" + last).split("\"keys\"", -1))
                .hasSize(3);
        assertThat(send(first + "Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n" + last)
                        .split("\"keys\"", -1))
                .hasSize(3);
    }

    @Test
    void a_request_for_another_host_than_its_host_header_says_is_refused() throws IOException {
        assertOneRefusal("GET https://other.example/t/lightwave.local/oauth2/jwks HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertOneRefusal("GET /t/lightwave.local/oauth2/jwks HTTP/1.1\r\n\r\n");
    }
}
