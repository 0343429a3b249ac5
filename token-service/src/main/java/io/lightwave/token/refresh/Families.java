package io.lightwave.token.refresh;

import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.GroupCommit;
import io.lightwave.directory.TenantId;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.approval.Approvals;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The table of refresh token families.
final class Families {
    private final JdbcClient jdbc;
    private final GroupCommit<Succession, Boolean> successions;
    private final InstantSource clock;
    private final SecureRandom random;

    Families(JdbcClient jdbc, GroupCommit<Succession, Boolean> successions, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.successions = successions;
        this.clock = clock;
        this.random = random;
    }

    /// Begins the family of an approval. Joins the caller's transaction.
    ///
    /// @param binding what every use of it must prove to have; empty when nothing
    RefreshToken begin(Approval approval, Optional<String> binding) {
        RefreshToken token = RefreshToken.first(random);
        jdbc.sql("""
                insert into refresh_token (tenant_id, family_hash, approval_id, current_hash, issued_at, binding)
                values (?, ?, ?, ?, ?, ?)""")
                .param(approval.tenant().value())
                .param(token.family().hash())
                .param(approval.id())
                .param(token.own().hash())
                .param(Timestamp.from(clock.instant()))
                .param(binding.orElse(null))
                .update();
        return token;
    }

    /// A family, and the approval that it stands for.
    record Kept(Family family, Approval approval) {}

    /// As they are now, ended or not.
    Optional<Kept> find(TenantId tenant, RefreshToken token) {
        return jdbc.sql("""
                select a.*, t.current_hash, t.issued_at, t.binding, t.previous_hash, t.superseded_at, t.masked_successor
                  from refresh_token t join approval a on a.tenant_id = t.tenant_id and a.id = t.approval_id
                 where t.tenant_id = ? and t.family_hash = ?""")
                .param(tenant.value())
                .param(token.family().hash())
                .query((row, number) -> new Kept(read(row), Approvals.read(row, number)))
                .optional();
    }

    /// Gives the newest token up for a successor, durably; empty when another caller was faster, or its approval has
    /// ended.
    ///
    /// @param issued what the audit trail gets of it, if it comes about
    Optional<RefreshToken> rotate(TenantId tenant, RefreshToken newest, AuditEvent issued) {
        RefreshToken successor = newest.next(random);
        return successions.write(Succession.of(tenant, newest, successor, clock.instant(), issued))
                ? Optional.of(successor)
                : Optional.empty();
    }

    private static Family read(ResultSet row) throws SQLException {
        Timestamp superseded = row.getTimestamp("superseded_at");
        return new Family(
                row.getString("current_hash"),
                row.getTimestamp("issued_at").toInstant(),
                Optional.ofNullable(row.getString("binding")),
                superseded == null
                        ? Optional.empty()
                        : Optional.of(new Family.Rotation(
                                row.getString("previous_hash"),
                                superseded.toInstant(),
                                row.getString("masked_successor"))));
    }
}
