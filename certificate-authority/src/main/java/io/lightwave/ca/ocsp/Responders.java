package io.lightwave.ca.ocsp;

import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.Publications;
import io.lightwave.ca.certificate.CertificateRecords;
import io.lightwave.ca.certificate.NewCertificate;
import io.lightwave.ca.template.CertificateSigner;
import io.lightwave.ca.template.ExtendedUse;
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

/// The delegated responders (RFC 6960 §4.2.2.2): one key for each authority, shared by all nodes, whose certificate
/// lives a week and is followed by another after half of that. Nobody asks for its revocation (`nocheck`), hence the
/// short life.
final class Responders {
    /// The profile under which their certificates are recorded.
    static final String PROFILE = "ocsp";

    private static final String CHANGED = "ca-ocsp-responder";
    private static final int MOST_IN_MEMORY = 2_000;
    private static final Duration LIFETIME = Duration.ofDays(7);
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Origin OWN = new Origin("", "");

    private final ResponderStore store;
    private final CertificateRecords records;
    private final Publications publications;
    private final Audit audit;
    private final ChangeFeed feed;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final SecureRandom random;
    private final ChangeFeed.Cached<Responder> cache;

    Responders(
            ResponderStore store,
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
        this.cache = feed.cache(CHANGED, MOST_IN_MEMORY, store::find);
    }

    /// The responder that signs for this authority now; made when there is none.
    Responder current(Authority authority) {
        return cache.get(authority.tenant(), authority.name())
                .filter(this::isFresh)
                .orElseGet(() -> renewed(authority));
    }

    private boolean isFresh(Responder responder) {
        return clock.instant().isBefore(responder.renewAt());
    }

    private Responder renewed(Authority authority) {
        return transaction.execute(_ -> {
            store.lock(authority.tenant(), authority.name());
            return store.find(authority.tenant(), authority.name())
                    .filter(this::isFresh)
                    .orElseGet(() -> made(authority));
        });
    }

    private Responder made(Authority authority) {
        try {
            TenantId tenant = authority.tenant();
            var keys = newKeys(authority);
            Instant notBefore = clock.instant().truncatedTo(ChronoUnit.SECONDS).minus(SKEW);
            var template = template(authority, SubjectKey.of(keys.getPublic()), notBefore);
            var certificate = signed(template, authority);
            var responder = new Responder(
                    certificate,
                    new IssuerKey(keys.getPrivate(), template.key()),
                    notBefore.plus(
                            Duration.between(notBefore, template.notAfter()).dividedBy(2)));
            records.keepSigned(
                    new NewCertificate(tenant, authority.name(), Optional.empty(), PROFILE, template), certificate);
            store.keep(authority, responder, keys.getPrivate());
            String target = "%s %s/%s"
                    .formatted(PROFILE, authority.name(), template.serial().toString(16));
            audit.recordChange(
                    new AuditEvent(tenant, "server", "certificate.issue", target, AuditEvent.Outcome.SUCCESS, "", OWN));
            feed.append(tenant, CHANGED, authority.name());
            return responder;
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(
                    "the responder of %s could not be made".formatted(authority.name()), failed);
        }
    }

    private Template template(Authority authority, SubjectKey key, Instant notBefore) {
        Instant wanted = notBefore.plus(LIFETIME).minusSeconds(1);
        Instant most = authority.issuer().notAfter();
        var publication = publications.of(authority.tenant(), authority.name()).withoutResponder();
        return new Template(
                records.newSerial(),
                TenantName.below(authority.tenant())
                        .addRDN(BCStyle.CN, "OCSP responder of " + authority.name())
                        .build(),
                notBefore,
                wanted.isAfter(most) ? most : wanted,
                key,
                false,
                OptionalInt.empty(),
                Set.of(KeyUse.DIGITAL_SIGNATURE),
                Set.of(ExtendedUse.OCSP_SIGNING),
                List.of(),
                Optional.of(publication));
    }

    private static X509Certificate signed(Template template, Authority authority) {
        return switch (Lint.check(template, authority.issuer(), new Standard.Responder(LIFETIME))) {
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
