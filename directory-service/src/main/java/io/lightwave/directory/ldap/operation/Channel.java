package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.sdk.Control;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The connection, as far as operations care.
public interface Channel {

    /// The peer's IP address in text form.
    String address();

    boolean isLoopback();

    /// Whether what is sent here is protected by TLS.
    boolean isSecure();

    /// Whether the peer has sent something behind the request that is being answered.
    boolean hasUnread() throws IOException;

    void send(int messageId, ProtocolOp response, List<Control> controls) throws IOException;

    /// Sends now what has been gathered.
    void flush() throws IOException;

    /// The next message if it has come whole, else null; does not wait for the peer.
    ///
    /// @throws StoppedException when the connection is about to end
    @Nullable
    LDAPMessage poll() throws IOException;
}
