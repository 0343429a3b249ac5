package io.lightwave.ca.authority;

import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.certificate.CertificateRecords;
import io.lightwave.ca.certificate.NewCertificate;
import io.lightwave.ca.template.AlternativeName;
import io.lightwave.ca.template.CertificateSigner;
import io.lightwave.ca.template.Issuer;
import io.lightwave.ca.template.IssuerKey;
import io.lightwave.ca.template.KeyType;
import io.lightwave.ca.template.KeyUse;
import io.lightwave.ca.template.Lint;
import io.lightwave.ca.template.LintOutcome;
import io.lightwave.ca.template.PermittedNames;
import io.lightwave.ca.template.Standard;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.ca.template.Template;
import io.lightwave.ca.template.Template.Publication;
import io.lightwave.ca.template.TenantName;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
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
    private final AuthorityRequests requests;
    private final Zones zones;
    private final CertificateRecords records;
    private final Publications publications;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final boolean mlDsa;

    /// @param mlDsa whether new authorities may have keys of ML-DSA-65
    Succession(
            AuthorityStore store,
            AuthorityRequests requests,
            Zones zones,
            CertificateRecords records,
            Publications publications,
            ChangeFeed feed,
            InstantSource clock,
            boolean mlDsa) {
        this.store = store;
        this.requests = requests;
        this.zones = zones;
        this.records = records;
        this.publications = publications;
        this.feed = feed;
        this.clock = clock;
        this.mlDsa = mlDsa;
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

    /// What a successor signs with unless something else is wanted: what the setting says, but nobody goes back from
    /// lattices by himself as long as such keys can be made.
    ///
    /// @param all the tenant's authorities so far
    public AuthorityKeyType keysAfter(List<Authority> all) {
        boolean lattices = all.stream()
                .filter(authority ->
                        authority.kind() == AuthorityKind.ISSUING && authority.state() == AuthorityState.ACTIVE)
                .anyMatch(active -> active.key().subjectKey().type() == KeyType.ML_DSA_65);
        return lattices && mlDsa ? AuthorityKeyType.ML_DSA_65 : store.keyType();
    }

    /// @param all the tenant's authorities so far
    /// @param former the root before, which certifies the new one too: whoever knows only that one can believe it
    /// @param type of its key
    public Authority root(
            TenantId tenant,
            List<Authority> all,
            Optional<Authority> former,
            AuthorityState state,
            AuthorityKeyType type) {
        var keys = store.newKeys(type);
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
                Optional.empty(),
                now);
        var itself = new Issuer(
                template.subject(), template.notBefore(), template.notAfter(), Integer.MAX_VALUE, key.subjectKey());
        String name = AuthorityKind.ROOT.name(generation);
        var certificate = signed(template, itself, ROOT_LIFETIME, key);
        var cross = former.map(before ->
                Cross.by(before, below(before, tenant, template.subject(), key.subjectKey(), Optional.empty(), now)));
        var root = new Authority(
                tenant,
                name,
                AuthorityKind.ROOT,
                state,
                now,
                name,
                certificate,
                cross.map(Cross::certificate),
                List.of(),
                Optional.empty(),
                key);
        keep(root, keys.getPrivate());
        record(root, root, template, certificate);
        cross.ifPresent(other -> record(other.issuer(), root, other.template(), other.certificate()));
        return root;
    }

    /// What the root before makes of a new authority's name and key.
    private record Cross(Authority issuer, Template template, X509Certificate certificate) {
        static Cross by(Authority former, Template template) {
            return new Cross(former, template, signed(template, former.issuer(), ISSUING_LIFETIME, former.key()));
        }
    }

    /// One below the tenant's root, good for five years at the most and not longer than the root.
    ///
    /// @param former the root before, which certifies the new authority too
    /// @param type of its key
    public Authority issuing(
            TenantId tenant,
            List<Authority> all,
            Authority root,
            Optional<Authority> former,
            AuthorityState state,
            AuthorityKeyType type) {
        var keys = store.newKeys(type);
        var key = store.issuerKey(keys);
        int generation = next(tenant, all);
        var subject = commonName(tenant, AuthorityKind.ISSUING, generation);
        Instant now = now();
        var permitted = zones.permitted(tenant, false);
        var template = below(root, tenant, subject, key.subjectKey(), permitted, now);
        var certificate = signed(template, root.issuer(), ISSUING_LIFETIME, root.key());
        var cross = former.map(
                before -> Cross.by(before, below(before, tenant, subject, key.subjectKey(), permitted, now)));
        var authority = new Authority(
                tenant,
                AuthorityKind.ISSUING.name(generation),
                AuthorityKind.ISSUING,
                state,
                now,
                root.name(),
                certificate,
                cross.map(Cross::certificate),
                List.of(),
                Optional.empty(),
                key);
        keep(authority, keys.getPrivate());
        record(root, authority, template, certificate);
        cross.ifPresent(other -> record(other.issuer(), authority, other.template(), other.certificate()));
        return authority;
    }

    /// One below the system tenant's root, which it shares with other tenants: it may certify the tenant's names only.
    /// The system tenant keeps the record of its certificate, and its root can revoke it.
    ///
    /// @param type of its key
    /// @return empty when the system tenant has no root that signs
    public Optional<Authority> belowSystem(
            TenantId tenant, TenantId system, List<Authority> all, AuthorityState state, AuthorityKeyType type) {
        return lock(system).stream()
                .filter(one -> one.kind() == AuthorityKind.ROOT && one.state() == AuthorityState.ACTIVE)
                .findFirst()
                .map(root -> belowSystem(tenant, root, all, state, type));
    }

    private Authority belowSystem(
            TenantId tenant, Authority root, List<Authority> all, AuthorityState state, AuthorityKeyType type) {
        var keys = store.newKeys(type);
        var key = store.issuerKey(keys);
        int generation = next(tenant, all);
        Instant now = now();
        var subject = commonName(tenant, AuthorityKind.ISSUING, generation);
        var template = below(root, tenant, subject, key.subjectKey(), zones.permitted(tenant, true), now);
        var certificate = signed(template, root.issuer(), ISSUING_LIFETIME, root.key());
        String name = AuthorityKind.ISSUING.name(generation);
        var authority = new Authority(
                tenant,
                name,
                AuthorityKind.ISSUING,
                state,
                now,
                name,
                certificate,
                Optional.empty(),
                List.of(root.certificate()),
                Optional.of(root.name()),
                key);
        keep(authority, keys.getPrivate());
        record(root, authority, template, certificate);
        return authority;
    }

    /// The one of a request that others have certified.
    public Authority belowOthers(TenantId tenant, AuthorityRequests.Ready ready, AuthorityState state) {
        var path = ready.path();
        var authority = new Authority(
                tenant,
                ready.name(),
                AuthorityKind.ISSUING,
                state,
                now(),
                ready.name(),
                path.getFirst(),
                Optional.empty(),
                path.subList(1, path.size()),
                Optional.empty(),
                store.issuerKey(ready.key(), SubjectKey.of(path.getFirst().getPublicKey())));
        keep(authority, ready.key());
        return authority;
    }

    /// The issuing authorities of other tenants that this root of the system tenant certified.
    public List<Authority> belowSystemRoot(TenantId system, String root) {
        return store.below(system, root);
    }

    /// Whether validators should believe an authority, until the end of the caller's transaction.
    public boolean isTrusted(TenantId tenant, String name) {
        return lock(tenant).stream()
                .anyMatch(authority ->
                        authority.name().equals(name) && authority.state().isTrusted());
    }

    /// Whether issuing authorities of other tenants that are believed were certified by this root of the system tenant.
    public boolean certifiesOthers(TenantId system, String root) {
        return store.certifiesOthers(system, root);
    }

    /// Moves one into another state, for every node at once.
    public void move(Authority authority, AuthorityState state) {
        store.move(authority.tenant(), authority.name(), state, now());
        feed.append(authority.tenant(), Authorities.CHANGED, Authorities.KEY);
    }

    private void keep(Authority authority, PrivateKey key) {
        try {
            store.keep(authority, key);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("authority %s could not be kept".formatted(authority.name()), failed);
        }
        feed.append(authority.tenant(), Authorities.CHANGED, Authorities.KEY);
    }

    private void record(Authority issuer, Authority authority, Template template, X509Certificate certificate) {
        records.keepSigned(
                new NewCertificate(
                        issuer.tenant(),
                        issuer.name(),
                        Optional.empty(),
                        authority.kind().profile(),
                        template),
                certificate);
    }

    /// Names of authorities that wait for others to certify them are taken too.
    private int next(TenantId tenant, List<Authority> all) {
        return Math.max(next(all, AuthorityKind.ISSUING), requests.next(tenant));
    }

    private static int next(List<Authority> all, AuthorityKind kind) {
        return 1
                + all.stream()
                        .filter(authority -> authority.kind() == kind)
                        .mapToInt(authority -> kind.generation(authority.name()))
                        .max()
                        .orElse(0);
    }

    static X500Name commonName(TenantId tenant, AuthorityKind kind, int generation) {
        return TenantName.below(tenant)
                .addRDN(BCStyle.CN, kind.commonName(generation))
                .build();
    }

    private Template below(
            Authority root,
            TenantId tenant,
            X500Name subject,
            SubjectKey key,
            Optional<PermittedNames> permitted,
            Instant now) {
        Instant wanted = now.minus(SKEW).plus(ISSUING_LIFETIME).minusSeconds(1);
        Instant most = root.issuer().notAfter();
        return template(
                tenant,
                subject,
                key,
                wanted.isAfter(most) ? most : wanted,
                0,
                Optional.of(publications.of(root.tenant(), root.name())),
                permitted,
                now);
    }

    private Template template(
            TenantId tenant,
            X500Name subject,
            SubjectKey key,
            Instant notAfter,
            int pathLength,
            Optional<Publication> publication,
            Optional<PermittedNames> permitted,
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
                publication,
                permitted);
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
