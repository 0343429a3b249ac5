package io.lightwave.token.federation;

import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.ExpiredRows;
import io.lightwave.token.opaque.OpaqueSecret;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The requests that people were sent to a provider with: each is good for fifteen minutes, once,
/// for one provider and in one browser, whose cookie makes `nonce` and code verifier.
final class UpstreamRequests {
    private static final Duration LIFETIME = Duration.ofMinutes(15);

    private final JdbcClient jdbc;
    private final ExpiredRows expired;
    private final InstantSource clock;
    private final SecureRandom random;

    UpstreamRequests(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.expired = new ExpiredRows(jdbc, clock, "upstream_request", "state_hash");
        this.clock = clock;
        this.random = random;
    }

    /// @param destination what the person signs in for, as the pages carry it
    /// @param linking the session whose person links an account; empty for a sign-in
    /// @param freshAfter when the person must have proved who they are there at the earliest; empty for any time
    record Waiting(String destination, Optional<UUID> linking, Optional<Instant> freshAfter) {}

    /// Gives the `state`.
    OpaqueSecret keep(TenantId tenant, UUID provider, OpaqueSecret browser, Waiting waiting) {
        expired.forgetSome(tenant);
        OpaqueSecret state = OpaqueSecret.random(random);
        jdbc.sql("""
                insert into upstream_request (tenant_id, state_hash, browser_hash, provider_id, destination, session_id,
                    fresh_after, expires_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(tenant.value())
                .param(state.hash())
                .param(of(browser))
                .param(provider)
                .param(waiting.destination())
                .param(waiting.linking().orElse(null))
                .param(waiting.freshAfter().map(Timestamp::from).orElse(null))
                .param(Timestamp.from(clock.instant().plus(LIFETIME)))
                .update();
        return state;
    }

    /// Uses it up, on whichever node; empty when it is another browser's, another provider's, or none.
    Optional<Waiting> take(TenantId tenant, UUID provider, OpaqueSecret browser, OpaqueSecret state) {
        return jdbc.sql("""
                delete from upstream_request
                 where tenant_id = ? and state_hash = ? and browser_hash = ? and provider_id = ? and expires_at > ?
                returning destination, session_id, fresh_after""")
                .param(tenant.value())
                .param(state.hash())
                .param(of(browser))
                .param(provider)
                .param(Timestamp.from(clock.instant()))
                .query((row, _) -> new Waiting(
                        row.getString(1),
                        Optional.ofNullable(row.getObject(2, UUID.class)),
                        instant(row.getTimestamp(3))))
                .optional();
    }

    static String nonce(OpaqueSecret browser, OpaqueSecret state) {
        return browser.derive("nonce of " + state.text());
    }

    static String verifier(OpaqueSecret browser, OpaqueSecret state) {
        return browser.derive("code verifier of " + state.text());
    }

    private static String of(OpaqueSecret browser) {
        return browser.derive("browser of a sign-in elsewhere");
    }

    private static Optional<Instant> instant(@Nullable Timestamp timestamp) { // null: there is none
        return Optional.ofNullable(timestamp).map(Timestamp::toInstant);
    }

    /// Forgets all that have expired, of whichever tenant, those too that nobody sends any more to.
    int forgetExpired() {
        return expired.forget();
    }
}
