package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.ResultCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Threat 23: peers that are slow, silent or too many.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowPeerTest {
    private static final Duration SOON = Duration.ofMillis(300);
    private static final LdapLimits IDLE =
            new LdapLimits(1 << 20, 1 << 14, 100, 50, 64, LdapWorld.LONG, SOON, LdapWorld.LONG);
    private static final LdapLimits STALL =
            new LdapLimits(1 << 20, 1 << 14, 100, 50, 64, LdapWorld.LONG, LdapWorld.LONG, SOON);
    private static final LdapLimits HANDSHAKE =
            new LdapLimits(1 << 20, 1 << 14, 100, 50, 64, SOON, LdapWorld.LONG, LdapWorld.LONG);
    private static final LdapLimits FEW =
            new LdapLimits(1 << 20, 1 << 14, 100, 3, 64, LdapWorld.LONG, LdapWorld.LONG, LdapWorld.LONG);

    private final LdapWorld world = new LdapWorld();

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void a_silent_connection_is_told_and_closed() throws Exception {
        try (var listening = world.listeners(IDLE);
                Raw peer = Raw.to(listening.ports().ldap())) {
            assertNotice(peer, ResultCode.ADMIN_LIMIT_EXCEEDED);
        }
    }

    @Test
    void a_silent_connection_under_tls_is_told_and_closed() throws Exception {
        try (var listening = world.listeners(IDLE);
                Raw peer = world.rawTls(listening.ports().ldaps())) {
            assertNotice(peer, ResultCode.ADMIN_LIMIT_EXCEEDED);
        }
    }

    @Test
    void a_request_that_trickles_in_is_not_waited_for() throws Exception {
        byte[] request = new LDAPMessage(1, LdapWorld.rootDse("x".repeat(10_000)))
                .encode()
                .encode();
        try (var listening = world.listeners(STALL);
                Raw peer = Raw.to(listening.ports().ldap())) {
            peer.socket().setSoTimeout(20);
            int sent = 0;
            boolean closed = false;
            while (!closed && sent < request.length) {
                try {
                    peer.bytes(new byte[] {request[sent++]});
                    closed = peer.socket().getInputStream().read() < 0;
                } catch (SocketTimeoutException e) {
                    closed = false;
                } catch (IOException e) {
                    closed = true;
                }
            }
            assertThat(closed).isTrue();
        }
    }

    @Test
    void a_peer_that_asks_and_asks_but_never_reads_is_let_go() throws Exception {
        byte[] request =
                new LDAPMessage(1, LdapWorld.rootDse("*", "+")).encode().encode();
        try (var listening = world.listeners(STALL);
                Raw peer = Raw.to(listening.ports().ldap())) {
            assertThatThrownBy(() -> {
                        while (true) {
                            peer.bytes(request);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_tls_handshake_that_does_not_come_is_not_waited_for() throws Exception {
        try (var listening = world.listeners(HANDSHAKE);
                Raw silent = Raw.to(listening.ports().ldaps());
                Raw half = Raw.to(listening.ports().ldaps())) {
            half.hex("1603010200 010001fc0303");
            assertThat(silent.socket().getInputStream().read()).isEqualTo(-1);
            assertThat(half.socket().getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void one_source_gets_its_share_of_connections_and_no_more() throws Exception {
        try (var listening = world.listeners(FEW)) {
            var peers = new ArrayList<Raw>();
            for (int i = 0; i < 3; i++) {
                peers.add(Raw.to(listening.ports().ldap()));
                assertServes(peers.getLast());
            }
            try (Raw more = Raw.to(listening.ports().ldap())) {
                assertThat(more.socket().getInputStream().read()).isEqualTo(-1);
            }
            peers.removeFirst().close();
            assertThat(servesInTheEnd(listening.ports().ldap())).isTrue();
            for (Raw peer : peers) {
                assertServes(peer);
                peer.close();
            }
        }
    }

    @Test
    void stopping_tells_every_peer_and_takes_no_more() throws Exception {
        try (var listening = world.listeners(LdapWorld.LIMITS);
                Raw clear = Raw.to(listening.ports().ldap());
                Raw secured = world.rawTls(listening.ports().ldaps())) {
            assertServes(clear);
            assertServes(secured);
            int port = listening.ports().ldap();
            listening.ports().stop();
            assertNotice(clear, ResultCode.UNAVAILABLE);
            assertNotice(secured, ResultCode.UNAVAILABLE);
            assertThat(listening.ports().isListening()).isFalse();
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
        }
    }

    private static boolean servesInTheEnd(int port) throws Exception {
        for (int i = 0; i < 10_000; i++) { // the place is free when the server has seen the end of the connection
            try (Raw peer = Raw.to(port)) {
                peer.message(1, LdapWorld.rootDse("1.1"));
                if (peer.answer().isPresent()) {
                    return true;
                }
            } catch (IOException | com.unboundid.ldap.sdk.LDAPException e) {
                Thread.onSpinWait();
            }
        }
        return false;
    }

    private static void assertServes(Raw peer) throws Exception {
        peer.message(1, LdapWorld.rootDse("1.1"));
        assertThat(peer.answer().orElseThrow().getProtocolOpType())
                .isEqualTo(LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_ENTRY);
        assertThat(peer.answer().orElseThrow().getSearchResultDoneProtocolOp().getResultCode())
                .isZero();
    }

    private static void assertNotice(Raw peer, ResultCode code) throws Exception {
        LDAPMessage notice = peer.answer().orElseThrow();
        assertThat(notice.getMessageID()).isZero();
        assertThat(notice.getExtendedResponseProtocolOp().getResultCode()).isEqualTo(code.intValue());
        assertThat(peer.answer()).isEmpty();
    }
}
