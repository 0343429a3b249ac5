package io.lightwave.ca.delegate;

import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.Publications;
import io.lightwave.ca.certificate.CertificateRecords;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.certificate.NewCertificate;
import io.lightwave.ca.template.CertificateSigner;
import io.lightwave.ca.template.IssuerKey;
import io.lightwave.ca.template.KeyPairs;
import io.lightwave.ca.template.KeyType;
import io.lightwave.ca.template.KeyUse;
import io.lightwave.ca.template.Lint;
import io.lightwave.ca.template.LintOutcome;
import io.lightwave.ca.template.Standard;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.ca.template.Template;
import io.lightwave.ca.template.TenantName;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.springframework.transaction.support.TransactionTemplate;

/// The delegates of authorities: one key for each authority and task, shared by all nodes, whose certificate lives a
/// week and is followed by another after half of that. Nobody asks for the revocation of an OCSP responder's,
/// which says so by `nocheck` (RFC 6960 §4.2.2.2.1), hence the short life.
public final class Delegates {
    private static final String CHANGED = "ca-delegate";
    private static final int MOST_IN_MEMORY = 2_000;
    private static final Duration LIFETIME = Duration.ofDays(7);
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Origin OWN = new Origin("", "");

    private final DelegateStore store;
    private final CertificateRecords records;
    private final Publications publications;
    private final Audit audit;
    private final ChangeFeed feed;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final SecureRandom random;
    private final ChangeFeed.Cached<Delegate> cache;

    Delegates(
            DelegateStore store,
            CertificateRecords records,
            Publications publications,
            Audit audit,
            ChangeFeed feed,
            TransactionTemplate transaction,
            InstantSource clock,
            SecureRandom random) {
        this.store = store;
        this.records = records;
        this.publications = publications;
        this.audit = audit;
        this.feed = feed;
        this.transaction = transaction;
        this.clock = clock;
        this.random = random;
        this.cache = feed.cache(CHANGED, MOST_IN_MEMORY, this::find);
    }

    /// What signs for this authority now; made when there is none.
    public Delegate current(Authority authority, Task task) {
        return cache.get(authority.tenant(), key(authority.name(), task))
                .filter(this::isFresh)
                .orElseGet(() -> renewed(authority, task));
    }

    /// Forgets the key of a delegate's certificate that is revoked: another is made when it is needed. Joins
    /// the caller's transaction. Of other certificates it does nothing, whatever their profile is called.
    public void end(TenantId tenant, IssuedCertificate revoked) {
        if (revoked.holder().isEmpty()) {
            store.delete(tenant, revoked.authority(), revoked.fingerprint())
                    .ifPresent(task -> feed.append(tenant, CHANGED, key(revoked.authority(), task)));
        }
    }

    private static String key(String authority, Task task) {
        return task.profile() + "/" + authority;
    }

    private Optional<Delegate> find(TenantId tenant, String key) {
        int slash = key.indexOf('/');
        return Task.ofProfile(key.substring(0, slash))
                .flatMap(task -> store.find(tenant, key.substring(slash + 1), task));
    }

    private boolean isFresh(Delegate delegate) {
        return clock.instant().isBefore(delegate.renewAt());
    }

    private Delegate renewed(Authority authority, Task task) {
        return transaction.execute(_ -> {
            store.lock(authority.tenant(), authority.name(), task);
            return store.find(authority.tenant(), authority.name(), task)
                    .filter(this::isFresh)
                    .orElseGet(() -> made(authority, task));
        });
    }

    private Delegate made(Authority authority, Task task) {
        try {
            TenantId tenant = authority.tenant();
            var keys = newKeys(authority);
            Instant notBefore = clock.instant().truncatedTo(ChronoUnit.SECONDS).minus(SKEW);
            var template = template(authority, task, SubjectKey.of(keys.getPublic()), notBefore);
            var certificate = signed(template, authority, task);
            var delegate = new Delegate(
                    certificate,
                    new IssuerKey(keys.getPrivate(), template.key()),
                    notBefore.plus(
                            Duration.between(notBefore, template.notAfter()).dividedBy(2)));
            records.keepSigned(
                    new NewCertificate(tenant, authority.name(), Optional.empty(), task.profile(), template),
                    certificate);
            store.keep(authority, task, delegate, keys.getPrivate());
            String target = "%s %s/%s"
                    .formatted(
                            task.profile(), authority.name(), template.serial().toString(16));
            audit.recordChange(
                    new AuditEvent(tenant, "server", "certificate.issue", target, AuditEvent.Outcome.SUCCESS, "", OWN));
            feed.append(tenant, CHANGED, key(authority.name(), task));
            return delegate;
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(
                    "the %s of %s could not be made".formatted(task.title(), authority.name()), failed);
        }
    }

    private Template template(Authority authority, Task task, SubjectKey key, Instant notBefore) {
        Instant wanted = notBefore.plus(LIFETIME).minusSeconds(1);
        Instant most = authority.issuer().notAfter();
        var publication = publications.of(authority.tenant(), authority.name());
        return new Template(
                records.newSerial(),
                TenantName.below(authority.tenant())
                        .addRDN(BCStyle.CN, "%s of %s".formatted(task.title(), authority.name()))
                        .build(),
                notBefore,
                wanted.isAfter(most) ? most : wanted,
                key,
                false,
                OptionalInt.empty(),
                Set.of(KeyUse.DIGITAL_SIGNATURE),
                Set.of(task.use()),
                List.of(),
                Optional.of(task == Task.OCSP ? publication.withoutResponder() : publication));
    }

    private static X509Certificate signed(Template template, Authority authority, Task task) {
        return switch (Lint.check(template, authority.issuer(), new Standard.Delegate(task.use(), LIFETIME))) {
            case LintOutcome.Passed(var linted) -> CertificateSigner.sign(linted, authority.key());
            case LintOutcome.Failed(var findings) -> throw new IllegalStateException(String.join("; ", findings));
        };
    }

    /// Its answers are as hard to forge as what the authority signs.
    private KeyPair newKeys(Authority authority) throws GeneralSecurityException {
        boolean lattices = authority.key().subjectKey().type() == KeyType.ML_DSA_65;
        return KeyPairs.generate(lattices ? AuthorityKeyType.ML_DSA_65 : AuthorityKeyType.EC_P256, random);
    }
}
