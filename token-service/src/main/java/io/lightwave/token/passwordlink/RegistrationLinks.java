package io.lightwave.token.passwordlink;

import io.lightwave.directory.TenantId;
import io.lightwave.token.mail.Address;
import io.lightwave.token.opaque.OpaqueSecret;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The links by which an address is proved before there is an account: one for each address at most, once, for an hour.
final class RegistrationLinks {
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final SecureRandom random;

    RegistrationLinks(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.random = random;
    }

    /// Whose address a link proves.
    ///
    /// @param request what its person had come for, as a query; may be empty
    /// @param browser names the browser that asked for it
    record Asked(Address address, String request, String browser) {}

    /// Gives the secret of a new link; the address's earlier one is worth nothing any more.
    OpaqueSecret make(TenantId tenant, Asked asked) {
        OpaqueSecret secret = OpaqueSecret.random(random);
        jdbc.sql("""
                insert into registration_link (tenant_id, address, link_hash, browser, request, expires_at)
                values (?, ?, ?, ?, ?, ?)
                on conflict (tenant_id, address) do update set link_hash = excluded.link_hash,
                    browser = excluded.browser, request = excluded.request, expires_at = excluded.expires_at""")
                .param(tenant.value())
                .param(asked.address().text())
                .param(secret.hash())
                .param(asked.browser())
                .param(asked.request())
                .param(Timestamp.from(clock.instant().plus(LIFETIME)))
                .update();
        return secret;
    }

    /// Empty when it is none, or none any more.
    Optional<Asked> find(TenantId tenant, OpaqueSecret secret) {
        return read(tenant, secret, "select * from registration_link%s");
    }

    /// Uses it up, on whichever node. Joins the caller's transaction.
    Optional<Asked> take(TenantId tenant, OpaqueSecret secret) {
        return read(tenant, secret, "delete from registration_link%s returning *");
    }

    private Optional<Asked> read(TenantId tenant, OpaqueSecret secret, String statement) {
        return jdbc.sql(statement.formatted(" where tenant_id = ? and link_hash = ? and expires_at > ?"))
                .param(tenant.value())
                .param(secret.hash())
                .param(Timestamp.from(clock.instant()))
                .query(RegistrationLinks::read)
                .optional();
    }

    /// Forgets all that has expired, of whichever tenant.
    int forgetExpired() {
        return jdbc.sql("delete from registration_link where expires_at <= ?")
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    private static Asked read(ResultSet row, int number) throws SQLException {
        return new Asked(new Address(row.getString("address")), row.getString("request"), row.getString("browser"));
    }
}
