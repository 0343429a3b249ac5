package io.lightwave.token.accesstoken;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.OpaqueSecret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Access tokens that say nothing by themselves: 256 random bits, whose claims are kept here under their hash, so that
/// who reads the database holds no token. Warm, a look-up touches no SQL.
final class ReferenceTokens {
    private static final int MAXIMUM_CACHED = 50_000;

    private final JdbcClient database;
    private final ChangeFeed.Cached<String> claims;
    private final InstantSource clock;
    private final SecureRandom random;

    ReferenceTokens(JdbcClient database, ChangeFeed feed, InstantSource clock, SecureRandom random) {
        this.database = database;
        this.clock = clock;
        this.random = random;
        this.claims = feed.cache("reference-token", MAXIMUM_CACHED, this::load);
    }

    /// A new token that stands for these claims. Forgets on the way what has expired.
    OpaqueSecret keep(TenantId tenant, String json, Instant expiresAt) {
        OpaqueSecret token = OpaqueSecret.random(random);
        if (token.hash().startsWith("A")) { // now and then is enough
            database.sql("delete from reference_token where tenant_id = ? and expires_at < ?")
                    .params(tenant.value(), Timestamp.from(clock.instant()))
                    .update();
        }
        database.sql("insert into reference_token (tenant_id, token_hash, claims, expires_at) values (?, ?, ?, ?)")
                .params(tenant.value(), token.hash(), json, Timestamp.from(expiresAt))
                .update();
        return token;
    }

    /// The claims of a token that was kept, expired or not.
    Optional<byte[]> claims(TenantId tenant, OpaqueSecret token) {
        return claims.get(tenant, token.hash()).map(json -> json.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> load(TenantId tenant, String hash) {
        return database.sql("select claims from reference_token where tenant_id = ? and token_hash = ?")
                .params(tenant.value(), hash)
                .query(String.class)
                .optional();
    }
}
