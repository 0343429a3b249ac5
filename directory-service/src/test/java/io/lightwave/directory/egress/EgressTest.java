package io.lightwave.directory.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.Egress;
import io.lightwave.directory.EgressSettings;
import io.lightwave.directory.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String PUBLIC = "8.8.8.8";
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    private Path folder;

    private final TlsServer server;
    private final AtomicInteger lookUps = new AtomicInteger();

    EgressTest() throws Exception {
        server = new TlsServer();
        server.answers("HTTP/1.1 200 OK\nContent-Length: 5", "hello");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private HttpsEgress egress(Duration timeout, List<String> allowed, String... addresses) {
        var settings = new EgressSettings(allowed, timeout, Optional.of(server.certificateFile(folder)));
        return new HttpsEgress(settings, _ -> {
            lookUps.incrementAndGet();
            return resolved(addresses);
        });
    }

    private static InetAddress[] resolved(String... addresses) {
        return List.of(addresses).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    private byte[] get(String host, int maximum) throws IOException {
        return egress(LONG, List.of("127.0.0.0/8"), LOOPBACK).get(server.at(host), maximum);
    }

    private void assertRefused(String response, String why) {
        server.answers(response.replace("\n", "\r\n"));
        assertThatThrownBy(() -> get("idp.example", 10))
                .as(response)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    @Test
    void it_posts_a_form_and_wants_nothing_but_200_or_204() throws IOException {
        for (String status : List.of("200 OK", "204 No Content")) {
            server.answers("HTTP/1.1 " + status + "\nContent-Length: 0", "");
            egress(LONG, List.of("127.0.0.0/8"), LOOPBACK).post(server.at("idp.example"), "logout_token=a.b.c");
        }
        assertThat(server.requests.getLast())
                .startsWith("POST /keys?a=b%20c HTTP/1.1\r\nHost: idp.example:")
                .contains("\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 18\r\n");
        for (String status : List.of("201 Created", "302 Found", "400 Bad Request", "503 Service Unavailable")) {
            server.answers("HTTP/1.1 " + status + "\nContent-Length: 0", "");
            assertThatThrownBy(() -> egress(LONG, List.of("127.0.0.0/8"), LOOPBACK)
                            .post(server.at("idp.example"), "logout_token=a.b.c"))
                    .as(status)
                    .isInstanceOf(status.startsWith("400") ? Egress.RefusedException.class : IOException.class)
                    .hasMessageContaining(status.substring(0, 3));
        }
    }

    @Test
    void it_sends_a_soap_message_in_utf_8_and_gives_what_is_answered_to_it() throws IOException {
        Egress egress = egress(LONG, List.of("127.0.0.0/8"), LOOPBACK);
        byte[] message = "<a>ä</a>".getBytes(StandardCharsets.UTF_8);
        assertThat(egress.postSoap(server.at("idp.example"), message, 5))
                .asString()
                .isEqualTo("hello");
        assertThat(server.requests.getLast())
                .startsWith("POST /keys?a=b%20c HTTP/1.1\r\n")
                .contains(
                        "\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: 9\r\n",
                        "\r\nSOAPAction: \"http://www.oasis-open.org/committees/security\"\r\n");
        assertThatThrownBy(() -> egress.postSoap(server.at("idp.example"), message, 4))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> egress(LONG, List.of(), LOOPBACK).postSoap(server.at("idp.example"), message, 5))
                .hasMessageContaining("neither public nor allowed");
    }

    @Test
    void it_believes_the_certificates_that_are_given_for_one_platform_and_shows_it_a_token() throws IOException {
        var plain = new HttpsEgress(
                new EgressSettings(List.of("127.0.0.0/8"), LONG, Optional.empty()), _ -> resolved(LOOPBACK));
        String trust = Files.readString(server.certificateFile(folder));
        server.answers("HTTP/1.1 201 Created\nContent-Length: 5", "hello");
        assertThat(plain.postJson(server.at("idp.example"), new Egress.Access(trust, "a.b.c"), "{\"a\":1}", 5))
                .asString()
                .isEqualTo("hello");
        assertThat(server.requests.getLast())
                .startsWith("POST /keys?a=b%20c HTTP/1.1\r\n")
                .contains("\r\nAuthorization: Bearer a.b.c\r\n", "\r\nContent-Length: 7\r\n");
        server.answers("HTTP/1.1 200 OK\nContent-Length: 5", "hello");
        assertThat(plain.get(server.at("idp.example"), new Egress.Access(trust, ""), 5))
                .asString()
                .isEqualTo("hello");
        assertThat(server.requests.getLast()).doesNotContain("Authorization");
        assertThatThrownBy(() -> plain.get(server.at("idp.example"), Egress.Access.PLAIN, 5))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> plain.get(server.at("other.example"), new Egress.Access(trust, ""), 5))
                .isInstanceOf(IOException.class);
        for (String hostile : List.of("a b", "a\r\nX: y", "ä")) {
            assertThatThrownBy(() -> plain.get(server.at("idp.example"), new Egress.Access(trust, hostile), 5))
                    .hasMessageContaining("not a token");
        }
        assertThat(new Egress.Access(trust, "secret").toString()).doesNotContain("secret");
    }

    /// Threat T5: whether a certificate is still good is looked at each time.
    @Test
    void t5_no_session_is_resumed() throws IOException {
        var began = new CopyOnWriteArrayList<Long>(); // milliseconds
        server.answer = socket -> {
            began.add(socket.getSession().getCreationTime());
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".getBytes(StandardCharsets.US_ASCII));
        };
        var egress = egress(LONG, List.of("127.0.0.0/8"), LOOPBACK);
        var alone = new Egress.Access(Files.readString(server.certificateFile(folder)), "");
        for (var access : List.of(Egress.Access.PLAIN, alone)) {
            for (int i = 0; i < 2; i++) {
                egress.get(server.at("idp.example"), access, 5);
                while (System.currentTimeMillis() <= began.getLast()) {
                    Thread.onSpinWait();
                }
            }
        }
        assertThat(began).hasSize(4).doesNotHaveDuplicates();
    }

    /// SPIFFE Federation §5.2.2.4, X509-SVID §5.2.
    @Test
    void who_is_known_by_a_spiffe_id_is_asked_nothing_unless_he_has_that_one_and_no_other() throws Exception {
        String id = "spiffe://partner.example/bundle-server";
        var plain = new HttpsEgress(
                new EgressSettings(List.of("127.0.0.0/8"), LONG, Optional.empty()), _ -> resolved(LOOPBACK));
        try (var spiffe = new TlsServer(id);
                var both = new TlsServer(id, "spiffe://partner.example/other")) {
            spiffe.answers("HTTP/1.1 200 OK\nContent-Length: 5", "hello");
            String trust = Files.readString(spiffe.certificateFile(folder));
            assertThat(plain.getFromSpiffe(spiffe.at("any.other.example"), trust, id, 5))
                    .as("the host's name does not matter")
                    .asString()
                    .isEqualTo("hello");
            spiffe.requests.clear();
            for (String other : List.of("spiffe://partner.example/bundle-server2", "spiffe://partner.example", "")) {
                assertThatThrownBy(() -> plain.getFromSpiffe(spiffe.at("idp.example"), trust, other, 5))
                        .hasMessageContaining("what answers is not");
            }
            assertThatThrownBy(() -> plain.getFromSpiffe(spiffe.at("idp.example"), "", id, 5))
                    .hasMessageContaining("nobody is trusted");
            String others = Files.readString(server.certificateFile(folder));
            assertThatThrownBy(() -> plain.getFromSpiffe(spiffe.at("idp.example"), others, id, 5))
                    .as("the anchors of another trust domain")
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> plain.getFromSpiffe(
                            both.at("idp.example"), Files.readString(both.certificateFile(folder)), id, 5))
                    .as("two URIs are no X509-SVID")
                    .hasMessageContaining("what answers is not");
            assertThatThrownBy(() -> plain.get(spiffe.at("any.other.example"), new Egress.Access(trust, ""), 5))
                    .as("elsewhere the name matters still")
                    .isInstanceOf(IOException.class);
            assertThat(spiffe.requests).noneMatch(request -> request.contains("GET"));
        }
    }

    @Test
    @DisplayName("SPIFFE X509-SVID §3.2, §5.2")
    void an_authority_s_certificate_authenticates_nobody() throws Exception {
        String id = "spiffe://partner.example/bundle-server";
        try (var spiffe = new TlsServer(true, id)) {
            spiffe.answers("HTTP/1.1 200 OK\nContent-Length: 5", "hello");
            var plain = new HttpsEgress(
                    new EgressSettings(List.of("127.0.0.0/8"), LONG, Optional.empty()), _ -> resolved(LOOPBACK));
            String trust = Files.readString(spiffe.certificateFile(folder));
            assertThatThrownBy(() -> plain.getFromSpiffe(spiffe.at("idp.example"), trust, id, 5))
                    .isInstanceOf(IOException.class);
            assertThat(spiffe.requests).noneMatch(request -> request.contains("GET"));
        }
    }

    @ParameterizedTest
    @DisplayName("SPIFFE X509-SVID §5.2: keyCertSign, cRLSign")
    @ValueSource(ints = {0x84, 0x82})
    void a_leaf_whose_key_signs_certificates_or_lists_authenticates_nobody(int use) throws Exception {
        String id = "spiffe://partner.example/bundle-server";
        try (var spiffe = new TlsServer(false, use, id)) {
            spiffe.answers("HTTP/1.1 200 OK\nContent-Length: 5", "hello");
            var plain = new HttpsEgress(
                    new EgressSettings(List.of("127.0.0.0/8"), LONG, Optional.empty()), _ -> resolved(LOOPBACK));
            String trust = Files.readString(spiffe.certificateFile(folder));
            assertThatThrownBy(() -> plain.getFromSpiffe(spiffe.at("idp.example"), trust, id, 5))
                    .isInstanceOf(IOException.class);
            assertThat(spiffe.requests).noneMatch(request -> request.contains("GET"));
        }
    }

    @Test
    void it_posts_nowhere_private() {
        assertThatThrownBy(() -> egress(LONG, List.of(), LOOPBACK).post(server.at("idp.example"), "logout_token=a.b.c"))
                .hasMessageContaining("neither public nor allowed");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void it_fetches_what_an_operator_registered() throws IOException {
        assertThat(get("idp.example", 5)).asString().isEqualTo("hello");
        assertThat(server.requests)
                .singleElement()
                .asString()
                .startsWith("GET /keys?a=b%20c HTTP/1.1\r\nHost: idp.example:");
    }

    @Nested
    class Addresses {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "127.0.0.1",
                    "127.255.0.1",
                    "0.0.0.0",
                    "10.1.2.3",
                    "172.16.0.1",
                    "172.31.255.255",
                    "192.168.1.1",
                    "169.254.169.254",
                    "100.64.0.1",
                    "192.0.0.8",
                    "198.19.0.1",
                    "203.0.113.9",
                    "224.0.0.1",
                    "240.0.0.1",
                    "255.255.255.255",
                    "::",
                    "::1",
                    "::127.0.0.1",
                    "::ffff:10.0.0.1",
                    "fe80::1",
                    "fec0::1",
                    "fc00::1",
                    "fd12:3456::1",
                    "ff02::1",
                    "64:ff9b::7f00:1",
                    "64:ff9b:1::1",
                    "2002:7f00:1::1",
                    "2001:0:1::1",
                    "2001:db8::1",
                    "3fff::1",
                    "100::1"
                })
        void of_the_inside_are_not_reached(String address) {
            assertThat(Network.isPublic(InetAddress.ofLiteral(address))).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"})
        void of_the_internet_are_reached(String address) {
            assertThat(Network.isPublic(InetAddress.ofLiteral(address))).isTrue();
        }

        @Test
        void one_inside_address_among_public_ones_is_enough_to_refuse_and_nothing_is_connected() {
            for (String[] addresses : new String[][] {{LOOPBACK}, {PUBLIC, LOOPBACK}, {LOOPBACK, PUBLIC}}) {
                assertThatThrownBy(() -> egress(LONG, List.of(), addresses).get(server.at("idp.example"), 10))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("neither public nor allowed");
            }
            assertThat(server.requests).isEmpty();
        }

        @Test
        void a_name_is_looked_up_once_and_its_checked_address_is_the_one_connected_to() throws IOException {
            egress(LONG, List.of("127.0.0.1"), LOOPBACK).get(server.at("idp.example"), 10);
            assertThat(lookUps).hasValue(1);
        }

        @Test
        void literal_addresses_are_checked_like_names() {
            var settings = EgressSettings.DEFAULT;
            var egress = new HttpsEgress(settings, InetAddress::getAllByName);
            for (String host : new String[] {LOOPBACK, "[::1]", "[::ffff:127.0.0.1]", "localhost", "0"}) {
                assertThatThrownBy(() -> egress.get(server.at(host), 10))
                        .as(host)
                        .isInstanceOf(IOException.class);
            }
            assertThat(server.requests).isEmpty();
        }

        @Test
        void what_the_operator_lists_is_reached_by_host_address_or_network() throws IOException {
            for (String allowed : new String[] {"idp.example", LOOPBACK, "127.0.0.0/8"}) {
                assertThat(egress(LONG, List.of(allowed), LOOPBACK).get(server.at("idp.example"), 10))
                        .isNotEmpty();
            }
            for (String allowed : new String[] {"other.example", "127.0.0.2", "127.0.0.0/32", "::/0"}) {
                assertThatThrownBy(
                                () -> egress(LONG, List.of(allowed), LOOPBACK).get(server.at("idp.example"), 10))
                        .as(allowed)
                        .isInstanceOf(IOException.class);
            }
        }

        @Test
        void the_next_address_is_tried_when_one_takes_no_connection() throws IOException {
            assertThat(egress(LONG, List.of("127.0.0.0/8"), "127.0.0.9", LOOPBACK)
                            .get(server.at("idp.example"), 10))
                    .isNotEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"*.example", "https://idp.example", "10.0.0.0/33", "IDP.example", "10.0.0", ""})
        void a_malformed_entry_in_the_list_stops_the_start(String entry) {
            assertThatThrownBy(() -> new Destinations(List.of(entry))).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void an_unknown_host_is_an_io_exception() {
            var egress = new HttpsEgress(EgressSettings.DEFAULT, host -> {
                throw new UnknownHostException(host);
            });
            assertThatThrownBy(() -> egress.get(URI.create("https://nowhere.example/"), 10))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://idp.example/",
                "ftp://idp.example/",
                "file:///etc/passwd",
                "https://user@idp.example/",
                "https://idp.example/#part",
                "https:opaque",
                "/relative"
            })
    void only_plain_https_addresses_are_taken(String address) {
        assertThatThrownBy(() -> egress(LONG, List.of(), PUBLIC).get(URI.create(address), 10))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not an address of the form");
        assertThat(lookUps).hasValue(0);
    }

    @Nested
    class Certificates {
        @Test
        void of_another_name_are_refused() {
            assertThatThrownBy(() -> get("other.example", 10)).hasMessageContaining("other.example");
            assertThat(server.requests).noneMatch(request -> request.contains("GET"));
        }

        @Test
        void of_an_authority_that_is_not_trusted_are_refused() {
            var egress = new HttpsEgress(
                    new EgressSettings(List.of(LOOPBACK), LONG, Optional.empty()), _ -> resolved(LOOPBACK));
            assertThatThrownBy(() -> egress.get(server.at("idp.example"), 10))
                    .hasMessageContaining("certification path");
        }

        @Test
        void of_an_address_are_accepted_for_that_address() throws IOException {
            assertThat(get(LOOPBACK, 10)).isNotEmpty();
        }
    }

    @Nested
    class Answers {
        @ParameterizedTest
        @ValueSource(ints = {301, 302, 303, 307, 308})
        void a_redirect_is_never_followed(int status) {
            assertRefused(
                    "HTTP/1.1 %d Found\nLocation: %s\nContent-Length: 0\n\n"
                            .formatted(status, server.at("idp.example")),
                    "the answer is " + status);
            assertThat(server.requests).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(ints = {201, 204, 206, 404, 500, 100})
        void anything_but_200_is_refused(int status) {
            assertRefused("HTTP/1.1 %d X\nContent-Length: 0\n\n".formatted(status), "the answer is " + status);
        }

        @Test
        void one_that_is_too_large_is_refused_whichever_way_it_is_framed() {
            assertRefused("HTTP/1.1 200 OK\nContent-Length: 11\n\n01234567890", "larger than 10");
            assertRefused("HTTP/1.1 200 OK\nContent-Length: 99999999999\n\n", "too large");
            assertRefused("HTTP/1.1 200 OK\n\n01234567890", "larger than 10");
            assertRefused("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n6\n012345\n5\n67890\n0\n\n", "larger than");
            assertRefused("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nfffffffff\n", "too large");
            assertRefused("HTTP/1.1 200 OK\nX: " + "x".repeat(40_000) + "\n\n", "too long");
        }

        @Test
        void one_of_exactly_the_allowed_size_is_read_whichever_way_it_is_framed() throws IOException {
            for (String response : new String[] {
                "HTTP/1.1 200 OK\nContent-Length: 10\n\n0123456789",
                "HTTP/1.1 200\n\n0123456789",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n6\n012345\n4\n6789\n0\n\n"
            }) {
                server.answers(response.replace("\n", "\r\n"));
                assertThat(get("idp.example", 10)).asString().isEqualTo("0123456789");
            }
        }

        @Test
        void one_that_can_be_read_in_two_ways_or_is_malformed_is_refused() {
            assertRefused("HTTP/1.1 200 OK\nContent-Length: 1\nTransfer-Encoding: chunked\n\n0\n\n", "ambiguous");
            assertRefused("HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 2\n\nab", "ambiguous");
            assertRefused("HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n0\n\n", "ambiguous");
            assertRefused("HTTP/1.1 200 OK\nContent-Encoding: gzip\n\n", "encoded");
            assertRefused("HTTP/1.1 200 OK\nContent-Length: -1\n\n", "malformed");
            assertRefused("HTTP/1.1 200 OK\nContent-Length : 1\n\na", "malformed");
            assertRefused("HTTP/1.1 200 OK\nX: a\n folded\n\na", "malformed");
            assertRefused("HTTP/1.1 200 OK\nContent-Length: 9\n\nabc", "cut off");
            assertRefused("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabcd\n0\n\n", "malformed");
            assertRefused("HTTP/2 200 OK\n\n", "not HTTP/1.1");
            assertRefused("SSH-2.0-OpenSSH\n", "not HTTP/1.1");
            assertRefused("", "");
        }

        @Test
        void one_that_trickles_in_is_cut_at_the_time_limit() {
            var gone = new CountDownLatch(1);
            server.answer = socket -> {
                var out = socket.getOutputStream();
                try {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    for (int n = 0; n < 1_000_000; n++) {
                        out.write(' ');
                        out.flush();
                        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                    }
                } catch (IOException e) {
                    gone.countDown();
                    throw e;
                }
            };
            var egress = egress(Duration.ofSeconds(5), List.of(LOOPBACK), LOOPBACK);
            assertThatThrownBy(() -> egress.get(server.at("idp.example"), 1_000_000))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("within PT5S");
            assertThat(gone).satisfies(CountDownLatch::await);
        }

        @Test
        void a_name_that_never_resolves_is_cut_at_the_time_limit() {
            var never = new CountDownLatch(1);
            var egress = new HttpsEgress(new EgressSettings(List.of(), Duration.ofMillis(200), Optional.empty()), _ -> {
                try {
                    never.await();
                } catch (InterruptedException _) {
                    // the end of the test
                }
                return resolved(PUBLIC);
            });
            assertThatThrownBy(() -> egress.get(URI.create("https://slow.example/"), 10))
                    .hasMessageContaining("within PT0.2S");
        }
    }
}
