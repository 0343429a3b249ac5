package io.lightwave.ca.certificate;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A certificate as it is recorded before it is signed; what was signed stands beside it, and whether it is revoked is
/// written by conditional updates.
@Entity
@Immutable
@Table(name = "ca_certificate")
@SuppressWarnings("NullAway.Init")
class CertificateEntity {

    @Embeddable
    record Id(
            @Column(name = "tenant_id") String tenantId,
            @Column(name = "id") UUID id) {}

    @EmbeddedId
    Id id;

    @Column(name = "authority")
    String authority;

    @Column(name = "serial")
    String serial;

    /// Null when it is no directory entry's.
    @Column(name = "holder_id")
    @Nullable
    UUID holderId;

    @Column(name = "profile")
    String profile;

    @Column(name = "subject")
    String subject;

    /// Null when it has none.
    @Column(name = "spiffe_id")
    @Nullable
    String spiffeId;

    @JdbcTypeCode(SqlTypes.ARRAY)
    @Column(name = "names", columnDefinition = "text[]")
    String[] names;

    @Column(name = "key_hash")
    byte[] keyHash;

    @Column(name = "not_before")
    Instant notBefore;

    @Column(name = "not_after")
    Instant notAfter;

    @Column(name = "created_at")
    Instant createdAt;

    /// Null when it renews none.
    @Column(name = "renews")
    @Nullable
    UUID renews;

    /// Null when there was none.
    @Column(name = "evidence")
    @Nullable
    String evidence;

    /// The node that spoke for its holder; null when none did.
    @Column(name = "attester_id")
    @Nullable
    UUID attesterId;

    @Column(name = "shard")
    int shard;

    protected CertificateEntity() {}

    CertificateEntity(Id id) {
        this.id = id;
    }
}
