package io.lightwave.ca.ssh;

import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.ca.revocation.OtherCertificates;
import io.lightwave.directory.OutstandingCredentials;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// What becomes of SSH certificates when their holder is disabled, enabled again or deleted, or its keys
/// have leaked: the same as of its X.509 certificates, in the same transaction.
final class SshHolders implements SubjectEnded, OtherCertificates, OutstandingCredentials {
    private final SshRecords records;
    private final InstantSource clock;

    SshHolders(SshRecords records, InstantSource clock) {
        this.records = records;
        this.clock = clock;
    }

    @Override
    public void changed(Subject subject, Change change) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        switch (change) {
            case DISABLED -> records.holderDisabled(subject.tenant(), subject.id(), now);
            case ENABLED -> records.holderEnabled(subject.tenant(), subject.id());
            case DELETED -> records.holderDeleted(subject.tenant(), subject.id(), now);
        }
    }

    @Override
    public int revokeAllOf(Subject subject, RevocationReason reason, Instant now) {
        return records.revokeAllOf(subject.tenant(), subject.id(), reason, now);
    }

    @Override
    public List<SubjectId> attestersOf(TenantId tenant, SubjectId holder, SubjectId after, Instant now, int most) {
        return records.attestersOf(tenant, holder, after, now, most);
    }

    @Override
    public int revokeSomeOfAttester(
            TenantId tenant, SubjectId attester, Optional<SubjectId> holder, Instant now, int most) {
        return records.revokeSomeOfAttester(tenant, attester, holder, now, most);
    }

    @Override
    public int purge(TenantId tenant, Instant limit, int most) {
        return records.purge(tenant, limit, most);
    }

    @Override
    public Optional<Instant> lastExpiry(TenantId tenant, SubjectId subject) {
        return records.lastExpiry(tenant, subject);
    }
}
