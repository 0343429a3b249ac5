package io.lightwave.directory.audit;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Seals what has been committed since the last time; any number of nodes may try, and one does.
///
/// A transaction's events count once every transaction that began before it has ended, so that none can come late.
final class AuditSealer {
    static final Duration INTERVAL = Duration.ofMinutes(1);

    private static final int SEALS_AT_ONCE = 500;

    private static final String UNSEALED = """
            SELECT %s FROM audit_event WHERE epoch = ? AND xid >= ?::xid8 AND xid < ?::xid8 ORDER BY %s
            """.formatted(AuditSeal.Content.COLUMNS, AuditSeal.Content.ORDER);

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final TransactionTemplate transaction;
    private final SealedKeys keys;
    private final InstantSource clock;

    AuditSealer(DataSource dataSource, TransactionTemplate transaction, SealedKeys keys, InstantSource clock) {
        this.jdbc = new JdbcTemplate(dataSource);
        jdbc.setFetchSize(1_000);
        this.client = JdbcClient.create(jdbc);
        this.transaction = transaction;
        this.keys = keys;
        this.clock = clock;
    }

    /// At the start, before anything is recorded: a database that was restored, or whose transactions are numbered
    /// lower than the last sealed one, is a copy of the one that was sealed.
    void begin() {
        transaction.executeWithoutResult(_ -> client.sql("""
                        SELECT s.epoch, s.up_to::text AS up_to, greatest(s.up_to, (
                            SELECT e.xid FROM audit_event e WHERE e.epoch = s.epoch ORDER BY e.xid DESC LIMIT 1))::text
                            AS last
                        FROM audit_sealing s WHERE s.up_to > pg_snapshot_xmax(pg_current_snapshot())
                            OR EXISTS (SELECT FROM restoration WHERE NOT sealed) FOR UPDATE""")
                .query((row, _) -> new Position(
                        row.getInt("epoch"),
                        Long.parseLong(row.getString("up_to")),
                        Long.parseLong(row.getString("last")) + 1))
                .optional()
                .ifPresent(of -> {
                    seal(of);
                    client.sql("UPDATE audit_sealing SET epoch = epoch + 1, up_to = '0'")
                            .update();
                    client.sql("UPDATE restoration SET sealed = true").update();
                }));
    }

    private record Position(int epoch, long upTo, long horizon) {}

    /// Seals all that is final.
    void seal() {
        transaction.executeWithoutResult(_ -> {
            Optional<Position> position = client.sql("""
                            SELECT epoch, up_to::text AS up_to, pg_snapshot_xmin(pg_current_snapshot())::text AS horizon
                            FROM audit_sealing FOR UPDATE SKIP LOCKED""")
                    .query((row, _) -> new Position(
                            row.getInt("epoch"),
                            Long.parseLong(row.getString("up_to")),
                            Long.parseLong(row.getString("horizon"))))
                    .optional();
            position.filter(at -> at.horizon > at.upTo).ifPresent(this::seal);
        });
    }

    private void seal(Position at) {
        var seals = new Seals(at);
        jdbc.query(UNSEALED, seals::add, at.epoch, Long.toString(at.upTo), Long.toString(at.horizon));
        seals.close();
        client.sql("UPDATE audit_sealing SET up_to = ?::xid8")
                .param(Long.toString(at.horizon))
                .update();
    }

    /// Makes a seal whenever the tenant changes.
    private final class Seals {
        private final Position at;
        private final List<AuditSeal> made = new ArrayList<>();
        private @Nullable TenantId tenant; // null before the first event
        private AuditSeal.Content content = new AuditSeal.Content();

        private Seals(Position at) {
            this.at = at;
        }

        private void add(ResultSet row) throws SQLException {
            TenantId of = new TenantId(row.getString("tenant_id"));
            if (!of.equals(tenant)) {
                make();
                tenant = of;
            }
            content.add(row);
        }

        private void make() {
            if (tenant != null) {
                made.add(next(tenant, at, content));
                content = new AuditSeal.Content();
            }
            if (made.size() >= SEALS_AT_ONCE) {
                store(made);
                made.clear();
            }
        }

        private void close() {
            make();
            store(made);
        }
    }

    private AuditSeal next(TenantId tenant, Position at, AuditSeal.Content content) {
        AuditSeal.Link last = client.sql("""
                        SELECT %s FROM audit_seal WHERE tenant_id = :tenant
                        UNION ALL
                        SELECT %s FROM audit_removed WHERE tenant_id = :tenant
                        ORDER BY number DESC LIMIT 1""".formatted(AuditSeal.Link.COLUMNS, AuditSeal.Link.COLUMNS))
                .param("tenant", tenant.value())
                .query((row, _) -> AuditSeal.Link.read(row))
                .optional()
                .orElse(AuditSeal.Link.NONE);
        return AuditSeal.of(tenant, last, at.epoch, at.horizon, content, clock.instant(), keys);
    }

    private void store(List<AuditSeal> seals) {
        jdbc.batchUpdate(
                "INSERT INTO audit_seal (tenant_id, number, epoch, since, up_to, events, content, hash, mac, sealed_at)"
                        + " VALUES (?, ?, ?, ?::xid8, ?::xid8, ?, ?, ?, ?, ?)",
                seals,
                SEALS_AT_ONCE,
                (statement, seal) -> {
                    statement.setString(1, seal.tenant().value());
                    statement.setLong(2, seal.number());
                    statement.setInt(3, seal.epoch());
                    statement.setString(4, Long.toString(seal.since()));
                    statement.setString(5, Long.toString(seal.upTo()));
                    statement.setLong(6, seal.events());
                    statement.setString(7, seal.content());
                    statement.setString(8, seal.hash());
                    statement.setString(9, seal.mac());
                    statement.setObject(10, OffsetDateTime.ofInstant(seal.sealedAt(), ZoneOffset.UTC));
                });
    }
}
