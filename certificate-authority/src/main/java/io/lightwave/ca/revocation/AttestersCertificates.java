package io.lightwave.ca.revocation;

import io.lightwave.ca.certificate.CertificateStates;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// The certificates of every kind that nodes spoke for.
final class AttestersCertificates {
    static final int MOST_AT_ONCE = 1_000;
    private static final Origin OWN = new Origin("", "");

    private final CertificateStates states;
    private final List<OtherCertificates> others;
    private final RevocationLists lists;
    private final Audit audit;
    private final InstantSource clock;

    AttestersCertificates(
            CertificateStates states,
            List<OtherCertificates> others,
            RevocationLists lists,
            Audit audit,
            InstantSource clock) {
        this.states = states;
        this.others = others;
        this.lists = lists;
        this.audit = audit;
        this.clock = clock;
    }

    /// Names each node for whose word the holder has something that is neither expired nor revoked, some of them more
    /// than once.
    void eachAttesterOf(TenantId tenant, SubjectId holder, Consumer<SubjectId> taker) {
        var kinds = new ArrayList<Attesters>();
        kinds.add(states::attestersOf);
        others.forEach(other -> kinds.add(other::attestersOf));
        for (var kind : kinds) {
            var some = List.of(new SubjectId(new UUID(0, 0)));
            do {
                some = kind.some(tenant, holder, some.getLast(), now(), MOST_AT_ONCE);
                some.forEach(taker);
            } while (some.size() == MOST_AT_ONCE);
        }
    }

    private interface Attesters {
        List<SubjectId> some(TenantId tenant, SubjectId holder, SubjectId after, Instant now, int most);
    }

    /// Revokes some of what is neither expired nor revoked; in the caller's transaction.
    ///
    /// @param nodeName for the audit trail
    /// @param holder of which only; empty for any
    /// @return how many, [#MOST_AT_ONCE] at most
    int revokeSome(TenantId tenant, SubjectId node, String nodeName, Optional<Subject> holder) {
        var of = holder.map(Subject::id);
        var changes = states.revokeSomeOfAttester(tenant, node, of, now(), MOST_AT_ONCE);
        lists.outdated(tenant, changes.lists());
        int revoked = changes.certificates();
        for (var other : others) {
            revoked += other.revokeSomeOfAttester(tenant, node, of, now(), MOST_AT_ONCE - revoked);
        }
        if (revoked > 0) {
            String target = "%d certificates by the word of node:%s".formatted(revoked, nodeName)
                    + holder.map(one -> " for workload:" + one.name()).orElse("");
            audit.recordChange(new AuditEvent(
                    tenant,
                    "server",
                    "certificate.revoke",
                    target,
                    AuditEvent.Outcome.SUCCESS,
                    RevocationReason.PRIVILEGE_WITHDRAWN.word(),
                    OWN));
        }
        return revoked;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
