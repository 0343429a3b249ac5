package io.lightwave.ca.authority;

import io.lightwave.ca.template.IssuerKey;
import io.lightwave.ca.template.KeyIdentifier;
import io.lightwave.ca.template.PermittedNames;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.directory.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v1CertificateBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Issuing authorities that others shall certify: a key and its request (PKCS #10, RFC 2986), until the
/// chain comes back.
public final class AuthorityRequests {
    private static final int MOST = 5;
    private static final String ROWS = """
            select name, request, public_key, sealed_key, created_at from ca_authority_request
             where tenant_id = :tenant""";

    private final AuthorityStore store;
    private final Zones zones;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    AuthorityRequests(AuthorityStore store, Zones zones, JdbcClient jdbc, InstantSource clock) {
        this.store = store;
        this.zones = zones;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// One that waits.
    ///
    /// @param name that the authority will have
    /// @param request in PEM
    public record Pending(String name, String request, Instant createdAt) {}

    /// One that others have certified, before it is kept.
    ///
    /// @param path its certificate and those above it, up to and with the root
    public record Ready(String name, PrivateKey key, List<X509Certificate> path) {
        public Ready {
            path = List.copyOf(path);
        }
    }

    /// To be called before the transaction that makes a request.
    public void prepare(TenantId tenant) {
        store.prepare(tenant);
    }

    /// Makes a key and a request for it, in the caller's transaction.
    ///
    /// @return empty when too many wait already
    public Optional<Pending> make(TenantId tenant) {
        store.lock(tenant);
        if (list(tenant).size() >= MOST) {
            return Optional.empty();
        }
        int taken = store.ofTenant(tenant).stream()
                .filter(authority -> authority.kind() == AuthorityKind.ISSUING)
                .mapToInt(authority -> AuthorityKind.ISSUING.generation(authority.name()))
                .max()
                .orElse(0);
        int generation = Math.max(taken + 1, next(tenant));
        String name = AuthorityKind.ISSUING.name(generation);
        var keys = store.newKeys(store.keyType());
        var key = store.issuerKey(keys);
        var subject = Succession.commonName(tenant, AuthorityKind.ISSUING, generation);
        try {
            jdbc.sql("""
                            insert into ca_authority_request
                                   (tenant_id, name, request, public_key, sealed_key, created_at)
                            values (:tenant, :name, :request, :public, :sealed, :now)""")
                    .param("tenant", tenant.value())
                    .param("name", name)
                    .param("request", request(tenant, subject, key))
                    .param("public", key.publicKey().getEncoded())
                    .param("sealed", store.keepKey(tenant, name, keys.getPrivate(), placeholder(subject, key)))
                    .param("now", clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                    .update();
        } catch (GeneralSecurityException | IOException failed) {
            throw new IllegalStateException("the request of authority %s could not be made".formatted(name), failed);
        }
        return find(tenant, name);
    }

    /// The first generation that no request has taken.
    int next(TenantId tenant) {
        return 1
                + list(tenant).stream()
                        .mapToInt(pending -> AuthorityKind.ISSUING.generation(pending.name()))
                        .max()
                        .orElse(0);
    }

    private byte[] request(TenantId tenant, X500Name subject, IssuerKey key) throws IOException {
        var wanted = new ExtensionsGenerator();
        wanted.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        wanted.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        wanted.addExtension(
                Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(KeyIdentifier.of(key.subjectKey())));
        wanted.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://" + tenant)));
        Optional<PermittedNames> permitted = zones.permitted(tenant, false);
        if (permitted.isPresent()) {
            wanted.addExtension(Extension.nameConstraints, true, permitted.get().extension());
        }
        return new PKCS10CertificationRequestBuilder(subject, key.subjectKey().info())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted.generate())
                .build(key.signer())
                .getEncoded();
    }

    /// A token keeps no key without a certificate.
    private X509Certificate placeholder(X500Name subject, IssuerKey key) throws GeneralSecurityException, IOException {
        Instant now = clock.instant();
        byte[] encoded = new X509v1CertificateBuilder(
                        subject,
                        BigInteger.ONE,
                        Date.from(now),
                        Date.from(now),
                        subject,
                        key.subjectKey().info())
                .build(key.signer())
                .getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    /// Those that wait, in order of their making.
    public List<Pending> list(TenantId tenant) {
        return jdbc.sql(ROWS + " order by created_at, name")
                .param("tenant", tenant.value())
                .query((row, _) -> pending(row))
                .list();
    }

    public Optional<Pending> find(TenantId tenant, String name) {
        return jdbc.sql(ROWS + " and name = :name")
                .param("tenant", tenant.value())
                .param("name", name)
                .query((row, _) -> pending(row))
                .optional();
    }

    private static Pending pending(ResultSet row) throws SQLException {
        return new Pending(
                row.getString("name"),
                "-----BEGIN CERTIFICATE REQUEST-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(row.getBytes("request"))
                        + "\n-----END CERTIFICATE REQUEST-----\n",
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    /// Forgets a request and its key; false when there is none.
    public boolean withdraw(TenantId tenant, String name) {
        return jdbc.sql("delete from ca_authority_request where tenant_id = :tenant and name = :name")
                        .param("tenant", tenant.value())
                        .param("name", name)
                        .update()
                == 1;
    }

    /// Takes the request out, once its chain is sound; joins the caller's transaction.
    ///
    /// @param pem the authority's certificate and those above it, each followed by its issuer's, with the root
    /// @return empty when there is no such request
    /// @throws IllegalArgumentException by the rule that the chain breaks
    public Optional<Ready> take(TenantId tenant, String name, String pem) {
        return jdbc.sql(ROWS + " and name = :name for update")
                .param("tenant", tenant.value())
                .param("name", name)
                .query((row, _) -> ready(tenant, name, pem, row.getBytes("public_key"), row.getBytes("sealed_key")))
                .optional()
                .filter(_ -> withdraw(tenant, name));
    }

    private Ready ready(TenantId tenant, String name, String pem, byte[] publicKey, byte @Nullable [] sealed) {
        PublicKey key = new SubjectKey(SubjectPublicKeyInfo.getInstance(publicKey)).publicKey();
        var path = OutsideChain.check(tenant, pem, key, clock.instant());
        try {
            return new Ready(name, store.privateKey(tenant, name, sealed, key), path);
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException("the key of authority %s cannot be opened".formatted(name), unreadable);
        }
    }
}
