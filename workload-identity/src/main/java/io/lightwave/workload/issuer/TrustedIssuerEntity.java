package io.lightwave.workload.issuer;

import io.lightwave.directory.TenantId;
import io.lightwave.workload.key.KeySet;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "workload_issuer")
@SuppressWarnings("NullAway.Init")
class TrustedIssuerEntity {

    @Embeddable
    record Id(
            @Column(name = "tenant_id") String tenantId,
            @Column(name = "id") UUID id) {}

    @EmbeddedId
    Id id;

    @Column(name = "name")
    String name;

    @Column(name = "issuer", updatable = false)
    String issuer;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    @Column(name = "kind", updatable = false)
    IssuerKind kind;

    /// Null when the keys are fetched.
    @Column(name = "jwks")
    @Nullable
    String jwks;

    /// Null when the keys are fixed, or found by the issuer's metadata.
    @Column(name = "jwks_uri")
    @Nullable
    String jwksUri;

    /// Null when the server's own trust is enough.
    @Column(name = "ca_bundle")
    @Nullable
    String caBundle;

    /// Null, like the credential, when tokens are not reviewed.
    @Column(name = "review_server")
    @Nullable
    String reviewServer;

    @Column(name = "review_credential")
    byte @Nullable [] reviewCredential;

    @JdbcTypeCode(SqlTypes.ARRAY)
    @Column(name = "node_accounts", columnDefinition = "text[]")
    String[] nodeAccounts;

    /// Null when its nodes cannot join.
    @Column(name = "node_suffix")
    @Nullable
    String nodeSuffix;

    /// Null when the agents' pods may be anybody's.
    @Column(name = "node_daemon_set")
    @Nullable
    String nodeDaemonSet;

    /// Null for the tenant's issuer.
    @Column(name = "audience")
    @Nullable
    String audience;

    @JdbcTypeCode(SqlTypes.ARRAY)
    @Column(name = "immutable_claims", columnDefinition = "text[]")
    String[] immutableClaims;

    @Column(name = "enabled")
    boolean enabled;

    @Column(name = "consented")
    boolean consented;

    @Version
    @Column(name = "version")
    long version;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    protected TrustedIssuerEntity() {}

    TrustedIssuerEntity(TenantId tenant, UUID id, String issuer, IssuerKind kind, Instant now) {
        this.id = new Id(tenant.value(), id);
        this.issuer = issuer;
        this.kind = kind;
        this.enabled = true;
        this.createdAt = now;
    }

    /// @param sealed the credential of TokenReviews; null for none
    void set(IssuerRules.Checked checked, byte @Nullable [] sealed, Instant now) {
        caBundle = checked.caBundle();
        reviewServer = checked.reviewServer();
        reviewCredential = sealed;
        nodeSuffix = checked.nodes().map(JoiningNodes::suffix).orElse(null);
        nodeAccounts = checked.nodes().map(JoiningNodes::accounts).orElse(Set.of()).stream()
                .sorted()
                .toArray(String[]::new);
        nodeDaemonSet = checked.nodes().flatMap(JoiningNodes::daemonSetUid).orElse(null);
        name = checked.name();
        jwks = checked.jwks();
        jwksUri = checked.jwksUri();
        audience = checked.audience();
        immutableClaims = checked.immutableClaims().toArray(String[]::new);
        enabled = checked.enabled();
        updatedAt = now;
    }

    String entityTag() {
        return "\"%d\"".formatted(version);
    }

    TrustedIssuer trusted() {
        KeySource keys = jwks != null
                ? new KeySource.Fixed(KeySet.parse(jwks.getBytes(StandardCharsets.UTF_8)))
                : jwksUri != null ? new KeySource.Fetched(URI.create(jwksUri)) : new KeySource.Discovered();
        return new TrustedIssuer(
                new TenantId(id.tenantId()),
                id.id(),
                issuer,
                kind,
                keys,
                caBundle == null ? "" : caBundle,
                reviewServer == null || reviewCredential == null
                        ? Optional.empty()
                        : Optional.of(new TokenReview(URI.create(reviewServer), reviewCredential)),
                Optional.ofNullable(nodeSuffix)
                        .map(suffix ->
                                new JoiningNodes(suffix, Set.of(nodeAccounts), Optional.ofNullable(nodeDaemonSet))),
                Optional.ofNullable(audience),
                Set.copyOf(List.of(immutableClaims)),
                enabled,
                consented,
                version);
    }
}
