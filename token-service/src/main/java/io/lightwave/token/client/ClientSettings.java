package io.lightwave.token.client;

import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.OpaqueSecret;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The stored settings of a client; its name and whether it is enabled stand in the directory.
@Entity
@Table(name = "oauth_client")
class ClientSettings {
    private static final JsonMapper JSON = new JsonMapper();

    @Embeddable
    record Key(
            @Column(name = "tenant_id") String tenantId,
            @Column(name = "subject_id") UUID subjectId) implements Serializable {
        Key(TenantId tenant, SubjectId id) {
            this(tenant.value(), id.value());
        }
    }

    @EmbeddedId
    @SuppressWarnings("UnusedVariable") // Hibernate reads it
    private Key key;

    @JdbcTypeCode(SqlTypes.JSON)
    private String metadata = "{}";

    /// Null but for the server's own clients.
    @Column(name = "second_method")
    private @Nullable String secondMethod;

    @JdbcTypeCode(SqlTypes.JSON)
    private String secrets = "[]";

    /// Of the token by which the client manages its own registration (RFC 7592); null when it cannot.
    @Column(name = "management_hash")
    private @Nullable String managementHash;

    @Column(name = "updated_at")
    private Instant updatedAt = Instant.EPOCH;

    @Version
    private long version;

    /// For Hibernate.
    @SuppressWarnings("NullAway.Init")
    ClientSettings() {}

    ClientSettings(TenantId tenant, SubjectId id, ClientMetadata metadata, List<ClientSecret> secrets, Instant now) {
        this.key = new Key(tenant, id);
        change(metadata, now);
        changeSecrets(secrets, now);
    }

    final void change(ClientMetadata changed, Instant now) {
        metadata = changed.toStored().toString();
        updatedAt = now;
    }

    final void changeSecrets(List<ClientSecret> changed, Instant now) {
        secrets = StoredSecrets.write(changed);
        updatedAt = now;
    }

    void alsoBy(AuthenticationMethod method) {
        secondMethod = method.value();
    }

    void managedBy(OpaqueSecret token) {
        managementHash = token.hash();
    }

    Optional<String> managementHash() {
        return Optional.ofNullable(managementHash);
    }

    ClientMetadata metadata() {
        return ClientMetadata.read((ObjectNode) JSON.readTree(metadata));
    }

    List<ClientSecret> secrets() {
        return StoredSecrets.read(secrets);
    }

    /// Only the server's own clients have one.
    Optional<AuthenticationMethod> secondMethod() {
        return Optional.ofNullable(secondMethod).flatMap(AuthenticationMethod::of);
    }

    /// When the settings or the subject were last changed, whichever is later.
    Instant updatedAt(Subject subject) {
        return subject.updatedAt().isAfter(updatedAt) ? subject.updatedAt() : updatedAt;
    }

    /// The entity tag of the client's representation (RFC 9110 §8.8.3).
    String entityTag(Subject subject) {
        return "\"%d.%d.%d\""
                .formatted(version, subject.epoch(), subject.updatedAt().toEpochMilli());
    }
}
