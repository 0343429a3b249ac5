package io.lightwave.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The audit trail: append-only, one event for each security decision.
public interface Audit {

    /// Records a decision and returns when it is durable. Writers share a commit, and the event is kept whatever
    /// becomes of the caller's own transaction: refusals and successful mints come here. Of refusals that come in
    /// thousands from one place most are only counted, and told of with the next one that is written.
    void record(AuditEvent event);

    /// Records a change within the caller's transaction: both are kept, or neither.
    ///
    /// @throws IllegalStateException without a transaction
    void recordChange(AuditEvent event);

    /// The same of changes in a transaction that the caller has begun on a connection of its own.
    void recordChanges(Connection connection, List<AuditEvent> events) throws SQLException;
}
