package io.lightwave.token.opaque;

import io.lightwave.directory.TenantId;
import java.sql.Timestamp;
import java.time.InstantSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Forgets what has expired in a table of secrets that are good once, so that nobody's requests leave
/// anything behind: a few with each that is made, and all now and then. The table has `tenant_id` and
/// `expires_at`.
public final class ExpiredRows {
    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final String all;
    private final String few;

    /// @param table its name
    /// @param key the column that names a row within its tenant
    public ExpiredRows(JdbcClient jdbc, InstantSource clock, String table, String key) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.all = "delete from %s where expires_at <= ?".formatted(table);
        this.few = """
                delete from %1$s where tenant_id = ? and %2$s in (
                    select %2$s from %1$s where tenant_id = ? and expires_at <= ?
                     limit 16 for update skip locked)""".formatted(table, key);
    }

    /// Of whichever tenant, those too that nobody asks for any more; how many there were.
    public int forget() {
        return jdbc.sql(all).param(Timestamp.from(clock.instant())).update();
    }

    /// A few at a time, more than are made. Joins the caller's transaction.
    public void forgetSome(TenantId tenant) {
        jdbc.sql(few)
                .param(tenant.value())
                .param(tenant.value())
                .param(Timestamp.from(clock.instant()))
                .update();
    }
}
