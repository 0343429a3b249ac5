package io.lightwave.ca.authority;

import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.template.IssuerKey;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import jakarta.persistence.EntityManager;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
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
    private final Optional<TokenKeys> token;
    private final AuthorityKeyType keyType;
    private final SecureRandom random;

    AuthorityStore(
            EntityManager entities,
            JdbcClient jdbc,
            SealedKeys sealedKeys,
            Optional<TokenKeys> token,
            AuthorityKeyType keyType,
            SecureRandom random) {
        this.entities = entities;
        this.jdbc = jdbc;
        this.sealedKeys = sealedKeys;
        this.token = token;
        this.keyType = keyType;
        this.random = random;
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

    /// A pair for a new authority: in the token, if there is one.
    KeyPair newKeys() {
        try {
            if (token.isPresent()) {
                return token.get().generate(keyType);
            }
            var generator = KeyPairGenerator.getInstance(keyType.algorithm());
            generator.initialize(keyType.parameters(), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("a key for an authority could not be made", failed);
        }
    }

    /// The pair, ready to sign.
    IssuerKey issuerKey(KeyPair keys) {
        return issuerKey(keys.getPrivate(), SubjectKey.of(keys.getPublic()));
    }

    private IssuerKey issuerKey(PrivateKey key, SubjectKey publicKey) {
        return isInToken(key)
                ? new IssuerKey(key, publicKey, token.orElseThrow().provider())
                : new IssuerKey(key, publicKey);
    }

    private static boolean isInToken(PrivateKey key) {
        return key.getEncoded() == null;
    }

    /// Seals the key, unless it is in the token, and keeps the authority; joins the caller's transaction.
    void keep(Authority authority, KeyPair keys) throws GeneralSecurityException {
        var entity =
                new AuthorityEntity(new AuthorityEntity.Id(authority.tenant().value(), authority.name()));
        entity.kind = authority.kind();
        entity.issuer = authority.parent();
        entity.certificate = authority.certificate().getEncoded();
        entity.crossCertificate =
                authority.cross().isPresent() ? authority.cross().get().getEncoded() : null;
        if (isInToken(keys.getPrivate())) {
            token.orElseThrow()
                    .keep(inToken(authority.tenant(), authority.name()), keys.getPrivate(), authority.certificate());
        } else {
            entity.sealedKey = sealedKeys.seal(
                    authority.tenant(),
                    place(authority.name()),
                    keys.getPrivate().getEncoded());
        }
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
             where tenant_id = :tenant and name = :name\
            """)
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
                        "select a from AuthorityEntity a where a.id.tenantId = :tenant order by a.createdAt desc,"
                                + " a.id.name",
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
            return new Authority(
                    tenant,
                    entity.id.name(),
                    entity.kind,
                    entity.state,
                    entity.changedAt == null ? entity.createdAt : entity.changedAt,
                    entity.issuer,
                    certificate,
                    entity.crossCertificate == null ? Optional.empty() : Optional.of(parsed(entity.crossCertificate)),
                    issuerKey(privateKey(tenant, entity, certificate), SubjectKey.of(certificate.getPublicKey())));
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException(
                    "authority %s of %s cannot be opened".formatted(entity.id.name(), tenant), unreadable);
        }
    }

    private PrivateKey privateKey(TenantId tenant, AuthorityEntity entity, X509Certificate certificate)
            throws GeneralSecurityException {
        String name = entity.id.name();
        byte[] sealed = entity.sealedKey;
        if (sealed == null) {
            return token.orElseThrow(() -> new IllegalStateException(
                            "the key of authority %s of %s is in a token, and none is set".formatted(name, tenant)))
                    .find(inToken(tenant, name))
                    .orElseThrow(() -> new IllegalStateException(
                            "the token has no key of authority %s of %s".formatted(name, tenant)));
        }
        byte[] encoded = sealedKeys.open(tenant, place(name), sealed);
        return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    private static String inToken(TenantId tenant, String name) {
        return "lightwave/%s/%s".formatted(tenant, name);
    }

    private static X509Certificate parsed(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static String place(String name) {
        return "ca-key/" + name;
    }
}
