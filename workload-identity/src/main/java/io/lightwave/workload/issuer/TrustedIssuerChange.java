package io.lightwave.workload.issuer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What can be changed of a trusted issuer, as it is or as it shall be; null is what it does not have.
record TrustedIssuerChange(
        @Nullable Boolean enabled,
        @Nullable String name,
        @Nullable JsonNode jwks,
        @Nullable String jwksUri,
        @Nullable String caBundle,
        @Nullable AskedTokenReview tokenReview,
        @Nullable AskedNodes nodes,
        @Nullable String audience,
        @Nullable List<String> immutableClaims) {

    /// Whether it differs in what is believed, and not only in its name and whether it counts at all.
    boolean believesOtherThan(TrustedIssuerChange other) {
        return !unnamed().equals(other.unnamed());
    }

    private TrustedIssuerChange unnamed() {
        return new TrustedIssuerChange(
                null, null, jwks, jwksUri, caBundle, tokenReview, nodes, audience, immutableClaims);
    }
}
