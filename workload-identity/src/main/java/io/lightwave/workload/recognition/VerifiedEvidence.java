package io.lightwave.workload.recognition;

import io.lightwave.workload.issuer.TrustedIssuer;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// What a platform said, proved by its signature, its audience and its time. Only [EvidenceVerifier] and
/// [DocumentVerifier] make one, and it holds nothing of the token but the verified claims.
public final class VerifiedEvidence {
    private final TrustedIssuer issuer;
    private final JsonNode claims;
    private final String name;
    private final Instant expiresAt;

    VerifiedEvidence(TrustedIssuer issuer, JsonNode claims, String name, Instant expiresAt) {
        this.issuer = issuer;
        this.claims = claims;
        this.name = name;
        this.expiresAt = expiresAt;
    }

    public TrustedIssuer issuer() {
        return issuer;
    }

    public JsonNode claims() {
        return claims;
    }

    /// What tells it from all other evidence of the issuer: its `jti`, or the hash of what was signed.
    public String name() {
        return name;
    }

    Instant expiresAt() {
        return expiresAt;
    }
}
