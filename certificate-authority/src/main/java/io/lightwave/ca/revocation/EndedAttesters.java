package io.lightwave.ca.revocation;

import io.lightwave.ca.AttestedCertificates;
import io.lightwave.ca.certificate.Holders;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Revokes what nodes spoke for that are banned, evicted or deleted (threat T12). That there is something to revoke is
/// written with the ban; any server then does it, in short transactions, and goes on where another has ended. Until it
/// is done nothing is given for the node's word, even if it is let in again meanwhile.
final class EndedAttesters implements AttestedCertificates, SubjectEnded {
    private static final int NODES_AT_ONCE = 100;
    private static final Logger LOG = LoggerFactory.getLogger(EndedAttesters.class);

    private final JdbcClient jdbc;
    private final AttestersCertificates certificates;
    private final Subjects subjects;
    private final Holders holders;
    private final ChangeFeed feed;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    EndedAttesters(
            JdbcClient jdbc,
            AttestersCertificates certificates,
            Subjects subjects,
            Holders holders,
            ChangeFeed feed,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.certificates = certificates;
        this.subjects = subjects;
        this.holders = holders;
        this.feed = feed;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public void changed(Subject subject, Change change) {
        if (subject.kind() == SubjectKind.NODE && change != Change.ENABLED) {
            end(subject);
        }
    }

    @Override
    public void hold(Subject node) {
        holders.lock(node.tenant(), node.id());
    }

    @Override
    public void end(Subject node) {
        hold(node);
        jdbc.sql("""
            insert into ca_ended_attester (tenant_id, attester_id, name, ended_at)
            values (:tenant, :node, :name, :now)
            on conflict (tenant_id, attester_id) do update set ended_at = excluded.ended_at\
            """)
                .param("tenant", node.tenant().value())
                .param("node", node.id().value())
                .param("name", node.name())
                .param("now", now().atOffset(ZoneOffset.UTC))
                .update();
        feed.append(node.tenant(), Holders.ENDED_ATTESTER, node.id().toString());
    }

    private record Ended(TenantId tenant, SubjectId node, String name, Instant at) {}

    /// Revokes all that is to be revoked now, whichever of it fails.
    void tend() {
        var some = some(Instant.EPOCH, new UUID(0, 0));
        while (!some.isEmpty()) {
            some.forEach(this::attempt);
            var last = some.getLast();
            some = some(last.at(), last.node().value());
        }
    }

    private void attempt(Ended ended) {
        RecurringTask.attempt(
                () -> revokeAllOf(ended),
                failed -> LOG.warn(
                        "what node {} of {} spoke for is not revoked, the next attempt follows",
                        ended.node(),
                        ended.tenant(),
                        failed));
    }

    private List<Ended> some(Instant after, UUID node) {
        return jdbc.sql("""
            select tenant_id, attester_id, name, ended_at from ca_ended_attester
             where (ended_at, attester_id) > (:after, :node)
             order by ended_at, attester_id limit :most\
            """)
                .param("after", after.atOffset(ZoneOffset.UTC))
                .param("node", node)
                .param("most", NODES_AT_ONCE)
                .query((row, _) -> new Ended(
                        new TenantId(row.getString("tenant_id")),
                        new SubjectId(row.getObject("attester_id", UUID.class)),
                        row.getString("name"),
                        row.getObject("ended_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    private void revokeAllOf(Ended ended) {
        revokeAll(() -> revokeSomeOf(ended));
    }

    /// @param some revokes as many as may be at once, in the caller's transaction
    private void revokeAll(IntSupplier some) {
        int revoked;
        do {
            revoked = transaction.execute(_ -> some.getAsInt());
        } while (revoked == AttestersCertificates.MOST_AT_ONCE);
    }

    @Override
    public void keep(Subject workload, Predicate<SubjectId> nodes) {
        certificates.eachAttesterOf(workload.tenant(), workload.id(), node -> {
            if (!nodes.test(node)) {
                revokeAllOf(workload, node);
            }
        });
    }

    private void revokeAllOf(Subject workload, SubjectId node) {
        var tenant = workload.tenant();
        String name = subjects.byId(tenant, node).map(Subject::name).orElse(node.toString());
        revokeAll(() -> certificates.revokeSome(tenant, node, name, Optional.of(workload)));
    }

    /// The last of them ends the errand, unless the node was ended once more meanwhile.
    private int revokeSomeOf(Ended ended) {
        holders.lock(ended.tenant(), ended.node()); // what is just being recorded is seen too
        int revoked = certificates.revokeSome(ended.tenant(), ended.node(), ended.name(), Optional.empty());
        if (revoked < AttestersCertificates.MOST_AT_ONCE) {
            jdbc.sql("""
                delete from ca_ended_attester
                 where tenant_id = :tenant and attester_id = :node and ended_at = :at\
                """)
                    .param("tenant", ended.tenant().value())
                    .param("node", ended.node().value())
                    .param("at", ended.at().atOffset(ZoneOffset.UTC))
                    .update();
            feed.append(ended.tenant(), Holders.ENDED_ATTESTER, ended.node().toString());
        }
        return revoked;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
