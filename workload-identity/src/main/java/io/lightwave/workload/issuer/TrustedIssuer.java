package io.lightwave.workload.issuer;

import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A platform whose tokens are evidence in one tenant.
///
/// @param issuer the `iss` of its tokens
/// @param audience the `aud` that they must have; empty means the tenant's issuer
/// @param version counts its changes
public record TrustedIssuer(
        TenantId tenant,
        UUID id,
        String issuer,
        IssuerKind kind,
        KeySource keys,
        Optional<String> audience,
        Set<String> immutableClaims,
        boolean enabled,
        long version) {

    public TrustedIssuer {
        immutableClaims = Set.copyOf(immutableClaims);
    }

    /// Whether a rule may rest on this claim: its value is never given to somebody else.
    public boolean isImmutable(String claim) {
        return kind.isImmutable(claim) || immutableClaims.contains(claim);
    }
}
