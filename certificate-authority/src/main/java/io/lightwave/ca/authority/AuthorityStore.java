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
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Authorities in the database, their keys sealed.
final class AuthorityStore {
    private final EntityManager entities;
    private final JdbcClient jdbc;
    private final SealedKeys sealedKeys;

    AuthorityStore(EntityManager entities, JdbcClient jdbc, SealedKeys sealedKeys) {
        this.entities = entities;
        this.jdbc = jdbc;
        this.sealedKeys = sealedKeys;
    }

    /// Makes sure, before the caller's transaction begins, that the tenant has a key to seal with: making it takes a
    /// second connection, for which those who wait for [#lock] with theirs would never make room.
    void prepare(TenantId tenant) {
        sealedKeys.derive(tenant, "ca-key");
    }

    /// Until the end of the caller's transaction nobody else changes the tenant's authorities.
    void lock(TenantId tenant) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:lock, 0))")
                .param("lock", "ca-provision/" + tenant)
                .query((_, _) -> true)
                .single();
    }

    /// Seals the key and keeps the authority; joins the caller's transaction.
    void keep(Authority authority, KeyPair keys) throws GeneralSecurityException {
        var entity =
                new AuthorityEntity(new AuthorityEntity.Id(authority.tenant().value(), authority.name()));
        entity.kind = authority.kind();
        entity.issuer = authority.parent();
        entity.certificate = authority.certificate().getEncoded();
        entity.crossCertificate =
                authority.cross().isPresent() ? authority.cross().get().getEncoded() : null;
        entity.sealedKey = sealedKeys.seal(
                authority.tenant(), place(authority.name()), keys.getPrivate().getEncoded());
        entity.createdAt = authority.since();
        entity.state = authority.state();
        entities.persist(entity);
        entities.flush();
    }

    /// Waits for whoever is recording a certificate of the authority, and keeps others out until the transaction ends.
    void move(TenantId tenant, String name, AuthorityState state, Instant now) {
        jdbc.sql("select 1 from ca_authority where tenant_id = :tenant and name = :name for update")
                .param("tenant", tenant.value())
                .param("name", name)
                .query((_, _) -> true)
                .single();
        jdbc.sql("""
                        update ca_authority set state = :state, changed_at = :now
                         where tenant_id = :tenant and name = :name""")
                .param("state", state.name())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("tenant", tenant.value())
                .param("name", name)
                .update();
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
            var certificate = parsed(entity.certificate);
            byte[] encoded = sealedKeys.open(tenant, place(entity.id.name()), entity.sealedKey);
            var privateKey = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new Authority(
                    tenant,
                    entity.id.name(),
                    entity.kind,
                    entity.state,
                    entity.changedAt == null ? entity.createdAt : entity.changedAt,
                    entity.issuer,
                    certificate,
                    entity.crossCertificate == null ? Optional.empty() : Optional.of(parsed(entity.crossCertificate)),
                    new IssuerKey(privateKey, SubjectKey.of(certificate.getPublicKey())));
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException(
                    "authority %s of %s cannot be opened".formatted(entity.id.name(), tenant), unreadable);
        }
    }

    private static X509Certificate parsed(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static String place(String name) {
        return "ca-key/" + name;
    }
}
