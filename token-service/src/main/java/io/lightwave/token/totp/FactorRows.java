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

    /// As it is stored: opened when the connection is given back, since that may take another.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sealed(byte[] secret, Optional<Instant> confirmedAt) {}

    private TotpSecret open(TenantId tenant, SubjectId subject, Sealed kept) {
        return new TotpSecret(sealed.open(tenant, place(subject), kept.secret()));
    }

    Optional<Row> find(TenantId tenant, SubjectId subject) {
        return jdbc.sql("select sealed_secret, confirmed_at from totp where tenant_id = ? and subject_id = ?")
                .param(tenant.value())
                .param(subject.value())
                .query((row, _) -> new Sealed(
                        row.getBytes(1),
                        Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant)))
                .optional()
                .map(kept -> new Row(open(tenant, subject, kept), kept.confirmedAt()));
    }

    boolean isConfirmed(TenantId tenant, SubjectId subject) {
        return jdbc.sql("select exists (select from totp"
                        + " where tenant_id = ? and subject_id = ? and confirmed_at is not null)")
                .param(tenant.value())
                .param(subject.value())
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    /// @param page the hash of what names the page on which it is shown
    void propose(TenantId tenant, SubjectId subject, String page, TotpSecret secret, Instant until) {
        jdbc.sql("""
                insert into totp_proposal (tenant_id, subject_id, page_hash, sealed_secret, expires_at)
                values (?, ?, ?, ?, ?) on conflict do nothing""")
                .param(tenant.value())
                .param(subject.value())
                .param(page)
                .param(sealed.seal(tenant, place(subject), secret.bits()))
                .param(Timestamp.from(until))
                .update();
    }

    Optional<TotpSecret> proposed(TenantId tenant, SubjectId subject, String page, Instant now) {
        return jdbc.sql("select sealed_secret from totp_proposal"
                        + " where tenant_id = ? and subject_id = ? and page_hash = ? and expires_at > ?")
                .param(tenant.value())
                .param(subject.value())
                .param(page)
                .param(Timestamp.from(now))
                .query((row, _) -> new Sealed(row.getBytes(1), Optional.empty()))
                .optional()
                .map(kept -> open(tenant, subject, kept));
    }

    /// Forgets all that have expired, of whichever tenant.
    int forgetProposals(Instant now) {
        return jdbc.sql("delete from totp_proposal where expires_at <= ?")
                .param(Timestamp.from(now))
                .update();
    }

    /// True once, on whichever node, and only if the person has none.
    boolean confirm(TenantId tenant, SubjectId subject, TotpSecret secret, long step, Instant now) {
        forgetProposals(tenant, subject);
        return jdbc.sql("""
                insert into totp (tenant_id, subject_id, sealed_secret, confirmed_at, last_step) values (?, ?, ?, ?, ?)
                on conflict do nothing""")
                        .param(tenant.value())
                        .param(subject.value())
                        .param(sealed.seal(tenant, place(subject), secret.bits()))
                        .param(Timestamp.from(now))
                        .param(step)
                        .update()
                == 1;
    }

    private void forgetProposals(TenantId tenant, SubjectId subject) {
        jdbc.sql("delete from totp_proposal where tenant_id = ? and subject_id = ?")
                .param(tenant.value())
                .param(subject.value())
                .update();
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
        forgetProposals(tenant, subject);
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
