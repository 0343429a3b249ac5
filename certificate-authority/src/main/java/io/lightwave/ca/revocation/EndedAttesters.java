package io.lightwave.ca.revocation;

import io.lightwave.ca.AttestedCertificates;
import io.lightwave.ca.certificate.CertificateStates;
import io.lightwave.ca.certificate.Holders;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Revokes what nodes spoke for that are banned, evicted or deleted (threat T12). That there is something to revoke is
/// written with the ban; any server then does it, in short transactions, and goes on where another has ended. Until it
/// is done nothing is given for the node's word, even if it is let in again meanwhile.
final class EndedAttesters implements AttestedCertificates, SubjectEnded {
    private static final int MOST_AT_ONCE = 1_000;
    private static final int NODES_AT_ONCE = 100;
    private static final Logger LOG = LoggerFactory.getLogger(EndedAttesters.class);
    private static final Origin OWN = new Origin("", "");

    private final JdbcClient jdbc;
    private final CertificateStates states;
    private final Holders holders;
    private final RevocationLists lists;
    private final Audit audit;
    private final ChangeFeed feed;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    EndedAttesters(
            JdbcClient jdbc,
            CertificateStates states,
            Holders holders,
            RevocationLists lists,
            Audit audit,
            ChangeFeed feed,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.states = states;
        this.holders = holders;
        this.lists = lists;
        this.audit = audit;
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
        try {
            revokeAllOf(ended);
        } catch (RuntimeException failed) {
            if (Thread.currentThread().isInterrupted()) { // the server is ending
                throw failed;
            }
            LOG.warn(
                    "what node {} of {} spoke for is not revoked, the next attempt follows",
                    ended.node(),
                    ended.tenant(),
                    failed);
        }
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
        int some;
        do {
            some = transaction.execute(_ -> revokeSomeOf(ended));
        } while (some == MOST_AT_ONCE);
    }

    /// The last of them ends the errand, unless the node was ended once more meanwhile.
    private int revokeSomeOf(Ended ended) {
        holders.lock(ended.tenant(), ended.node()); // what is just being recorded is seen too
        var changes = states.revokeSomeOfAttester(ended.tenant(), ended.node(), now(), MOST_AT_ONCE);
        lists.outdated(ended.tenant(), changes.lists());
        if (changes.certificates() > 0) {
            audit.recordChange(new AuditEvent(
                    ended.tenant(),
                    "server",
                    "certificate.revoke",
                    "%d certificates by the word of node:%s".formatted(changes.certificates(), ended.name()),
                    AuditEvent.Outcome.SUCCESS,
                    RevocationReason.PRIVILEGE_WITHDRAWN.word(),
                    OWN));
        }
        if (changes.certificates() < MOST_AT_ONCE) {
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
        return changes.certificates();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
