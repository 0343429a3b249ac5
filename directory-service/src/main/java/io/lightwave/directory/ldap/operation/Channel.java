package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.protocol.ProtocolOp;
import java.io.IOException;

/// The connection, as far as operations care.
public interface Channel {

    /// The peer's IP address in text form.
    String address();

    boolean isLoopback();

    /// Whether what is sent here is protected by TLS.
    boolean isSecure();

    /// Whether the peer has sent something behind the request that is being answered.
    boolean hasUnread() throws IOException;

    void send(int messageId, ProtocolOp response) throws IOException;

    /// Whether the peer has abandoned this operation, or is gone, since it asked for it.
    boolean isAbandoned(int messageId) throws IOException;
}
