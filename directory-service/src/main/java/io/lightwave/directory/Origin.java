package io.lightwave.directory;

/// Where a request came from.
///
/// @param address the peer's IP address in text form; `local` on a Unix socket
/// @param requestId made by us for each request or LDAP operation; stands in the answer and the audit event
/// @param session what the peer says of the session of its own that it acts in, for the audit trail only: nobody has
///     checked it; empty when it says nothing
public record Origin(String address, String requestId, String session) {

    public Origin(String address, String requestId) {
        this(address, requestId, "");
    }
}
