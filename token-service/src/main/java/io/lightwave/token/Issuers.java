package io.lightwave.token;

import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The token issuers, one per tenant.
public interface Issuers {

    /// Begins to generate the signing keys (ES256 and RS256) that the tenant has not, which takes a while. They are its
    /// keys once what comes of it has run, which joins the caller's transaction.
    CompletableFuture<Runnable> begin(TenantId tenant);

    /// Makes the tenant's signing keys where they are missing; no effect otherwise.
    default void provision(TenantId tenant) {
        begin(tenant).join().run();
    }

    /// The tenant's public keys, the JWK set that its relying parties see (RFC 7517 §5), as JSON; empty when it has
    /// none.
    Optional<byte[]> keySet(TenantId tenant);
}
