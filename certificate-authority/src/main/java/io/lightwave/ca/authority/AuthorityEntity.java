package io.lightwave.ca.authority;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Immutable
@Table(name = "ca_authority")
@SuppressWarnings("NullAway.Init")
class AuthorityEntity {

    @Embeddable
    record Id(
            @Column(name = "tenant_id") String tenantId,
            @Column(name = "name") String name) {}

    @EmbeddedId
    Id id;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    @Column(name = "kind")
    AuthorityKind kind;

    @Column(name = "issuer")
    String issuer;

    @Column(name = "certificate")
    byte[] certificate;

    /// Null when it is in the token.
    @Column(name = "sealed_key")
    byte @Nullable [] sealedKey;

    @Column(name = "created_at")
    Instant createdAt;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    @Column(name = "state")
    AuthorityState state;

    /// Null as long as it is in its first state.
    @Column(name = "changed_at")
    @Nullable
    Instant changedAt;

    /// Null when no root before its own certified it.
    @Column(name = "cross_certificate")
    byte @Nullable [] crossCertificate;

    /// Certificates of others above it.
    @JdbcTypeCode(SqlTypes.ARRAY)
    @Column(name = "above", columnDefinition = "bytea[]")
    byte[][] above;

    /// Null when the system tenant's root did not certify it.
    @Column(name = "system_root")
    @Nullable
    String systemRoot;

    protected AuthorityEntity() {}

    AuthorityEntity(Id id) {
        this.id = id;
    }
}
