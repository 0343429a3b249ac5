package io.lightwave.token.totp;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The tables of second factors. Writes join the caller's transaction.
final class FactorRows {
    private final JdbcClient jdbc;
    private final SealedKeys sealed;

    FactorRows(JdbcClient jdbc, SealedKeys sealed) {
        this.jdbc = jdbc;
        this.sealed = sealed;
    }

    /// @param confirmedAt empty until a code has shown that the authenticator has it
    record Row(TotpSecret secret, Optional<Instant> confirmedAt) {}

    Optional<Row> find(TenantId tenant, SubjectId subject) {
        return jdbc.sql("select sealed_secret, confirmed_at from totp where tenant_id = ? and subject_id = ?")
                .param(tenant.value())
                .param(subject.value())
                .query((row, _) -> new Row(
                        new TotpSecret(sealed.open(tenant, place(subject), row.getBytes(1))),
                        Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant)))
                .optional();
    }

    boolean isConfirmed(TenantId tenant, SubjectId subject) {
        return jdbc.sql("select exists (select from totp"
                        + " where tenant_id = ? and subject_id = ? and confirmed_at is not null)")
                .param(tenant.value())
                .param(subject.value())
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    /// False when one has been confirmed already.
    boolean propose(TenantId tenant, SubjectId subject, TotpSecret secret) {
        return jdbc.sql("""
                insert into totp (tenant_id, subject_id, sealed_secret) values (?, ?, ?)
                on conflict (tenant_id, subject_id) do update set sealed_secret = excluded.sealed_secret
                 where totp.confirmed_at is null""")
                        .param(tenant.value())
                        .param(subject.value())
                        .param(sealed.seal(tenant, place(subject), secret.bits()))
                        .update()
                == 1;
    }

    /// True once, on whichever node, and only if none has been confirmed before.
    boolean confirm(TenantId tenant, SubjectId subject, long step, Instant now) {
        return jdbc.sql("update totp set confirmed_at = ?, last_step = ?"
                                + " where tenant_id = ? and subject_id = ? and confirmed_at is null")
                        .param(Timestamp.from(now))
                        .param(step)
                        .param(tenant.value())
                        .param(subject.value())
                        .update()
                == 1;
    }

    /// True once for each step, on whichever node, and never for an earlier one (RFC 6238 §5.2).
    boolean use(TenantId tenant, SubjectId subject, long step) {
        return jdbc.sql("update totp set last_step = ? where tenant_id = ? and subject_id = ?"
                                + " and confirmed_at is not null and last_step < ?")
                        .param(step)
                        .param(tenant.value())
                        .param(subject.value())
                        .param(step)
                        .update()
                == 1;
    }

    void replaceRecovery(TenantId tenant, SubjectId subject, List<String> codes) {
        forgetRecovery(tenant, subject);
        codes.forEach(code -> jdbc.sql("insert into recovery_code (tenant_id, subject_id, code_hash) values (?, ?, ?)")
                .param(tenant.value())
                .param(subject.value())
                .param(RecoveryCode.hash(code))
                .update());
    }

    /// True once, on whichever node.
    boolean useRecovery(TenantId tenant, SubjectId subject, String hash) {
        return jdbc.sql("delete from recovery_code where tenant_id = ? and subject_id = ? and code_hash = ?")
                        .param(tenant.value())
                        .param(subject.value())
                        .param(hash)
                        .update()
                == 1;
    }

    int recoveryLeft(TenantId tenant, SubjectId subject) {
        return jdbc.sql("select count(*) from recovery_code where tenant_id = ? and subject_id = ?")
                .param(tenant.value())
                .param(subject.value())
                .query(Integer.class)
                .single();
    }

    /// False when there was none.
    boolean remove(TenantId tenant, SubjectId subject) {
        forgetRecovery(tenant, subject);
        return removeSecret(tenant, subject);
    }

    private void forgetRecovery(TenantId tenant, SubjectId subject) {
        jdbc.sql("delete from recovery_code where tenant_id = ? and subject_id = ?")
                .param(tenant.value())
                .param(subject.value())
                .update();
    }

    /// False when there was none.
    boolean removeSecret(TenantId tenant, SubjectId subject) {
        return jdbc.sql("delete from totp where tenant_id = ? and subject_id = ?")
                        .param(tenant.value())
                        .param(subject.value())
                        .update()
                == 1;
    }

    private static String place(SubjectId subject) {
        return "totp/" + subject;
    }
}
