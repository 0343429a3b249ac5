package io.lightwave.directory.dit;

import io.lightwave.directory.OutstandingCredentials;
import io.lightwave.directory.PasswordReplaced;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.SubjectKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;

/// Tells whoever issued something to a subject that its state or password changed, and keeps the names of the deleted.
final class SubjectLifecycle {
    /// The longest that an access token lives; nobody keeps a record of each.
    private static final Duration LONGEST_TOKEN = Duration.ofHours(1);

    private final ObjectProvider<SubjectEnded> told;
    private final ObjectProvider<PasswordReplaced> passwords;
    private final ObjectProvider<OutstandingCredentials> issuers;
    private final EntryRows rows;
    private final InstantSource clock;

    SubjectLifecycle(
            ObjectProvider<SubjectEnded> told,
            ObjectProvider<PasswordReplaced> passwords,
            ObjectProvider<OutstandingCredentials> issuers,
            EntryRows rows,
            InstantSource clock) {
        this.told = told;
        this.passwords = passwords;
        this.issuers = issuers;
        this.rows = rows;
        this.clock = clock;
    }

    void changed(Subject subject, SubjectEnded.Change change) {
        told.orderedStream().forEach(ended -> ended.changed(subject, change));
    }

    void passwordReplaced(Subject subject) {
        passwords.orderedStream().forEach(one -> one.replaced(subject));
    }

    /// Keeps the name of a workload or client, which its credentials carry, until the last of them has expired.
    void retire(Subject subject, String rdnNorm) {
        if (subject.kind() == SubjectKind.WORKLOAD || subject.kind() == SubjectKind.CLIENT) {
            Instant until = issuers.orderedStream()
                    .flatMap(issuer -> issuer.lastExpiry(subject.tenant(), subject.id()).stream())
                    .reduce(clock.instant().plus(LONGEST_TOKEN), (a, b) -> a.isAfter(b) ? a : b);
            rows.retire(subject.tenant(), subject.kind(), rdnNorm, until);
        }
    }

    boolean isRetired(io.lightwave.directory.TenantId tenant, SubjectKind kind, String rdnNorm) {
        return rows.isRetired(tenant, kind, rdnNorm, clock.instant());
    }
}
