package io.lightwave.ca.revocation;

import io.lightwave.ca.authority.AuthorityKind;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.CertificateStates;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.ca.delegate.Delegates;
import io.lightwave.ca.delegate.Task;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Subject;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.transaction.support.TransactionTemplate;

/// Ends a certificate, holds it, or lifts a hold.
public final class Revocation {
    private static final Set<RevocationReason> AUTHORITY_REASONS =
            Set.of(RevocationReason.CA_COMPROMISE, RevocationReason.AA_COMPROMISE);

    private final CertificateSearch search;
    private final CertificateStates states;
    private final RevocationLists lists;
    private final List<OtherCertificates> others;
    private final Delegates delegates;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    Revocation(
            CertificateSearch search,
            CertificateStates states,
            RevocationLists lists,
            List<OtherCertificates> others,
            Delegates delegates,
            Audit audit,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.search = search;
        this.states = states;
        this.lists = lists;
        this.others = others;
        this.delegates = delegates;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    public sealed interface Answer {
        record Done(IssuedCertificate certificate) implements Answer {}

        record NotFound() implements Answer {}

        /// The certificate's state or kind does not allow it.
        record Refused(String reason) implements Answer {}
    }

    /// For whom the caller has found entitled to it.
    ///
    /// @param id of the certificate's record
    /// @param actor whom the audit trail names
    public Answer revoke(TenantId tenant, String id, RevocationReason reason, String actor, Origin origin) {
        var by = new By(actor, origin);
        var answer = transaction.execute(_ -> {
            var certificate = search.find(tenant, id).orElse(null);
            return certificate == null ? new Answer.NotFound() : change(tenant, certificate, reason, by);
        });
        if (answer instanceof Answer.Refused(var why)) {
            audit.record(event(tenant, id, Outcome.REFUSED, why, by));
        }
        return answer;
    }

    /// Revokes everything that a subject holds, which stays and may enrol again with another key; of a leaked key
    /// nothing is certified again.
    ///
    /// @return how many there were
    public int revokeAllOf(Subject subject, RevocationReason reason, String actor, Origin origin) {
        var tenant = subject.tenant();
        return transaction.execute(_ -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            int count = states.liveOf(tenant, subject.id(), now);
            lists.outdated(tenant, states.revokeAllOf(tenant, subject.id(), reason, now));
            for (var other : others) {
                count += other.revokeAllOf(subject, reason, now);
            }
            String target = "%s:%s, %d certificates"
                    .formatted(subject.kind().name().toLowerCase(Locale.ROOT), subject.name(), count);
            audit.recordChange(event(tenant, target, Outcome.SUCCESS, reason.word(), new By(actor, origin)));
            return count;
        });
    }

    private record By(String actor, Origin origin) {}

    private Answer change(TenantId tenant, IssuedCertificate certificate, RevocationReason reason, By by) {
        if (Arrays.stream(AuthorityKind.values())
                .anyMatch(kind -> kind.profile().equals(certificate.profile()))) {
            return new Answer.Refused("an authority's certificate ends by rotating the authority");
        }
        if (certificate.profile().equals(Task.OCSP.profile())) {
            return new Answer.Refused("a responder's certificate ends by itself: nobody asks for its revocation");
        }
        if (AUTHORITY_REASONS.contains(reason)) {
            return new Answer.Refused("the reason %s is an authority's".formatted(reason.word()));
        }
        boolean release = reason == RevocationReason.REMOVE_FROM_CRL;
        var changed = release
                ? states.release(tenant, certificate.id())
                : states.revoke(tenant, certificate, reason, clock.instant().truncatedTo(ChronoUnit.MICROS));
        if (changed.certificates() == 0) {
            return new Answer.Refused(
                    release
                            ? "the certificate is not on hold, or its holder is disabled"
                            : "the certificate is already revoked or on hold");
        }
        delegates.end(tenant, certificate);
        lists.outdated(tenant, changed.lists());
        String target = "%s/%s".formatted(certificate.authority(), certificate.serial());
        audit.recordChange(event(tenant, target, Outcome.SUCCESS, reason.recorded(changed.certificates()), by));
        return new Answer.Done(search.find(tenant, certificate.id().toString()).orElseThrow());
    }

    private static AuditEvent event(TenantId tenant, String target, Outcome outcome, String reason, By by) {
        return new AuditEvent(tenant, by.actor(), "certificate.revoke", target, outcome, reason, by.origin());
    }
}
