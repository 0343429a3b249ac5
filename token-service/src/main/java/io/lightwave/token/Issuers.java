package io.lightwave.token;

import io.lightwave.directory.TenantId;
import java.util.Optional;

/// The token issuers, one per tenant.
public interface Issuers {

    /// Makes the tenant's signing keys (ES256 and RS256) where they are missing; no effect otherwise.
    void provision(TenantId tenant);

    /// The tenant's public keys, the JWK set that its relying parties see (RFC 7517 §5), as JSON; empty when it has
    /// none.
    Optional<byte[]> keySet(TenantId tenant);
}
