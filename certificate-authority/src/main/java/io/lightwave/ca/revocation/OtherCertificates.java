package io.lightwave.ca.revocation;

import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Certificates of another kind than X.509 that subjects hold, which end with theirs.
public interface OtherCertificates {

    /// Revokes all that a subject, who stays, holds; in the caller's transaction.
    ///
    /// @return how many there were
    int revokeAllOf(Subject subject, RevocationReason reason, Instant now);

    /// Some of the nodes that spoke for a holder's unexpired ones, in order.
    ///
    /// @param after the last that is known
    List<SubjectId> attestersOf(TenantId tenant, SubjectId holder, SubjectId after, Instant now, int most);

    /// Revokes some of the unexpired ones that a node spoke for; in the caller's transaction.
    ///
    /// @param holder of which only; empty for any
    /// @return how many, `most` at most
    int revokeSomeOfAttester(TenantId tenant, SubjectId attester, Optional<SubjectId> holder, Instant now, int most);

    /// Forgets some of what had expired by then; in the caller's transaction.
    ///
    /// @return how many, `most` at most
    int purge(TenantId tenant, Instant limit, int most);
}
