package io.lightwave.token.certificate;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The table of enrolled certificates. Writes join the caller's transaction.
final class CertificateStore {
    private final JdbcClient jdbc;

    CertificateStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean existsAny(TenantId tenant) {
        return jdbc.sql("select exists (select from enrolled_certificate where tenant_id = ?)")
                .param(tenant.value())
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    List<EnrolledCertificate> of(TenantId tenant, SubjectId owner) {
        return jdbc.sql("select * from enrolled_certificate where tenant_id = ? and subject_id = ?"
                        + " order by created_at, id")
                .param(tenant.value())
                .param(owner.value())
                .query(CertificateStore::read)
                .list();
    }

    /// @param identity by which it is known again
    Optional<EnrolledCertificate> find(TenantId tenant, String identity) {
        return jdbc.sql("select * from enrolled_certificate where tenant_id = ? and identity = ?")
                .param(tenant.value())
                .param(identity)
                .query(CertificateStore::read)
                .optional();
    }

    /// False when it is enrolled already, or its owner has as many as may be.
    boolean add(TenantId tenant, EnrolledCertificate added, String identity, int most) {
        return jdbc.sql("""
                insert into enrolled_certificate (tenant_id, id, subject_id, identity, name, issued_by, earned_by,
                    created_at)
                select ?, ?, ?, ?, ?, ?, ?, ?
                 where (select count(*) from enrolled_certificate where tenant_id = ? and subject_id = ?) < ?
                on conflict do nothing""")
                        .param(tenant.value())
                        .param(added.id())
                        .param(added.owner().value())
                        .param(identity)
                        .param(added.name())
                        .param(added.issuedBy())
                        .param(added.earnedBy().toArray(String[]::new))
                        .param(Timestamp.from(added.createdAt()))
                        .param(tenant.value())
                        .param(added.owner().value())
                        .param(most)
                        .update()
                == 1;
    }

    /// False when it has been removed meanwhile.
    boolean use(TenantId tenant, UUID id, Instant now) {
        return jdbc.sql("update enrolled_certificate set last_used_at = ? where tenant_id = ? and id = ?")
                        .param(Timestamp.from(now))
                        .param(tenant.value())
                        .param(id)
                        .update()
                == 1;
    }

    boolean remove(TenantId tenant, SubjectId owner, UUID id) {
        return jdbc.sql("delete from enrolled_certificate where tenant_id = ? and subject_id = ? and id = ?")
                        .param(tenant.value())
                        .param(owner.value())
                        .param(id)
                        .update()
                == 1;
    }

    int removeAll(TenantId tenant, SubjectId owner) {
        return jdbc.sql("delete from enrolled_certificate where tenant_id = ? and subject_id = ?")
                .param(tenant.value())
                .param(owner.value())
                .update();
    }

    private static EnrolledCertificate read(ResultSet row, int number) throws SQLException {
        return new EnrolledCertificate(
                row.getObject("id", UUID.class),
                new SubjectId(row.getObject("subject_id", UUID.class)),
                row.getString("name"),
                row.getString("issued_by"),
                List.of((String[]) row.getArray("earned_by").getArray()),
                row.getTimestamp("created_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("last_used_at")).map(Timestamp::toInstant));
    }
}
