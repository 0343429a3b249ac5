package io.lightwave.workload.authority;

import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// An outside certificate authority whose certificates let machines join as nodes.
///
/// @param anchors its certificates in PEM
/// @param domain what the DNS names of its machines end with, after a dot; they are the nodes' names
/// @param revocationLists in PEM; empty when nobody gave any, and then nothing is looked up
/// @param consented whether the installation's operator lets it prove anything
/// @param version counts its changes
record NodeAuthority(
        TenantId tenant,
        UUID id,
        String name,
        String anchors,
        String domain,
        Optional<String> revocationLists,
        boolean enabled,
        boolean consented,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    /// The same with the operator's consent, or without it.
    NodeAuthority with(boolean consent, Instant now) {
        return new NodeAuthority(
                tenant, id, name, anchors, domain, revocationLists, enabled, consent, version + 1, createdAt, now);
    }

    String entityTag() {
        return "\"%d\"".formatted(version);
    }
}
