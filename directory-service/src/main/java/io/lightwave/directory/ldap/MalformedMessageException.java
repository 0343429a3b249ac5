package io.lightwave.directory.ldap;

/// What came is no LDAP message, or larger or deeper than one may be. Nothing after it can be trusted to be the
/// beginning of the next one, so the connection ends (RFC 4511 §4.1.1).
final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    MalformedMessageException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /// For the peer.
    String reason() {
        return reason;
    }
}
