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

    @Column(name = "sealed_key")
    byte[] sealedKey;

    @Column(name = "created_at")
    Instant createdAt;

    protected AuthorityEntity() {}

    AuthorityEntity(Id id, AuthorityKind kind, String issuer, byte[] certificate, byte[] sealedKey, Instant createdAt) {
        this.id = id;
        this.kind = kind;
        this.issuer = issuer;
        this.certificate = certificate;
        this.sealedKey = sealedKey;
        this.createdAt = createdAt;
    }
}
