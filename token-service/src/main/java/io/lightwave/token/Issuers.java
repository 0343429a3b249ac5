package io.lightwave.token;

import io.lightwave.directory.TenantId;

/// The token issuers, one per tenant.
public interface Issuers {

    /// Makes the tenant's signing keys (ES256 and RS256) where they are missing; no effect otherwise.
    void provision(TenantId tenant);
}
