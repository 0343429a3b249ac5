package io.lightwave.directory;

import java.time.Instant;
import java.util.Optional;

/// Implemented by those who issue credentials that name their subject and that others accept without asking us:
/// a deleted workload's or client's name is not given away before the last of them has expired. (Access tokens need no
/// implementation: every name is kept for their longest life.)
public interface OutstandingCredentials {

    /// When the last credential issued to the subject expires; empty when there is none. Called inside the deleting
    /// transaction.
    Optional<Instant> lastExpiry(TenantId tenant, SubjectId subject);
}
