package io.lightwave.ca.authority;

import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.template.IssuerKey;
import io.lightwave.ca.template.KeyPairs;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import jakarta.persistence.EntityManager;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    /// What authorities sign with for which nothing else is wanted.
    AuthorityKeyType keyType() {
        return keyType;
    }

    /// A pair for a new authority: in the token, if there is one.
    KeyPair newKeys(AuthorityKeyType type) {
        try {
            return token.isPresent() ? token.get().generate(type) : KeyPairs.generate(type, random);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("a key for an authority could not be made", failed);
        }
    }

    /// The pair, ready to sign.
    IssuerKey issuerKey(KeyPair keys) {
        return issuerKey(keys.getPrivate(), SubjectKey.of(keys.getPublic()));
    }

    IssuerKey issuerKey(PrivateKey key, SubjectKey publicKey) {
        return isInToken(key)
                ? new IssuerKey(key, publicKey, token.orElseThrow().provider())
                : new IssuerKey(key, publicKey);
    }

    private static boolean isInToken(PrivateKey key) {
        return key.getEncoded() == null;
    }

    /// Seals the key, unless it is in the token, and keeps the authority; joins the caller's transaction.
    void keep(Authority authority, PrivateKey privateKey) throws GeneralSecurityException {
        var entity =
                new AuthorityEntity(new AuthorityEntity.Id(authority.tenant().value(), authority.name()));
        entity.kind = authority.kind();
        entity.issuer = authority.parent();
        entity.certificate = authority.certificate().getEncoded();
        entity.crossCertificate =
                authority.cross().isPresent() ? authority.cross().get().getEncoded() : null;
        entity.above = new byte[authority.above().size()][];
        for (int i = 0; i < entity.above.length; i++) {
            entity.above[i] = authority.above().get(i).getEncoded();
        }
        entity.systemRoot = authority.systemRoot().orElse(null);
        entity.sealedKey = keepKey(authority.tenant(), authority.name(), privateKey, authority.certificate());
        entity.createdAt = authority.since();
        entity.state = authority.state();
        entities.persist(entity);
        entities.flush();
    }

    /// The sealed key; null when it is in the token, beside the certificate.
    byte @Nullable [] keepKey(TenantId tenant, String name, PrivateKey key, X509Certificate certificate)
            throws GeneralSecurityException {
        if (isInToken(key)) {
            token.orElseThrow().keep(inToken(tenant, name), key, certificate);
            return null;
        }
        return sealedKeys.seal(tenant, place(name), key.getEncoded());
    }

    /// Issuing authorities of other tenants that a root of the system tenant certified.
    List<Authority> below(TenantId system, String root) {
        return entities
                .createQuery("""
                        select a from AuthorityEntity a where a.systemRoot = :root and a.id.tenantId <> :system
                         order by a.id.tenantId, a.id.name\
                        """, AuthorityEntity.class)
                .setParameter("root", root)
                .setParameter("system", system.value())
                .getResultList()
                .stream()
                .map(entity -> opened(new TenantId(entity.id.tenantId()), entity))
                .toList();
    }

    /// Whether some of these are believed; opens no keys.
    boolean certifiesOthers(TenantId system, String root) {
        return jdbc.sql("""
            select exists (select 1 from ca_authority
             where system_root = :root and tenant_id <> :system and state in ('PUBLISHED', 'ACTIVE', 'DRAINING'))\
            """)
                .param("root", root)
                .param("system", system.value())
                .query(Boolean.class)
                .single();
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
                    above(entity),
                    Optional.ofNullable(entity.systemRoot),
                    issuerKey(
                            privateKey(tenant, entity.id.name(), entity.sealedKey, certificate.getPublicKey()),
                            SubjectKey.of(certificate.getPublicKey())));
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException(
                    "authority %s of %s cannot be opened".formatted(entity.id.name(), tenant), unreadable);
        }
    }

    private static List<X509Certificate> above(AuthorityEntity entity) throws GeneralSecurityException {
        List<X509Certificate> above = new ArrayList<>();
        for (byte[] encoded : entity.above) {
            above.add(parsed(encoded));
        }
        return above;
    }

    /// @param sealed null when it is in the token
    PrivateKey privateKey(TenantId tenant, String name, byte @Nullable [] sealed, PublicKey publicKey)
            throws GeneralSecurityException {
        if (sealed == null) {
            return token.orElseThrow(() -> new IllegalStateException(
                            "the key of authority %s of %s is in a token, and none is set".formatted(name, tenant)))
                    .find(inToken(tenant, name))
                    .orElseThrow(() -> new IllegalStateException(
                            "the token has no key of authority %s of %s".formatted(name, tenant)));
        }
        byte[] encoded = sealedKeys.open(tenant, place(name), sealed);
        return KeyPairs.read(SubjectKey.of(publicKey), encoded);
    }

    private static String inToken(TenantId tenant, String name) {
        return "lightwave/%s/%s".formatted(tenant, name);
    }

    static X509Certificate parsed(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static String place(String name) {
        return "ca-key/" + name;
    }
}
