package io.lightwave.ca.revocation;

import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.directory.Subject;
import io.lightwave.directory.TenantId;
import java.time.Instant;

/// Certificates of another kind than X.509 that subjects hold, which end with theirs.
public interface OtherCertificates {

    /// Revokes all that a subject, who stays, holds; in the caller's transaction.
    ///
    /// @return how many there were
    int revokeAllOf(Subject subject, RevocationReason reason, Instant now);

    /// Forgets some of what had expired by then; in the caller's transaction.
    ///
    /// @return how many, `most` at most
    int purge(TenantId tenant, Instant limit, int most);
}
