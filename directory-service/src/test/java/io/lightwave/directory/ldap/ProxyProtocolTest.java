package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.Network;
import io.lightwave.directory.ldap.operation.LdapOperations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("PROXY protocol version 2")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyProtocolTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String CLIENT = "c0000207 c6336401 d431 0185"; // 192.0.2.7 to 198.51.100.1
    private static final Duration SOON = Duration.ofMillis(300);

    private final LdapWorld world = new LdapWorld();
    private LdapWorld.Listening listening;
    private int binds;

    @BeforeAll
    void open() {
        listening = listen(LdapWorld.LIMITS, "127.0.0.0/8");
    }

    @AfterAll
    void close() {
        listening.close();
        world.close();
    }

    private LdapWorld.Listening listen(LdapLimits limits, String... proxies) {
        return world.listeners(
                limits,
                new LdapOperations(world.foundations(), true),
                Optional.empty(),
                List.of(proxies).stream().map(Network::parse).toList());
    }

    /// @param command `20` or `21`
    /// @param rest addresses and extensions
    private static byte[] header(String command, String family, String rest) {
        byte[] bytes = HexFormat.of().parseHex(rest.replaceAll("\\s", ""));
        return HexFormat.of()
                .parseHex(SIGNATURE
                        + command
                        + family
                        + HexFormat.of().toHexDigits((short) bytes.length)
                        + HexFormat.of().formatHex(bytes));
    }

    private Raw from(byte[] header) throws IOException {
        return Raw.to(listening.ports().ldap()).bytes(header);
    }

    private static Optional<LDAPMessage> bind(Raw peer, String password) throws IOException, LDAPException {
        return bind(peer, LdapWorld.ADMIN, password);
    }

    private static Optional<LDAPMessage> bind(Raw peer, String name, String password)
            throws IOException, LDAPException {
        peer.message(1, new BindRequestProtocolOp(name, password));
        return peer.answer();
    }

    private static int code(Optional<LDAPMessage> answer) {
        return answer.orElseThrow().getBindResponseProtocolOp().getResultCode();
    }

    private String addressAfterRefusedBind(byte[] header) throws Exception {
        int port = listening.ports().ldaps();
        try (Socket clear = new Socket(InetAddress.getLoopbackAddress(), port)) {
            clear.getOutputStream().write(header);
            try (Raw peer = new Raw(world.tls.clients().createSocket(clear, "127.0.0.1", port, true))) {
                assertThat(code(bind(peer, "uid=nobody%d,ou=people,dc=acme,dc=example".formatted(++binds), "wrong")))
                        .isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
                assertThat(world.directory.throttle.lastAddress())
                        .as("what guesses count for")
                        .isEqualTo(world.lastEvent().origin().address());
                return world.lastEvent().origin().address();
            }
        }
    }

    @Test
    void the_client_s_address_is_the_one_that_counts() throws Exception {
        assertThat(addressAfterRefusedBind(header("21", "11", CLIENT))).isEqualTo("192.0.2.7");
        assertThat(addressAfterRefusedBind(header(
                        "21", "21", "20010db8000000000000000000000007 20010db8000000000000000000000001 d431 0185")))
                .isEqualTo("2001:db8::7");
        assertThat(addressAfterRefusedBind(header(
                        "21", "21", "00000000000000000000ffffc0000208 00000000000000000000ffffc6336401 d431 0185")))
                .isEqualTo("192.0.2.8");
    }

    @Test
    void a_proxy_that_speaks_for_itself_is_itself() throws Exception {
        assertThat(addressAfterRefusedBind(header("20", "00", ""))).isEqualTo("127.0.0.1");
        assertThat(addressAfterRefusedBind(header("20", "11", CLIENT))).isEqualTo("127.0.0.1");
    }

    @Test
    void extensions_are_passed_over_and_a_checksum_is_checked() throws Exception {
        String extensions = "01 0002 6832" + "04 0001 00" + "ee 0000";
        assertThat(addressAfterRefusedBind(header("21", "11", CLIENT + extensions)))
                .isEqualTo("192.0.2.7");
        byte[] summed = header("21", "11", CLIENT + extensions + "03 0004 00000000");
        var sum = new CRC32C();
        sum.update(summed);
        ByteBuffer.wrap(summed).putInt(summed.length - Integer.BYTES, (int) sum.getValue());
        assertThat(addressAfterRefusedBind(summed)).isEqualTo("192.0.2.7");
        summed[summed.length - 1] ^= 1;
        assertRefused(summed);
    }

    @ParameterizedTest
    @CsvSource({
        "half the addresses,             21, 11, c0000207c63364",
        "addresses of the other family,  21, 21, c0000207c6336401d4310185",
        "no family,                      21, 00, c0000207c6336401d4310185",
        "UDP,                            21, 12, c0000207c6336401d4310185",
        "an unknown command,             22, 11, c0000207c6336401d4310185",
        "another version,                11, 11, c0000207c6336401d4310185",
        "nobody's address,               21, 11, 00000000c6336401d4310185",
        "everybody's address,            21, 11, e0000001c6336401d4310185",
        "half an extension,              21, 11, c0000207c6336401d4310185ee00",
        "an extension longer than it is, 21, 11, c0000207c6336401d4310185ee000500",
        "a checksum of another length,   21, 11, c0000207c6336401d4310185030000",
        "half an extension of its own,   20, 00, ee"
    })
    void what_is_malformed_ends_the_connection(String what, String command, String family, String rest)
            throws Exception {
        assertRefused(header(command, family, rest));
    }

    @Test
    void the_header_is_bounded() throws Exception {
        assertRefused(HexFormat.of().parseHex(SIGNATURE + "2111ffff"));
        String long_ = CLIENT + "ee07f1" + "00".repeat(0x7f1); // 2 048 bytes
        assertThat(addressAfterRefusedBind(header("21", "11", long_))).isEqualTo("192.0.2.7");
        assertRefused(header("21", "11", CLIENT + "ee07f2" + "00".repeat(0x7f2)));
    }

    @Test
    void version_1_and_no_header_at_all_end_the_connection() throws Exception {
        assertRefused("PROXY TCP4 192.0.2.7 198.51.100.1 54321 389\r\n".getBytes(StandardCharsets.US_ASCII));
        assertRefused(new LDAPMessage(1, LdapWorld.rootDse("1.1")).encode().encode());
    }

    private void assertRefused(byte[] first) throws Exception {
        var sent = new ByteArrayOutputStream();
        sent.write(first);
        sent.write(new LDAPMessage(1, LdapWorld.rootDse("1.1")).encode().encode());
        try (Raw peer = from(sent.toByteArray())) {
            assertThat(ended(peer)).isTrue();
        }
    }

    private static boolean ended(Raw peer) {
        try {
            return peer.socket().getInputStream().read() < 0;
        } catch (IOException e) { // a reset
            return !(e instanceof java.net.SocketTimeoutException);
        }
    }

    @Test
    void who_is_not_listed_may_not_send_one() throws Exception {
        try (var unlisted = listen(LdapWorld.LIMITS, "192.0.2.0/24");
                Raw peer = Raw.to(unlisted.ports().ldap()).bytes(header("21", "11", CLIENT))) {
            assertThat(peer.answer()
                            .orElseThrow()
                            .getExtendedResponseProtocolOp()
                            .getResultCode())
                    .isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
            assertThat(ended(peer)).isTrue();
        }
    }

    @Test
    void a_header_that_does_not_come_is_not_waited_for() throws Exception {
        var limits = new LdapLimits(1 << 20, 1 << 14, 100, 50, 64, SOON, LdapWorld.LONG, LdapWorld.LONG);
        try (var hasty = listen(limits, "127.0.0.1");
                Raw silent = Raw.to(hasty.ports().ldap());
                Raw half = Raw.to(hasty.ports().ldap()).hex(SIGNATURE + "2111000c c000")) {
            assertThat(ended(silent)).isTrue();
            assertThat(ended(half)).isTrue();
        }
    }

    @Test
    void a_proxied_client_is_never_this_machine() throws Exception {
        try (Raw claims = from(header("21", "11", "7f000001 7f000001 d431 0185"));
                Raw proxy = from(header("20", "00", ""))) {
            assertThat(code(bind(claims, LdapWorld.PASSWORD))).isEqualTo(ResultCode.CONFIDENTIALITY_REQUIRED_INT_VALUE);
            assertThat(code(bind(proxy, LdapWorld.PASSWORD))).isZero();
        }
    }

    @Test
    void each_client_has_a_share_of_connections_of_its_own() throws Exception {
        var few = new LdapLimits(1 << 20, 1 << 14, 100, 3, 64, LdapWorld.LONG, LdapWorld.LONG, LdapWorld.LONG);
        try (var shared = listen(few, "127.0.0.1")) {
            int port = shared.ports().ldap();
            var peers = new ArrayList<Raw>();
            for (String last : List.of("07", "07", "07", "08", "08")) {
                Raw peer = Raw.to(port).bytes(header("21", "11", "c00002" + last + "c6336401d4310185"));
                peers.add(peer);
                assertThat(code(bind(peer, LdapWorld.PASSWORD)))
                        .isEqualTo(ResultCode.CONFIDENTIALITY_REQUIRED_INT_VALUE);
            }
            try (Raw more = Raw.to(port).bytes(header("21", "11", CLIENT))) {
                assertThat(ended(more)).isTrue();
            }
            for (Raw peer : peers) {
                peer.close();
            }
        }
    }
}
