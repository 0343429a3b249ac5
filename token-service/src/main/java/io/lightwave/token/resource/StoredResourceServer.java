package io.lightwave.token.resource;

import io.lightwave.directory.TenantId;
import io.lightwave.token.key.Algorithm;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// A resource server's row.
@Entity
@Table(name = "resource_server")
class StoredResourceServer {

    @Embeddable
    record Key(@Column(name = "tenant_id") String tenantId, UUID id) implements Serializable {}

    @EmbeddedId
    private Key key;

    private String name;
    private String uri;
    private List<String> clients = List.of();
    private List<String> scopes = List.of();
    private boolean enabled = true;

    @Column(name = "access_token_type")
    private String accessTokenType = TokenForm.STANDARD.type();

    @Column(name = "access_token_signing_alg")
    private String accessTokenSigningAlg = TokenForm.STANDARD.algorithm().name();

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Version
    private long version;

    /// For Hibernate.
    @SuppressWarnings("NullAway.Init")
    StoredResourceServer() {}

    StoredResourceServer(TenantId tenant, UUID id, String name, String uri, Instant now) {
        this.key = new Key(tenant.value(), id);
        this.name = name;
        this.uri = uri;
        this.createdAt = now;
        this.updatedAt = now;
    }

    final void change(Set<String> clients, Set<String> scopes, TokenForm form, boolean enabled, Instant now) {
        this.accessTokenType = form.type();
        this.accessTokenSigningAlg = form.algorithm().name();
        this.clients = List.copyOf(clients);
        this.scopes = List.copyOf(scopes);
        this.enabled = enabled;
        this.updatedAt = now;
    }

    ResourceServer resourceServer() {
        return new ResourceServer(
                new TenantId(key.tenantId()),
                key.id(),
                name,
                uri,
                Set.copyOf(clients),
                Set.copyOf(scopes),
                new TokenForm(accessTokenType, Algorithm.valueOf(accessTokenSigningAlg)),
                enabled);
    }

    ResourceServerView view() {
        return new ResourceServerView(
                key.id().toString(),
                name,
                uri,
                List.copyOf(clients),
                List.copyOf(scopes),
                accessTokenType,
                accessTokenSigningAlg,
                enabled,
                createdAt,
                updatedAt);
    }

    /// The entity tag of its representation (RFC 9110 §8.8.3).
    String entityTag() {
        return "\"" + version + "\"";
    }
}
