package io.lightwave.directory;

import java.util.Optional;

/// Where a request came from.
///
/// @param address the peer's IP address as [AddressText] has it; `local` on a Unix socket
/// @param requestId made by us for each request or LDAP operation; stands in the answer and the audit event
/// @param session what the peer says of the session of its own that it acts in, for the audit trail only: nobody has
///     checked it; empty when it says nothing
/// @param evidence what was checked of who asks, where that was no token or session of ours: of a
///     platform, a node or an ACME account, in words; empty otherwise
/// @param attester the node that spoke for who asks, be it with a token of ours between; empty when none did
public record Origin(String address, String requestId, String session, String evidence, Optional<SubjectId> attester) {

    public Origin(String address, String requestId, String session) {
        this(address, requestId, session, "", Optional.empty());
    }

    /// The same request, made by somebody of whom this was checked.
    public Origin by(String checked) {
        return by(checked, Optional.empty());
    }

    /// The same request, made by somebody for whom this node spoke.
    public Origin by(String checked, Optional<SubjectId> attester) {
        return new Origin(address, requestId, session, checked, attester);
    }

    public Origin(String address, String requestId) {
        this(address, requestId, "");
    }
}
