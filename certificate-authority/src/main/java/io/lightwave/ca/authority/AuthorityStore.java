package io.lightwave.ca.authority;

import io.lightwave.ca.template.IssuerKey;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import jakarta.persistence.EntityManager;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.List;

/// Authorities in the database, their keys sealed.
final class AuthorityStore {
    private final EntityManager entities;
    private final SealedKeys sealedKeys;

    AuthorityStore(EntityManager entities, SealedKeys sealedKeys) {
        this.entities = entities;
        this.sealedKeys = sealedKeys;
    }

    /// Seals the key and keeps the authority; joins the caller's transaction.
    void keep(Authority authority, String issuer, KeyPair keys, Instant now) throws GeneralSecurityException {
        byte[] sealed = sealedKeys.seal(
                authority.tenant(), place(authority.name()), keys.getPrivate().getEncoded());
        entities.persist(new AuthorityEntity(
                new AuthorityEntity.Id(authority.tenant().value(), authority.name()),
                authority.kind(),
                issuer,
                authority.certificate().getEncoded(),
                sealed,
                now));
        entities.flush();
    }

    /// The tenant's authorities, newest first.
    List<Authority> ofTenant(TenantId tenant) {
        return entities
                .createQuery(
                        "select a from AuthorityEntity a where a.id.tenantId = :tenant order by a.createdAt desc, a.id.name",
                        AuthorityEntity.class)
                .setParameter("tenant", tenant.value())
                .getResultList()
                .stream()
                .map(entity -> opened(tenant, entity))
                .toList();
    }

    private Authority opened(TenantId tenant, AuthorityEntity entity) {
        try {
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(entity.certificate));
            byte[] encoded = sealedKeys.open(tenant, place(entity.id.name()), entity.sealedKey);
            var privateKey = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new Authority(
                    tenant,
                    entity.id.name(),
                    entity.kind,
                    certificate,
                    new IssuerKey(privateKey, SubjectKey.of(certificate.getPublicKey())));
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException(
                    "authority %s of %s cannot be opened".formatted(entity.id.name(), tenant), unreadable);
        }
    }

    private static String place(String name) {
        return "ca-key/" + name;
    }
}
