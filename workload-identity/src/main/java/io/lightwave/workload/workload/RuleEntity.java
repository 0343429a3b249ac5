package io.lightwave.workload.workload;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

@Entity
@Immutable
@Table(name = "workload_rule")
@SuppressWarnings("NullAway.Init")
class RuleEntity {

    @Embeddable
    record Id(
            @Column(name = "tenant_id") String tenantId,
            @Column(name = "id") UUID id) {}

    @EmbeddedId
    Id id;

    @Column(name = "workload_id")
    UUID workloadId;

    @Column(name = "issuer_id")
    UUID issuerId;

    @Column(name = "claims")
    String claims;

    @Column(name = "anchor_claim")
    String anchorClaim;

    @Column(name = "anchor")
    String anchor;

    @Column(name = "created_at")
    Instant createdAt;

    protected RuleEntity() {}

    RuleEntity(Id id, UUID workloadId, UUID issuerId, Map<String, ClaimValue> claims, Instant createdAt) {
        var found = Anchor.of(claims);
        this.id = id;
        this.workloadId = workloadId;
        this.issuerId = issuerId;
        this.claims = Rule.written(claims);
        this.anchorClaim = found.claim();
        this.anchor = found.hash();
        this.createdAt = createdAt;
    }

    Anchor foundBy() {
        return new Anchor(anchorClaim, anchor);
    }
}
