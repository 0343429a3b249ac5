package io.lightwave.token.key;

import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.function.Function;

/// Signs and verifies JWTs for a tenant with the tenant's own keys, and no others.
public final class SigningKeys {
    private final Function<TenantId, Optional<KeyRing>> rings;

    /// @param rings the tenant's keys, from a cache that follows the change feed
    public SigningKeys(Function<TenantId, Optional<KeyRing>> rings) {
        this.rings = rings;
    }

    /// A compact JWS (RFC 7515 §7.1) with `alg`, `kid` and `typ` in its header.
    ///
    /// @param type the header's `typ`: `at+jwt` for access tokens, `JWT` for ID tokens, …
    /// @throws IllegalStateException when the tenant has no active key of that algorithm
    public String sign(TenantId tenant, Algorithm algorithm, String type, JwtClaims claims) {
        return rings.apply(tenant)
                .flatMap(ring -> ring.active(algorithm))
                .orElseThrow(() -> new IllegalStateException("no active %s key".formatted(algorithm)))
                .sign(type, claims.toBytes());
    }

    /// The payload of a compact JWS that one of the tenant's keys signed under exactly this `typ`; empty for anything
    /// else, be it malformed, of another type, by another key or algorithm. Nothing about time or audience is said.
    public Optional<byte[]> verify(TenantId tenant, String type, String compact) {
        return rings.apply(tenant).flatMap(ring -> ring.verify(type, compact));
    }

    /// The tenant's keys; empty when it has none or there is no such tenant.
    public Optional<KeyRing> ring(TenantId tenant) {
        return rings.apply(tenant);
    }
}
