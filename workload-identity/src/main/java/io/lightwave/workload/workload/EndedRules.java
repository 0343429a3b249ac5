package io.lightwave.workload.workload;

import io.lightwave.ca.AttestedCertificates;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Revokes what nodes spoke for whom no rule gives the workload any more. That a rule has ended is
/// written with its end; any server then looks, and goes on where another has ended. A rule that is
/// put back before that ends nothing.
final class EndedRules {
    /// By then every server has heard of the end, and nothing is recorded any more by one that had not, and agents
    /// have dropped what they got by the rule, and fetch anew when it is put back.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final int AT_ONCE = 100;
    private static final Logger LOG = LoggerFactory.getLogger(EndedRules.class);

    private final JdbcClient jdbc;
    private final Subjects subjects;
    private final AttestedCertificates certificates;
    private final InstantSource clock;

    EndedRules(JdbcClient jdbc, Subjects subjects, AttestedCertificates certificates, InstantSource clock) {
        this.jdbc = jdbc;
        this.subjects = subjects;
        this.certificates = certificates;
        this.clock = clock;
    }

    private record Ended(TenantId tenant, SubjectId workload, Instant at) {}

    /// Does all that is to be done now, whichever of it fails.
    void tend() {
        var some = some(Instant.EPOCH, new UUID(0, 0));
        while (!some.isEmpty()) {
            some.forEach(this::attempt);
            var last = some.getLast();
            some = some(last.at(), last.workload().value());
        }
    }

    private List<Ended> some(Instant after, UUID workload) {
        return jdbc.sql("""
                        select tenant_id, workload_id, ended_at from workload_ended_rule
                         where (ended_at, workload_id) > (:after, :workload) and ended_at <= :before
                         order by ended_at, workload_id limit :most""")
                .param("after", after.atOffset(ZoneOffset.UTC))
                .param("workload", workload)
                .param("before", clock.instant().minus(GRACE).atOffset(ZoneOffset.UTC))
                .param("most", AT_ONCE)
                .query((row, _) -> new Ended(
                        new TenantId(row.getString("tenant_id")),
                        new SubjectId(row.getObject("workload_id", UUID.class)),
                        row.getObject("ended_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    private void attempt(Ended ended) {
        RecurringTask.attempt(
                () -> {
                    subjects.byId(ended.tenant(), ended.workload()) // what a deleted one had is revoked with it
                            .ifPresent(workload -> certificates.keep(workload, node -> isGiven(workload, node)));
                    forget(ended);
                },
                failed -> LOG.warn(
                        "what the ended rules of {} of {} gave is not revoked, the next attempt follows",
                        ended.workload(),
                        ended.tenant(),
                        failed));
    }

    /// By what the database says: a rule for several nodes that is not `unchecked` gives something
    /// on nodes of clusters alone, but whether a cluster can be looked at now has no bearing on it.
    private boolean isGiven(Subject workload, SubjectId node) {
        return subjects.byId(workload.tenant(), node)
                .filter(known -> jdbc.sql("""
                                select exists (select 1 from workload_node_rule
                                 where tenant_id = :tenant and workload_id = :workload and node in (:names)
                                   and (node = :own or unchecked or exists (select 1 from workload_node n
                                        where n.tenant_id = :tenant and n.id = :id and n.issuer_id is not null)))""")
                        .param("tenant", workload.tenant().value())
                        .param("workload", workload.id().value())
                        .param("names", NodeRules.namesOf(known.name()))
                        .param("own", known.name())
                        .param("id", node.value())
                        .query(Boolean.class)
                        .single())
                .isPresent();
    }

    /// Unless another of its rules has ended meanwhile.
    private void forget(Ended ended) {
        jdbc.sql("""
                        delete from workload_ended_rule
                         where tenant_id = :tenant and workload_id = :workload and ended_at = :at""")
                .param("tenant", ended.tenant().value())
                .param("workload", ended.workload().value())
                .param("at", ended.at().atOffset(ZoneOffset.UTC))
                .update();
    }
}
