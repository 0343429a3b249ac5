package io.lightwave.workload.issuer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.StrictJson;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A trusted issuer in the REST API; what is null is left out.
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrustedIssuerView(
        UUID id,
        String name,
        String issuer,
        String kind,
        @Nullable JsonNode jwks,
        @Nullable String jwksUri,
        @Nullable String caBundle,
        @Nullable Review tokenReview,
        @Nullable Nodes nodes,
        @Nullable String audience,
        List<String> immutableClaims,
        boolean enabled,
        boolean operatorConsent,
        Instant createdAt,
        Instant updatedAt) {
    private static final ObjectMapper JSON = StrictJson.mapper();

    /// Where tokens are reviewed; the credential is not shown.
    record Review(String server) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Nodes(
            String suffix,
            List<String> serviceAccounts,
            @Nullable String daemonSetUid) {}

    static TrustedIssuerView of(TrustedIssuerEntity entity) {
        return new TrustedIssuerView(
                entity.id.id(),
                entity.name,
                entity.issuer,
                entity.kind.word(),
                jwks(entity),
                entity.jwksUri,
                entity.caBundle,
                entity.reviewServer == null ? null : new Review(entity.reviewServer),
                entity.nodeSuffix == null
                        ? null
                        : new Nodes(entity.nodeSuffix, List.of(entity.nodeAccounts), entity.nodeDaemonSet),
                entity.audience,
                List.of(entity.immutableClaims),
                entity.enabled,
                entity.consented,
                entity.createdAt,
                entity.updatedAt);
    }

    static TrustedIssuerChange changeable(TrustedIssuerEntity entity) {
        return new TrustedIssuerChange(
                entity.enabled,
                entity.name,
                jwks(entity),
                entity.jwksUri,
                entity.caBundle,
                entity.reviewServer == null ? null : new AskedTokenReview(entity.reviewServer, null),
                entity.nodeSuffix == null
                        ? null
                        : new AskedNodes(entity.nodeSuffix, List.of(entity.nodeAccounts), entity.nodeDaemonSet),
                entity.audience,
                List.of(entity.immutableClaims));
    }

    private static @Nullable JsonNode jwks(TrustedIssuerEntity entity) {
        return entity.jwks == null ? null : JSON.readTree(entity.jwks);
    }
}
