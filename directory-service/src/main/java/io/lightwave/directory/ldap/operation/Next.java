package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.sdk.ResultCode;

/// What the connection does after a request.
public sealed interface Next {
    Next REQUEST = new Request();

    /// Reads the next request.
    record Request() implements Next {}

    /// Sends the answer in clear and then begins the TLS handshake (RFC 4511 §4.14).
    record Tls() implements Next {}

    /// Ends without a word: the peer has unbound (RFC 4511 §4.3).
    record End() implements Next {}

    /// Sends a notice of disconnection (RFC 4511 §4.4.1) and ends.
    record Disconnect(ResultCode code, String diagnostic) implements Next {}
}
