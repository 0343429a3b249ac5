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
import java.security.cert.X509Certificate;
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

/// Makes authorities, one generation after the other, and moves them through their states. Everything joins the
/// caller's transaction, which [#lock] must begin.
public final class Succession {
    private static final Duration ROOT_LIFETIME = Duration.ofDays(3652);
    private static final Duration ISSUING_LIFETIME = Duration.ofDays(1826);
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final AuthorityStore store;
    private final CertificateRecords records;
    private final Publications publications;
    private final ChangeFeed feed;
    private final InstantSource clock;

    Succession(
            AuthorityStore store,
            CertificateRecords records,
            Publications publications,
            ChangeFeed feed,
            InstantSource clock) {
        this.store = store;
        this.records = records;
        this.publications = publications;
        this.feed = feed;
        this.clock = clock;
    }

    /// To be called before the transaction that makes authorities.
    public void prepare(TenantId tenant) {
        store.prepare(tenant);
    }

    /// Until the end of the caller's transaction nobody else makes or moves authorities of the tenant.
    ///
    /// @return them all, newest first
    public List<Authority> lock(TenantId tenant) {
        store.lock(tenant);
        return store.ofTenant(tenant);
    }

    /// @param all the tenant's authorities so far
    public Authority root(TenantId tenant, List<Authority> all, AuthorityState state) {
        var keys = store.newKeys();
        var key = store.issuerKey(keys);
        int generation = next(all, AuthorityKind.ROOT);
        Instant now = now();
        var template = template(
                tenant,
                commonName(tenant, AuthorityKind.ROOT, generation),
                key.subjectKey(),
                now.minus(SKEW).plus(ROOT_LIFETIME).minusSeconds(1),
                1,
                Optional.empty(),
                now);
        var itself = new Issuer(
                template.subject(), template.notBefore(), template.notAfter(), Integer.MAX_VALUE, key.subjectKey());
        String name = AuthorityKind.ROOT.name(generation);
        var certificate = signed(template, itself, ROOT_LIFETIME, key);
        var root =
                new Authority(tenant, name, AuthorityKind.ROOT, state, now, name, certificate, Optional.empty(), key);
        keep(root, keys);
        record(root, name, template, certificate);
        return root;
    }

    /// One below the root, good for five years at the most and not longer than the root.
    ///
    /// @param former the root before, which certifies the new authority too
    public Authority issuing(
            TenantId tenant, List<Authority> all, Authority root, Optional<Authority> former, AuthorityState state) {
        var keys = store.newKeys();
        var key = store.issuerKey(keys);
        int generation = next(all, AuthorityKind.ISSUING);
        var subject = commonName(tenant, AuthorityKind.ISSUING, generation);
        Instant now = now();
        var template = below(root, subject, key.subjectKey(), now);
        var certificate = signed(template, root.issuer(), ISSUING_LIFETIME, root.key());
        var crossTemplate = former.map(before -> below(before, subject, key.subjectKey(), now));
        var cross = crossTemplate.map(other -> signed(
                other,
                former.orElseThrow().issuer(),
                ISSUING_LIFETIME,
                former.orElseThrow().key()));
        var authority = new Authority(
                tenant,
                AuthorityKind.ISSUING.name(generation),
                AuthorityKind.ISSUING,
                state,
                now,
                root.name(),
                certificate,
                cross,
                key);
        keep(authority, keys);
        record(authority, root.name(), template, certificate);
        cross.ifPresent(other -> record(authority, former.orElseThrow().name(), crossTemplate.orElseThrow(), other));
        return authority;
    }

    /// Moves one into another state, for every node at once.
    public void move(Authority authority, AuthorityState state) {
        store.move(authority.tenant(), authority.name(), state, now());
        feed.append(authority.tenant(), Authorities.CHANGED, Authorities.KEY);
    }

    private void keep(Authority authority, KeyPair keys) {
        try {
            store.keep(authority, keys);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("authority %s could not be kept".formatted(authority.name()), failed);
        }
        feed.append(authority.tenant(), Authorities.CHANGED, Authorities.KEY);
    }

    private void record(Authority authority, String issuer, Template template, X509Certificate certificate) {
        records.keepSigned(
                new NewCertificate(
                        authority.tenant(),
                        issuer,
                        Optional.empty(),
                        authority.kind().profile(),
                        template),
                certificate);
    }

    private static int next(List<Authority> all, AuthorityKind kind) {
        return 1
                + all.stream()
                        .filter(authority -> authority.kind() == kind)
                        .mapToInt(authority -> kind.generation(authority.name()))
                        .max()
                        .orElse(0);
    }

    private static X500Name commonName(TenantId tenant, AuthorityKind kind, int generation) {
        return TenantName.below(tenant)
                .addRDN(BCStyle.CN, kind.commonName(generation))
                .build();
    }

    private Template below(Authority root, X500Name subject, SubjectKey key, Instant now) {
        Instant wanted = now.minus(SKEW).plus(ISSUING_LIFETIME).minusSeconds(1);
        Instant most = root.issuer().notAfter();
        return template(
                root.tenant(),
                subject,
                key,
                wanted.isAfter(most) ? most : wanted,
                0,
                Optional.of(publications.of(root.tenant(), root.name())),
                now);
    }

    private Template template(
            TenantId tenant,
            X500Name subject,
            SubjectKey key,
            Instant notAfter,
            int pathLength,
            Optional<Publication> publication,
            Instant now) {
        return new Template(
                records.newSerial(),
                subject,
                now.minus(SKEW),
                notAfter,
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

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
