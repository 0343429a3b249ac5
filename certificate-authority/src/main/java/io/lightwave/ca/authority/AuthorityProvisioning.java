package io.lightwave.ca.authority;

import io.lightwave.ca.certificate.CertificateRecords;
import io.lightwave.ca.certificate.NewCertificate;
import io.lightwave.ca.template.AlternativeName;
import io.lightwave.ca.template.CertificateSigner;
import io.lightwave.ca.template.Issuer;
import io.lightwave.ca.template.IssuerKey;
import io.lightwave.ca.template.KeyUse;
import io.lightwave.ca.template.Lint;
import io.lightwave.ca.template.LintOutcome;
import io.lightwave.ca.template.Standard;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.ca.template.Template;
import io.lightwave.ca.template.Template.Publication;
import io.lightwave.ca.template.TenantName;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes a tenant's first root and issuing authority, both or neither.
public final class AuthorityProvisioning {
    private static final Duration ROOT_LIFETIME = Duration.ofDays(3652);
    private static final Duration ISSUING_LIFETIME = Duration.ofDays(1826);
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final int FIRST = 1;

    private final AuthorityStore store;
    private final CertificateRecords records;
    private final Publications publications;
    private final ChangeFeed feed;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final SecureRandom random;

    AuthorityProvisioning(
            AuthorityStore store,
            CertificateRecords records,
            Publications publications,
            ChangeFeed feed,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            InstantSource clock,
            SecureRandom random) {
        this.store = store;
        this.records = records;
        this.publications = publications;
        this.feed = feed;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.random = random;
    }

    /// No effect when the tenant has its authorities; concurrent calls make them once.
    public void provision(TenantId tenant) {
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:lock, 0))")
                    .param("lock", "ca-provision/" + tenant)
                    .query((_, _) -> true)
                    .single();
            if (store.ofTenant(tenant).isEmpty()) {
                make(tenant);
                feed.append(tenant, Authorities.CHANGED, Authorities.KEY);
            }
        });
    }

    private void make(TenantId tenant) {
        try {
            Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
            var root = root(tenant, now);
            issuing(tenant, root, now);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("the authorities of %s could not be made".formatted(tenant), failed);
        }
    }

    private Authority root(TenantId tenant, Instant now) throws GeneralSecurityException {
        var keys = newKeys();
        var key = new IssuerKey(keys.getPrivate(), SubjectKey.of(keys.getPublic()));
        var template = template(tenant, AuthorityKind.ROOT, key.subjectKey(), ROOT_LIFETIME, 1, Optional.empty(), now);
        var itself = new Issuer(
                template.subject(), template.notBefore(), template.notAfter(), Integer.MAX_VALUE, key.subjectKey());
        var certificate = signed(template, itself, ROOT_LIFETIME, key);
        return keep(tenant, AuthorityKind.ROOT, AuthorityKind.ROOT.name(FIRST), template, certificate, keys, now);
    }

    private void issuing(TenantId tenant, Authority root, Instant now) throws GeneralSecurityException {
        var keys = newKeys();
        var publication = Optional.of(publications.of(tenant, root.name()));
        var template = template(
                tenant, AuthorityKind.ISSUING, SubjectKey.of(keys.getPublic()), ISSUING_LIFETIME, 0, publication, now);
        var certificate = signed(template, root.issuer(), ISSUING_LIFETIME, root.key());
        keep(tenant, AuthorityKind.ISSUING, root.name(), template, certificate, keys, now);
    }

    private Authority keep(
            TenantId tenant,
            AuthorityKind kind,
            String issuer,
            Template template,
            X509Certificate certificate,
            KeyPair keys,
            Instant now)
            throws GeneralSecurityException {
        var key = new IssuerKey(keys.getPrivate(), SubjectKey.of(keys.getPublic()));
        var authority = new Authority(tenant, kind.name(FIRST), kind, certificate, key);
        store.keep(authority, issuer, keys, now);
        records.keepSigned(new NewCertificate(tenant, issuer, Optional.empty(), kind.profile(), template), certificate);
        return authority;
    }

    private Template template(
            TenantId tenant,
            AuthorityKind kind,
            SubjectKey key,
            Duration lifetime,
            int pathLength,
            Optional<Publication> publication,
            Instant now) {
        X500Name subject = TenantName.below(tenant)
                .addRDN(BCStyle.CN, kind.commonName(FIRST))
                .build();
        Instant notBefore = now.minus(SKEW);
        return new Template(
                records.newSerial(),
                subject,
                notBefore,
                notBefore.plus(lifetime).minusSeconds(1),
                key,
                true,
                OptionalInt.of(pathLength),
                Set.of(KeyUse.CERTIFICATE_SIGN, KeyUse.CRL_SIGN),
                Set.of(),
                List.of(new AlternativeName.Uri("spiffe://" + tenant)),
                publication);
    }

    private static X509Certificate signed(Template template, Issuer issuer, Duration longest, IssuerKey key) {
        return switch (Lint.check(template, issuer, new Standard.Authority(longest))) {
            case LintOutcome.Passed(var linted) -> CertificateSigner.sign(linted, key);
            case LintOutcome.Failed(var findings) -> throw new IllegalStateException(String.join("; ", findings));
        };
    }

    private KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }
}
