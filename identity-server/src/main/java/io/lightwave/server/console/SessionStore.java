package io.lightwave.server.console;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The table of console sessions.
final class SessionStore {

    /// @param accessExpiresAt when the access token ends
    record Row(
            String accessToken, String refreshToken, Instant accessExpiresAt, Instant createdAt, Instant lastUsedAt) {
        @Override
        public String toString() {
            return "Row[accessExpiresAt=" + accessExpiresAt + "]";
        }
    }

    private final JdbcClient jdbc;
    private final SealedKeys seals;

    SessionStore(JdbcClient jdbc, SealedKeys seals) {
        this.jdbc = jdbc;
        this.seals = seals;
    }

    void add(SessionSecret secret, Row row) {
        jdbc.sql("""
                insert into console_session
                    (tenant_id, secret_hash, tokens, access_expires_at, created_at, last_used_at)
                values (?, ?, ?, ?, ?, ?)""")
                .param(secret.tenant().value())
                .param(secret.hash())
                .param(seal(secret, row))
                .param(Timestamp.from(row.accessExpiresAt()))
                .param(Timestamp.from(row.createdAt()))
                .param(Timestamp.from(row.lastUsedAt()))
                .update();
    }

    Optional<Row> find(SessionSecret secret) {
        return read(secret, "");
    }

    /// Holds the row until the transaction ends, so that one request alone turns in the refresh token.
    Optional<Row> lock(SessionSecret secret) {
        return read(secret, " for update");
    }

    private Optional<Row> read(SessionSecret secret, String locking) {
        return jdbc.sql("""
                select tokens, access_expires_at, created_at, last_used_at
                  from console_session where tenant_id = ? and secret_hash = ?""" + locking)
                .param(secret.tenant().value())
                .param(secret.hash())
                .query((row, _) -> {
                    String[] tokens = new String(
                                    seals.open(secret.tenant(), place(secret), row.getBytes("tokens")),
                                    StandardCharsets.US_ASCII)
                            .split(" ", -1);
                    return new Row(
                            tokens[0],
                            tokens[1],
                            row.getTimestamp("access_expires_at").toInstant(),
                            row.getTimestamp("created_at").toInstant(),
                            row.getTimestamp("last_used_at").toInstant());
                })
                .optional();
    }

    void replaceTokens(SessionSecret secret, Row row) {
        jdbc.sql("""
                update console_session set tokens = ?, access_expires_at = ?
                 where tenant_id = ? and secret_hash = ?""")
                .param(seal(secret, row))
                .param(Timestamp.from(row.accessExpiresAt()))
                .param(secret.tenant().value())
                .param(secret.hash())
                .update();
    }

    void use(SessionSecret secret, Instant now) {
        jdbc.sql("update console_session set last_used_at = ? where tenant_id = ? and secret_hash = ?")
                .param(Timestamp.from(now))
                .param(secret.tenant().value())
                .param(secret.hash())
                .update();
    }

    boolean remove(SessionSecret secret) {
        return jdbc.sql("delete from console_session where tenant_id = ? and secret_hash = ?")
                        .param(secret.tenant().value())
                        .param(secret.hash())
                        .update()
                == 1;
    }

    void removeOlderThan(TenantId tenant, Instant time) {
        jdbc.sql("delete from console_session where tenant_id = ? and created_at < ?")
                .param(tenant.value())
                .param(Timestamp.from(time))
                .update();
    }

    private byte[] seal(SessionSecret secret, Row row) {
        byte[] tokens = (row.accessToken() + " " + row.refreshToken()).getBytes(StandardCharsets.US_ASCII);
        return seals.seal(secret.tenant(), place(secret), tokens);
    }

    private static String place(SessionSecret secret) {
        return "console-session/" + secret.name();
    }
}
