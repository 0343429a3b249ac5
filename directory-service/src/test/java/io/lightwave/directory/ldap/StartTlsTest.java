package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.io.ByteArrayOutputStream;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// RFC 4511 §4.14, RFC 4513 §3.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartTlsTest {
    private final LdapWorld world = new LdapWorld();

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void a_connection_goes_on_under_tls() throws Exception {
        try (var connection = world.anonymous()) {
            assertThat(connection
                            .processExtendedOperation(new StartTLSExtendedRequest(world.tls.clients()))
                            .getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);
            assertThat(connection.getSSLSession())
                    .isNotNull()
                    .extracting(SSLSession::getProtocol)
                    .isEqualTo("TLSv1.3");
            assertThat(connection
                            .search("", SearchScope.BASE, "(objectClass=*)")
                            .getEntryCount())
                    .isEqualTo(1);
        }
    }

    @Test
    void requests_in_clear_behind_start_tls_are_never_answered() throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(startTls(1).encode().encode());
        bytes.writeBytes(startTls(2).encode().encode());
        try (Raw peer = world.raw()) {
            peer.bytes(bytes.toByteArray());
            assertThat(peer.answer()
                            .orElseThrow()
                            .getExtendedResponseProtocolOp()
                            .getResultCode())
                    .isEqualTo(ResultCode.OPERATIONS_ERROR_INT_VALUE);
            LDAPMessage notice = peer.answer().orElseThrow();
            assertThat(notice.getMessageID()).isZero();
            assertThat(notice.getExtendedResponseProtocolOp().getResultCode())
                    .isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
            assertThat(peer.answer()).isEmpty();
        }
    }

    @Test
    void tls_within_tls_is_refused_and_the_connection_lives() throws Exception {
        try (Raw peer = world.rawTls(world.ports.ldaps())) {
            for (int id = 1; id <= 2; id++) {
                peer.bytes(startTls(id).encode().encode());
                assertThat(peer.answer()
                                .orElseThrow()
                                .getExtendedResponseProtocolOp()
                                .getResultCode())
                        .isEqualTo(ResultCode.OPERATIONS_ERROR_INT_VALUE);
            }
        }
    }

    @Test
    void tls_1_2_will_do() throws Exception {
        var socket = (SSLSocket) world.tls.clients().createSocket("127.0.0.1", world.ports.ldaps());
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        try (Raw peer = new Raw(socket)) {
            peer.bytes(startTls(1).encode().encode());
            assertThat(peer.answer()).isPresent();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
        }
    }

    private static LDAPMessage startTls(int id) {
        return new LDAPMessage(id, new ExtendedRequestProtocolOp(StartTLSExtendedRequest.STARTTLS_REQUEST_OID, null));
    }
}
