package io.lightwave.token.device;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.opaque.OpaqueSecret;
import java.security.SecureRandom;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What devices have asked for: a code of 256 bits for the device, kept as a hash, and one for its person; good for
/// ten minutes and once.
final class DeviceAuthorizations {
    static final Duration LIFETIME = Duration.ofMinutes(10);
    static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration SLOWER = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 5;

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final SecureRandom random;

    DeviceAuthorizations(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.random = random;
    }

    enum State {
        PENDING,
        DENIED,
        APPROVED,
        /// The device has its tokens.
        SPENT
    }

    /// @param interval between two questions of the device
    /// @param askedAt when it last asked; empty when it has not
    /// @param approval what its person has given; empty until then
    record Kept(
            UserCode userCode,
            SubjectId client,
            Set<String> scopes,
            List<String> audiences,
            AuthorizationDetails details,
            State state,
            Instant expiresAt,
            Duration interval,
            Optional<Instant> askedAt,
            Optional<UUID> approval) {}

    record Begun(OpaqueSecret deviceCode, UserCode userCode) {}

    /// Forgets on the way what has expired.
    Begun begin(
            TenantId tenant,
            SubjectId client,
            Set<String> scopes,
            List<String> audiences,
            AuthorizationDetails details) {
        Instant now = clock.instant();
        jdbc.sql("delete from device_authorization where tenant_id = ? and expires_at < ?")
                .params(tenant.value(), Timestamp.from(now.minus(LIFETIME)))
                .update();
        OpaqueSecret deviceCode = OpaqueSecret.random(random);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            UserCode userCode = UserCode.random(random);
            int rows = jdbc.sql("""
                    insert into device_authorization (tenant_id, device_code_hash, user_code, client_id, scopes, audiences,
                        authorization_details, state, expires_at, interval_seconds)
                    values (?, ?, ?, ?, ?, ?, ?, 'PENDING', ?, ?) on conflict do nothing""")
                    .param(tenant.value())
                    .param(deviceCode.hash())
                    .param(userCode.letters())
                    .param(client.value())
                    .param(scopes.stream().sorted().toArray(String[]::new))
                    .param(audiences.toArray(String[]::new))
                    .param(details.text())
                    .param(Timestamp.from(now.plus(LIFETIME)))
                    .param(INTERVAL.toSeconds())
                    .update();
            if (rows == 1) {
                return new Begun(deviceCode, userCode);
            }
        }
        throw new IllegalStateException("no user code is free");
    }

    Optional<Kept> find(TenantId tenant, OpaqueSecret deviceCode) {
        return jdbc.sql("select * from device_authorization where tenant_id = ? and device_code_hash = ?")
                .params(tenant.value(), deviceCode.hash())
                .query(DeviceAuthorizations::read)
                .optional();
    }

    /// One that waits for its person.
    Optional<Kept> pending(TenantId tenant, UserCode userCode) {
        return jdbc.sql("select * from device_authorization"
                        + " where tenant_id = ? and user_code = ? and state = 'PENDING' and expires_at > ?")
                .params(tenant.value(), userCode.letters(), Timestamp.from(clock.instant()))
                .query(DeviceAuthorizations::read)
                .optional();
    }

    /// Notes that the device has asked; one that asks too early has to wait longer from now on (RFC 8628 §3.5).
    ///
    /// @return whether it asked too early
    boolean ask(TenantId tenant, OpaqueSecret deviceCode, Kept kept) {
        Instant now = clock.instant();
        boolean early = kept.askedAt()
                .filter(last -> now.isBefore(last.plus(kept.interval())))
                .isPresent();
        Duration interval = early ? kept.interval().plus(SLOWER) : kept.interval();
        jdbc.sql("update device_authorization set asked_at = ?, interval_seconds = ?"
                        + " where tenant_id = ? and device_code_hash = ?")
                .params(Timestamp.from(now), interval.toSeconds(), tenant.value(), deviceCode.hash())
                .update();
        return early;
    }

    /// The person's answer, which counts once. Joins the caller's transaction.
    ///
    /// @param approval empty for a no
    boolean answer(TenantId tenant, UserCode userCode, Optional<UUID> approval) {
        return jdbc.sql("update device_authorization set state = ?, approval_id = ?"
                                + " where tenant_id = ? and user_code = ? and state = 'PENDING' and expires_at > ?")
                        .param((approval.isPresent() ? State.APPROVED : State.DENIED).name())
                        .param(approval.orElse(null))
                        .param(tenant.value())
                        .param(userCode.letters())
                        .param(Timestamp.from(clock.instant()))
                        .update()
                == 1;
    }

    /// Uses it up: true for exactly one caller, and only while what its person gave stands. Joins the caller's
    /// transaction.
    boolean spend(TenantId tenant, OpaqueSecret deviceCode) {
        return jdbc.sql("""
                update device_authorization d set state = 'SPENT'
                  from approval a
                 where d.tenant_id = ? and d.device_code_hash = ? and d.state = 'APPROVED' and d.expires_at > ?
                   and a.tenant_id = d.tenant_id and a.id = d.approval_id and a.ended_at is null""")
                        .params(tenant.value(), deviceCode.hash(), Timestamp.from(clock.instant()))
                        .update()
                == 1;
    }

    private static Kept read(ResultSet row, int number) throws SQLException {
        Timestamp asked = row.getTimestamp("asked_at");
        return new Kept(
                new UserCode(row.getString("user_code")),
                new SubjectId(row.getObject("client_id", UUID.class)),
                Set.copyOf(strings(row.getArray("scopes"))),
                strings(row.getArray("audiences")),
                AuthorizationDetails.ofKept(row.getString("authorization_details")),
                State.valueOf(row.getString("state")),
                row.getTimestamp("expires_at").toInstant(),
                Duration.ofSeconds(row.getLong("interval_seconds")),
                asked == null ? Optional.empty() : Optional.of(asked.toInstant()),
                Optional.ofNullable(row.getObject("approval_id", UUID.class)));
    }

    private static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
