package io.lightwave.token.passkey;

import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.ExpiredRows;
import io.lightwave.token.opaque.OpaqueSecret;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Challenges (WebAuthn Level 3 §13.4.3): 256 random bits, good for ten minutes, once, and for what they were made for.
final class Challenges {
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final ExpiredRows expired;
    private final InstantSource clock;
    private final SecureRandom random;

    Challenges(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.expired = new ExpiredRows(jdbc, clock, "passkey_challenge", "challenge_hash");
        this.clock = clock;
        this.random = random;
    }

    /// @param binding names the form in the browser that may answer it
    OpaqueSecret issue(TenantId tenant, String binding) {
        expired.forgetSome(tenant);
        OpaqueSecret challenge = OpaqueSecret.random(random);
        jdbc.sql("insert into passkey_challenge (tenant_id, challenge_hash, binding, expires_at) values (?, ?, ?, ?)")
                .param(tenant.value())
                .param(challenge.hash())
                .param(binding)
                .param(Timestamp.from(clock.instant().plus(LIFETIME)))
                .update();
        return challenge;
    }

    /// Uses it up: true once, on whichever node.
    boolean consume(TenantId tenant, byte[] challenge, String binding) {
        return OpaqueSecret.parse(Base64Field.write(challenge))
                .map(secret -> jdbc.sql(
                                        "delete from passkey_challenge"
                                                + " where tenant_id = ? and challenge_hash = ? and binding = ? and expires_at > ?")
                                .param(tenant.value())
                                .param(secret.hash())
                                .param(binding)
                                .param(Timestamp.from(clock.instant()))
                                .update()
                        == 1)
                .orElse(false);
    }

    /// Forgets all that have expired, of whichever tenant, those too that nobody asks for any more.
    int forgetExpired() {
        return expired.forget();
    }
}
