package io.lightwave.token.consent;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.approval.Approvals;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The consents of every tenant: one for each person and client, with everything agreed to so far.
public final class Consents {
    private final JdbcClient jdbc;
    private final Approvals approvals;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    Consents(JdbcClient jdbc, Approvals approvals, TransactionTemplate transactions, InstantSource clock) {
        this.jdbc = jdbc;
        this.approvals = approvals;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// What a person agreed to let a client have.
    public record Consent(SubjectId person, SubjectId client, Set<String> granted, Instant givenAt) {}

    /// Whether the person has agreed to all of it already.
    public boolean covers(TenantId tenant, SubjectId person, SubjectId client, Set<String> wanted) {
        return find(tenant, person, client)
                .filter(consent -> consent.granted().containsAll(wanted))
                .isPresent();
    }

    /// Notes that the person agrees to this too. Joins the caller's transaction.
    public void remember(TenantId tenant, SubjectId person, SubjectId client, Set<String> wanted) {
        jdbc.sql("""
                insert into consent (tenant_id, subject_id, client_id, granted, given_at) values (?, ?, ?, ?, ?)
                on conflict (tenant_id, subject_id, client_id) do update
                   set granted = array(select distinct unnest(consent.granted || excluded.granted) order by 1),
                       given_at = excluded.given_at""")
                .param(tenant.value())
                .param(person.value())
                .param(client.value())
                .param(wanted.stream().sorted().toArray(String[]::new))
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    /// Forgets what the person agreed to, and ends what the client got by it. False when there was nothing.
    public boolean withdraw(TenantId tenant, SubjectId person, SubjectId client) {
        return transactions.execute(_ -> {
            approvals.endGiven(tenant, person, client, "consent withdrawn");
            return jdbc.sql("delete from consent where tenant_id = ? and subject_id = ? and client_id = ?")
                            .param(tenant.value())
                            .param(person.value())
                            .param(client.value())
                            .update()
                    == 1;
        });
    }

    /// Forgets what a deleted person gave, or a deleted client got. Joins the caller's transaction.
    void forget(TenantId tenant, SubjectId subject) {
        jdbc.sql("delete from consent where tenant_id = ? and (subject_id = ? or client_id = ?)")
                .param(tenant.value())
                .param(subject.value())
                .param(subject.value())
                .update();
    }

    /// What a person gave, the newest first.
    public List<Consent> of(TenantId tenant, SubjectId person) {
        return jdbc.sql(
                        "select * from consent where tenant_id = ? and subject_id = ? order by given_at desc, client_id")
                .param(tenant.value())
                .param(person.value())
                .query(Consents::read)
                .list();
    }

    private Optional<Consent> find(TenantId tenant, SubjectId person, SubjectId client) {
        return jdbc.sql("select * from consent where tenant_id = ? and subject_id = ? and client_id = ?")
                .param(tenant.value())
                .param(person.value())
                .param(client.value())
                .query(Consents::read)
                .optional();
    }

    private static Consent read(ResultSet row, int number) throws SQLException {
        Array granted = row.getArray("granted");
        return new Consent(
                new SubjectId(row.getObject("subject_id", java.util.UUID.class)),
                new SubjectId(row.getObject("client_id", java.util.UUID.class)),
                Set.of((String[]) granted.getArray()),
                row.getTimestamp("given_at").toInstant());
    }
}
