package io.lightwave.ca.ocsp;

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

/// Responders in the database, their keys sealed.
final class ResponderStore {
    private final JdbcClient jdbc;
    private final SealedKeys sealedKeys;

    ResponderStore(JdbcClient jdbc, SealedKeys sealedKeys) {
        this.jdbc = jdbc;
        this.sealedKeys = sealedKeys;
    }

    /// Until the end of the caller's transaction nobody else makes one.
    void lock(TenantId tenant, String authority) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:lock, 0))")
                .param("lock", "ca-ocsp-responder/%s/%s".formatted(tenant, authority))
                .query((_, _) -> true)
                .single();
    }

    Optional<Responder> find(TenantId tenant, String authority) {
        return jdbc.sql("""
                        select certificate, sealed_key, renew_at from ca_ocsp_responder
                         where tenant_id = :tenant and authority = :authority""")
                .param("tenant", tenant.value())
                .param("authority", authority)
                .query((row, _) -> opened(
                        tenant,
                        authority,
                        row.getBytes("certificate"),
                        row.getBytes("sealed_key"),
                        row.getObject("renew_at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    void keep(Authority authority, Responder responder, PrivateKey key) throws GeneralSecurityException {
        byte[] sealed = sealedKeys.seal(authority.tenant(), place(authority.name()), key.getEncoded());
        jdbc.sql("""
                        insert into ca_ocsp_responder (tenant_id, authority, certificate, sealed_key, renew_at)
                        values (:tenant, :authority, :certificate, :key, :renewAt)
                        on conflict (tenant_id, authority) do update
                           set certificate = excluded.certificate, sealed_key = excluded.sealed_key,
                               renew_at = excluded.renew_at""")
                .param("tenant", authority.tenant().value())
                .param("authority", authority.name())
                .param("certificate", responder.certificate().getEncoded())
                .param("key", sealed)
                .param("renewAt", responder.renewAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    private Responder opened(TenantId tenant, String authority, byte[] encoded, byte[] sealed, Instant renewAt) {
        try {
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            var publicKey = SubjectKey.of(certificate.getPublicKey());
            var key = KeyPairs.read(publicKey, sealedKeys.open(tenant, place(authority), sealed));
            return new Responder(certificate, new IssuerKey(key, publicKey), renewAt);
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException(
                    "the responder of %s of %s cannot be opened".formatted(authority, tenant), unreadable);
        }
    }

    private static String place(String authority) {
        return "ca-ocsp-key/" + authority;
    }
}
