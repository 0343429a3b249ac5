package io.lightwave.workload.workload;

import io.lightwave.directory.Subject;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/// What a workload has beside its directory entry.
@Entity
@Table(name = "workload")
@SuppressWarnings("NullAway.Init")
class WorkloadEntity {

    @Embeddable
    record Id(
            @Column(name = "tenant_id") String tenantId,
            @Column(name = "id") UUID id) {

        static Id of(Subject subject) {
            return new Id(subject.tenant().value(), subject.id().value());
        }
    }

    @EmbeddedId
    Id id;

    @JdbcTypeCode(SqlTypes.ARRAY)
    @Column(name = "audiences", columnDefinition = "text[]")
    String[] audiences;

    @JdbcTypeCode(SqlTypes.ARRAY)
    @Column(name = "federates_with", columnDefinition = "text[]")
    String[] federatesWith;

    @Version
    @Column(name = "version")
    long version;

    @Column(name = "updated_at")
    Instant updatedAt;

    protected WorkloadEntity() {}

    WorkloadEntity(Id id, List<String> audiences, List<String> federatesWith, Instant now) {
        this.id = id;
        set(audiences, federatesWith, now);
    }

    final void set(List<String> audiences, List<String> federatesWith, Instant now) {
        this.federatesWith = federatesWith.toArray(String[]::new);
        this.audiences = audiences.toArray(String[]::new);
        this.updatedAt = now;
    }
}
