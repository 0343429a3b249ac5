package io.lightwave.directory.password;

import io.lightwave.directory.TenantId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The SQL of table `password`.
final class PasswordRows {
    /// In place of a sealed verifier.
    static final byte[] NO_VERIFIER = {};

    private static final String KEY = " WHERE tenant_id = :tenant AND entry_id = :entry";

    private final JdbcClient jdbc;

    PasswordRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param history hashes of earlier passwords, the latest first
    record Row(String phc, PasswordState state, List<String> history, Optional<SealedVerifier> scram) {}

    /// @param value nobody writes it
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record SealedVerifier(byte[] value) {}

    Optional<Row> find(TenantId tenant, UUID entry) {
        return jdbc.sql("SELECT phc, changed_at, failures, locked_at, graces, history, scram FROM password" + KEY)
                .param("tenant", tenant.value())
                .param("entry", entry)
                .query(PasswordRows::map)
                .optional();
    }

    /// Sets a password; the one before becomes the first of the history, of which so many are kept.
    void store(TenantId tenant, UUID entry, String phc, byte @Nullable [] scram, int history, Instant now) {
        jdbc.sql("INSERT INTO password (tenant_id, entry_id, phc, scram, changed_at)"
                        + " VALUES (:tenant, :entry, :phc, :scram, :now)"
                        + " ON CONFLICT (tenant_id, entry_id) DO UPDATE SET phc = excluded.phc, scram = excluded.scram,"
                        + " changed_at = excluded.changed_at, failures = '{}', locked_at = NULL, graces = '{}',"
                        + " history = ARRAY(SELECT h FROM unnest(array_prepend(password.phc, password.history))"
                        + " WITH ORDINALITY AS earlier (h, n) WHERE n <= :history ORDER BY n)")
                .param("tenant", tenant.value())
                .param("entry", entry)
                .param("phc", phc)
                .param("scram", scram, Types.BINARY)
                .param("history", history)
                .param("now", time(now))
                .update();
    }

    /// @param scram sealed or [#NO_VERIFIER], one for each
    void storeNew(TenantId tenant, List<Passwords.Stored> passwords, List<byte[]> scram, Instant now) {
        jdbc.sql("INSERT INTO password (tenant_id, entry_id, phc, scram, changed_at)"
                        + " SELECT :tenant, n.entry, n.phc, nullif(n.scram, ''::bytea), :now"
                        + " FROM unnest(:entries::uuid[], :hashes::text[], :scram::bytea[]) AS n (entry, phc, scram)")
                .param("tenant", tenant.value())
                .param(
                        "entries",
                        passwords.stream().map(Passwords.Stored::entry).toArray(UUID[]::new))
                .param(
                        "hashes",
                        passwords.stream()
                                .map(stored -> stored.password().phc())
                                .toArray(String[]::new))
                .param("scram", scram.toArray(byte[][]::new))
                .param("now", time(now))
                .update();
    }

    boolean remove(TenantId tenant, UUID entry) {
        return jdbc.sql("DELETE FROM password" + KEY)
                        .param("tenant", tenant.value())
                        .param("entry", entry)
                        .update()
                > 0;
    }

    void replace(TenantId tenant, UUID entry, String stored, String replacement, byte @Nullable [] scram) {
        jdbc.sql("UPDATE password SET phc = :replacement, scram = :scram" + KEY + " AND phc = :stored")
                .param("replacement", replacement)
                .param("scram", scram, Types.BINARY)
                .param("tenant", tenant.value())
                .param("entry", entry)
                .param("stored", stored)
                .update();
    }

    /// Adds a failure to those that are not forgotten, and closes the account when they are enough. False when the
    /// entry has no password.
    boolean failed(TenantId tenant, UUID entry, PasswordPolicy.Lockout lockout, Instant now) {
        return jdbc.sql("WITH kept AS (SELECT coalesce(array_agg(f ORDER BY f), '{}') AS failures FROM password,"
                                + " unnest(failures) f" + KEY + " AND f > :since)"
                                + " UPDATE password SET failures = (kept.failures || CAST(:now AS timestamptz)),"
                                + " locked_at = CASE WHEN cardinality(kept.failures) + 1 >= :most THEN"
                                + " CAST(:now AS timestamptz) ELSE locked_at END FROM kept" + KEY)
                        .param("tenant", tenant.value())
                        .param("entry", entry)
                        .param("since", time(now.minus(lockout.interval())))
                        .param("now", time(now))
                        .param("most", lockout.failures())
                        .update()
                == 1;
    }

    void succeeded(TenantId tenant, UUID entry) {
        jdbc.sql("UPDATE password SET failures = '{}', locked_at = NULL" + KEY)
                .param("tenant", tenant.value())
                .param("entry", entry)
                .update();
    }

    /// Uses an expired password once more; false when that has been done as often as it may be.
    boolean grace(TenantId tenant, UUID entry, int most, Instant now) {
        return jdbc.sql("UPDATE password SET graces = graces || CAST(:now AS timestamptz)" + KEY
                                + " AND cardinality(graces) < :most")
                        .param("tenant", tenant.value())
                        .param("entry", entry)
                        .param("most", most)
                        .param("now", time(now))
                        .update()
                == 1;
    }

    private static Row map(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getString("phc"),
                new PasswordState(
                        row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                        instants(row.getArray("failures")),
                        Optional.ofNullable(instant(row.getObject("locked_at", OffsetDateTime.class))),
                        instants(row.getArray("graces"))),
                List.of((String[]) row.getArray("history").getArray()),
                Optional.ofNullable(row.getBytes("scram")).map(SealedVerifier::new));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) { // null where the column is
        return time == null ? null : time.toInstant();
    }

    private static List<Instant> instants(Array times) throws SQLException {
        return Arrays.stream((java.sql.Timestamp[]) times.getArray())
                .map(java.sql.Timestamp::toInstant)
                .toList();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
