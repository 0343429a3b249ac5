package io.lightwave.token.session;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.util.List;
import java.util.UUID;

/// Told inside the transaction that ends a session, whoever ends it and why.
public interface SessionEnding {

    /// A client that the session has signed in to.
    ///
    /// @param sid by which it knows the session
    record Participant(SubjectId client, UUID sid) {}

    void ending(TenantId tenant, SubjectId person, List<Participant> participants);
}
