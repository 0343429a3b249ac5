package io.lightwave.directory;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Hands the audit trail of all tenants on to those who keep a copy of it: from its oldest event on, each at
/// least once, in the order in which the transactions were numbered, and none before everything that comes
/// before it is known.
public interface AuditStream {

    /// Who keeps a copy.
    interface Receiver {

        /// Takes all of them, and returns when it has them for good.
        ///
        /// @throws IOException when it may lack some; they come again
        void take(List<AuditRecord> events) throws IOException;
    }

    /// Hands over what comes next, unless another node is doing so. No connection to the database is held meanwhile.
    ///
    /// @param name of the copy; each has a place of its own in the trail, which outlives the server
    /// @param most how many events at once, at least 1
    /// @return how many were handed over; 0 when there is nothing to do here
    /// @throws IOException the receiver's; nothing counts as handed over then, and other nodes may try at once
    int forward(String name, int most, Receiver receiver) throws IOException;

    /// When the oldest event that has not been handed over was recorded.
    Optional<Instant> waitingSince(String name);
}
