package io.lightwave.workload.federation;

import io.lightwave.directory.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// That a tenant knows a foreign trust domain by the bundle that is served at an address.
///
/// @param version counts what operators change, and not what is fetched
/// @param fetched the last good bundle, fetched or given by an operator
/// @param dueAt when the next one is to be fetched
/// @param problem why the last attempt failed; empty when it did not
record Federation(
        TenantId tenant,
        UUID id,
        TrustDomain trustDomain,
        URI url,
        Profile profile,
        boolean enabled,
        long version,
        Instant createdAt,
        Instant updatedAt,
        Optional<Fetched> fetched,
        Instant dueAt,
        String problem) {

    /// @param at when it was
    record Fetched(ForeignBundle bundle, Instant at) {}

    String entityTag() {
        return "\"%d\"".formatted(version);
    }
}
