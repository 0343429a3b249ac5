package io.lightwave.directory.ldif;

import io.lightwave.directory.TenantId;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The SQL of table `ldif_import`.
final class ImportRows {
    private final JdbcClient jdbc;
    private final InstantSource clock;

    ImportRows(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Optional<ImportReport> find(TenantId tenant, String id) {
        return jdbc.sql("SELECT position, added, changed, skipped, failed, done FROM ldif_import"
                        + " WHERE tenant_id = :tenant AND id = :id")
                .param("tenant", tenant.value())
                .param("id", id)
                .query((row, _) -> new ImportReport(
                        id,
                        row.getBoolean("done"),
                        row.getLong("position"),
                        row.getLong("added"),
                        row.getLong("changed"),
                        row.getLong("skipped"),
                        row.getLong("failed"),
                        List.of()))
                .optional();
    }

    void store(TenantId tenant, ImportReport report) {
        jdbc.sql("INSERT INTO ldif_import (tenant_id, id, position, added, changed, skipped, failed, done, updated_at)"
                        + " VALUES (:tenant, :id, :position, :added, :changed, :skipped, :failed, :done, :now)"
                        + " ON CONFLICT (tenant_id, id) DO UPDATE SET position = excluded.position,"
                        + " added = excluded.added, changed = excluded.changed, skipped = excluded.skipped,"
                        + " failed = excluded.failed, done = excluded.done, updated_at = excluded.updated_at")
                .param("tenant", tenant.value())
                .param("id", report.id())
                .param("position", report.read())
                .param("added", report.added())
                .param("changed", report.changed())
                .param("skipped", report.skipped())
                .param("failed", report.failed())
                .param("done", report.done())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }
}
