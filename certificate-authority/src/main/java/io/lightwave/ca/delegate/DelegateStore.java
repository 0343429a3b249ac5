package io.lightwave.ca.delegate;

import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.template.IssuerKey;
import io.lightwave.ca.template.KeyPairs;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Delegates in the database, their keys sealed.
final class DelegateStore {
    private final JdbcClient jdbc;
    private final SealedKeys sealedKeys;

    DelegateStore(JdbcClient jdbc, SealedKeys sealedKeys) {
        this.jdbc = jdbc;
        this.sealedKeys = sealedKeys;
    }

    /// Until the end of the caller's transaction nobody else makes one.
    void lock(TenantId tenant, String authority, Task task) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:lock, 0))")
                .param("lock", "ca-delegate/%s/%s/%s".formatted(tenant, authority, task.profile()))
                .query((_, _) -> true)
                .single();
    }

    Optional<Delegate> find(TenantId tenant, String authority, Task task) {
        return jdbc.sql("""
                        select certificate, sealed_key, renew_at from ca_delegate
                         where tenant_id = :tenant and authority = :authority and task = :task""")
                .param("tenant", tenant.value())
                .param("authority", authority)
                .param("task", task.profile())
                .query((row, _) -> opened(
                        tenant,
                        place(authority, task),
                        row.getBytes("certificate"),
                        row.getBytes("sealed_key"),
                        row.getObject("renew_at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    void keep(Authority authority, Task task, Delegate delegate, PrivateKey key) throws GeneralSecurityException {
        byte[] sealed = sealedKeys.seal(authority.tenant(), place(authority.name(), task), key.getEncoded());
        jdbc.sql("""
                        insert into ca_delegate (tenant_id, authority, task, certificate, sealed_key, renew_at)
                        values (:tenant, :authority, :task, :certificate, :key, :renewAt)
                        on conflict (tenant_id, authority, task) do update
                           set certificate = excluded.certificate, sealed_key = excluded.sealed_key,
                               renew_at = excluded.renew_at""")
                .param("tenant", authority.tenant().value())
                .param("authority", authority.name())
                .param("task", task.profile())
                .param("certificate", delegate.certificate().getEncoded())
                .param("key", sealed)
                .param("renewAt", delegate.renewAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /// The task of the authority's delegate with this certificate, which has gone; empty when there was none.
    ///
    /// @param fingerprint of the certificate
    Optional<Task> delete(TenantId tenant, String authority, String fingerprint) {
        return jdbc.sql("""
                        delete from ca_delegate
                         where tenant_id = :tenant and authority = :authority
                           and encode(sha256(certificate), 'hex') = :fingerprint returning task""")
                .param("tenant", tenant.value())
                .param("authority", authority)
                .param("fingerprint", fingerprint)
                .query(String.class)
                .optional()
                .flatMap(Task::ofProfile);
    }

    private Delegate opened(TenantId tenant, String place, byte[] encoded, byte[] sealed, Instant renewAt) {
        try {
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            var publicKey = SubjectKey.of(certificate.getPublicKey());
            var key = KeyPairs.read(publicKey, sealedKeys.open(tenant, place, sealed));
            return new Delegate(certificate, new IssuerKey(key, publicKey), renewAt);
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException(
                    "the key at %s of %s cannot be opened".formatted(place, tenant), unreadable);
        }
    }

    private static String place(String authority, Task task) {
        return "ca-%s-key/%s".formatted(task.profile(), authority);
    }
}
