package io.lightwave.workload.issuer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `POST …/trusted-issuers`; null is what was left out.
record NewTrustedIssuer(
        @Nullable String name,
        @Nullable String issuer,
        @Nullable String kind,
        @Nullable JsonNode jwks,
        @Nullable String jwksUri,
        @Nullable String caBundle,
        @Nullable AskedTokenReview tokenReview,
        @Nullable AskedNodes nodes,
        @Nullable String audience,
        @Nullable List<String> immutableClaims) {}
