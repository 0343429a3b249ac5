package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.sdk.Control;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The connection, as far as operations care.
public interface Channel {

    /// The peer's IP address in text form; `local` on a Unix socket.
    String address();

    boolean isLoopback();

    /// Whether what is sent here is protected, by TLS or by never leaving the machine's kernel.
    boolean isSecure();

    /// What the peer has proved to hold within TLS; that says nothing of whose it is.
    Optional<X509Certificate> peerCertificate();

    /// Binds a proof to this connection and no other (RFC 5056): what both ends of it know.
    ///
    /// @param type `tls-server-end-point` (RFC 5929) or `tls-exporter` (RFC 9266)
    /// @return empty when the connection has nothing of that type
    default Optional<byte[]> binding(String type) {
        return Optional.empty();
    }

    /// Who is at the other end of a Unix socket, by the kernel's word; empty on the network.
    default Optional<LocalPeer> localPeer() {
        return Optional.empty();
    }

    /// @param user of this machine
    /// @param administrator whether the operator takes this one for the system tenant's administrator
    record LocalPeer(String user, boolean administrator) {}

    /// Whether the peer has sent something behind the request that is being answered.
    boolean hasUnread() throws IOException;

    void send(int messageId, ProtocolOp response, List<Control> controls) throws IOException;

    /// Sends now what has been gathered.
    void flush() throws IOException;

    /// Waits a moment for the peer to send something; false when it has closed its side.
    ///
    /// @throws StoppedException when the connection is about to end
    boolean awaitInput(Duration most) throws IOException;

    /// The next message if it has come whole, else null; does not wait for the peer.
    ///
    /// @throws StoppedException when the connection is about to end
    @Nullable
    LDAPMessage poll() throws IOException;
}
