package io.lightwave.workload.issuer;

import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A platform whose tokens are evidence in one tenant.
///
/// @param issuer the `iss` of its tokens
/// @param caBundle in PEM: what alone is believed of the other side when keys are fetched or tokens reviewed; empty for
///     what the server believes otherwise
/// @param review where its tokens are shown to it; empty when their signature is all that is looked at
/// @param nodes which of its nodes may join; empty for none
/// @param audience the `aud` that they must have; empty means the tenant's issuer
/// @param consented whether the installation's operator lets it prove anything
/// @param version counts its changes
public record TrustedIssuer(
        TenantId tenant,
        UUID id,
        String issuer,
        IssuerKind kind,
        KeySource keys,
        String caBundle,
        Optional<TokenReview> review,
        Optional<JoiningNodes> nodes,
        Optional<String> audience,
        Set<String> immutableClaims,
        boolean enabled,
        boolean consented,
        long version) {

    public TrustedIssuer {
        immutableClaims = Set.copyOf(immutableClaims);
    }

    /// Why nothing of it counts now; empty when it does.
    public Optional<String> objection() {
        return !enabled
                ? Optional.of("the issuer is disabled")
                : consented ? Optional.empty() : Optional.of("the operator has not consented to the issuer");
    }

    /// How well it makes something known (the design's levels 0 to 4): 3 where the platform itself confirms each
    /// token, 2 where its signature is all that is looked at.
    public int assurance() {
        return review.isPresent() ? 3 : 2;
    }

    /// Whether a rule may rest on this claim: its value is never given to somebody else.
    public boolean isImmutable(String claim) {
        return kind.isImmutable(claim) || immutableClaims.contains(claim);
    }
}
