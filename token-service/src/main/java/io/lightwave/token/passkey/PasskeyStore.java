package io.lightwave.token.passkey;

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

/// The table of passkeys. Writes join the caller's transaction.
final class PasskeyStore {
    private final JdbcClient jdbc;

    PasskeyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean exists(TenantId tenant, SubjectId owner) {
        return jdbc.sql("select exists (select from passkey where tenant_id = ? and subject_id = ?)")
                .param(tenant.value())
                .param(owner.value())
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    List<Credential> of(TenantId tenant, SubjectId owner) {
        return jdbc.sql("select * from passkey where tenant_id = ? and subject_id = ? order by created_at, id")
                .param(tenant.value())
                .param(owner.value())
                .query(PasskeyStore::read)
                .list();
    }

    Optional<Credential> find(TenantId tenant, String credentialId) {
        return jdbc.sql("select * from passkey where tenant_id = ? and credential_id = ?")
                .param(tenant.value())
                .param(credentialId)
                .query(PasskeyStore::read)
                .optional();
    }

    /// False when the credential is registered already, or its owner has as many as may be.
    boolean add(TenantId tenant, Credential added, int most) {
        Passkey passkey = added.passkey();
        return jdbc.sql("""
                insert into passkey (tenant_id, id, subject_id, credential_id, public_key, sign_count,
                    backup_eligible, backed_up, transports, name, created_at, aaguid, attested_by)
                select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
                 where (select count(*) from passkey where tenant_id = ? and subject_id = ?) < ?
                on conflict do nothing""")
                        .param(tenant.value())
                        .param(passkey.id())
                        .param(passkey.owner().value())
                        .param(added.id())
                        .param(added.publicKey())
                        .param(added.signCount())
                        .param(passkey.synced())
                        .param(added.backedUp())
                        .param(added.transports().toArray(String[]::new))
                        .param(passkey.name())
                        .param(Timestamp.from(passkey.createdAt()))
                        .param(added.model())
                        .param(added.attestedBy().orElse(null))
                        .param(tenant.value())
                        .param(passkey.owner().value())
                        .param(most)
                        .update()
                == 1;
    }

    /// Notes a use. False when its counter has not gone on from the last one, on whichever node that was (§6.1.1).
    boolean use(TenantId tenant, UUID id, long signCount, boolean backedUp, Instant now) {
        return jdbc.sql("update passkey set sign_count = ?, backed_up = ?, last_used_at = ?"
                                + " where tenant_id = ? and id = ? and (sign_count < ? or (sign_count = 0 and ? = 0))")
                        .param(signCount)
                        .param(backedUp)
                        .param(Timestamp.from(now))
                        .param(tenant.value())
                        .param(id)
                        .param(signCount)
                        .param(signCount)
                        .update()
                == 1;
    }

    boolean remove(TenantId tenant, SubjectId owner, UUID id) {
        return jdbc.sql("delete from passkey where tenant_id = ? and subject_id = ? and id = ?")
                        .param(tenant.value())
                        .param(owner.value())
                        .param(id)
                        .update()
                == 1;
    }

    int removeAll(TenantId tenant, SubjectId owner) {
        return jdbc.sql("delete from passkey where tenant_id = ? and subject_id = ?")
                .param(tenant.value())
                .param(owner.value())
                .update();
    }

    private static Credential read(ResultSet row, int number) throws SQLException {
        return new Credential(
                new Passkey(
                        row.getObject("id", UUID.class),
                        new SubjectId(row.getObject("subject_id", UUID.class)),
                        row.getString("name"),
                        row.getBoolean("backup_eligible"),
                        row.getTimestamp("created_at").toInstant(),
                        Optional.ofNullable(row.getTimestamp("last_used_at")).map(Timestamp::toInstant)),
                row.getString("credential_id"),
                row.getString("public_key"),
                row.getLong("sign_count"),
                row.getBoolean("backed_up"),
                List.of((String[]) row.getArray("transports").getArray()),
                row.getObject("aaguid", UUID.class),
                Optional.ofNullable(row.getString("attested_by")));
    }
}
