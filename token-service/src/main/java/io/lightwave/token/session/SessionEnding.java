package io.lightwave.token.session;

import io.lightwave.directory.SubjectId;
import java.util.List;
import java.util.UUID;

/// Told inside the transaction that ends a session, whoever ends it and why, while what belongs to it is still there.
public interface SessionEnding {

    /// A client that the session has signed in to.
    ///
    /// @param sid by which it knows the session
    record Participant(SubjectId client, UUID sid) {}

    void ending(Session session, List<Participant> participants);
}
