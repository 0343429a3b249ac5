package io.lightwave.ca.renewal;

import io.lightwave.ca.CertificateHolders;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.Fingerprint;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.issuance.Application;
import io.lightwave.ca.issuance.Issuance;
import io.lightwave.ca.profile.Profiles;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Renews certificates for those who show them. The records decide: a certificate that is not recorded, octet by octet,
/// is nobody's, whatever signed it. One that was given for what a node or a platform said is not renewed here: they are
/// asked again.
public final class Renewal implements CertificateHolders {
    private static final String ATTESTED =
            "the certificate is renewed by new evidence only: by the node's agent, a platform's token or ACME";

    private final CertificateTrust trust;
    private final CertificateSearch search;
    private final ActivePrincipals principals;
    private final Issuance issuance;
    private final Profiles profiles;
    private final InstantSource clock;

    Renewal(
            CertificateTrust trust,
            CertificateSearch search,
            ActivePrincipals principals,
            Issuance issuance,
            Profiles profiles,
            InstantSource clock) {
        this.trust = trust;
        this.search = search;
        this.principals = principals;
        this.issuance = issuance;
        this.profiles = profiles;
        this.clock = clock;
    }

    @Override
    public Optional<ActivePrincipal> find(TenantId tenant, X509Certificate certificate) {
        return trust.find(tenant, certificate)
                .flatMap(CertificateTrust.Trusted::holder)
                .flatMap(holder -> principals.find(tenant, holder));
    }

    /// The profile of a certificate that is good.
    public Optional<String> profile(TenantId tenant, X509Certificate certificate) {
        return held(tenant, certificate).map(held -> held.record().profile());
    }

    /// @param material the key of the certificate, or a request with this or another key
    /// @param names what the names in the request are worth
    public IssuanceOutcome renew(
            TenantId tenant,
            X509Certificate certificate,
            Application.Material material,
            Application.Names names,
            Origin origin) {
        var held = held(tenant, certificate);
        if (held.isEmpty()) {
            return new IssuanceOutcome.Refused("the certificate is not good here");
        }
        var record = held.get().record();
        var application = new Application(
                held.get().holder(),
                record.profile(),
                material,
                names,
                Optional.of(record.id()),
                Optional.empty(),
                origin);
        if (record.isAttested()) {
            return issuance.refuse(application, ATTESTED);
        }
        Instant from = profiles.find(tenant, record.profile())
                .map(profile -> profile.renewableFrom(record.notAfter()).truncatedTo(ChronoUnit.SECONDS))
                .orElse(Instant.MAX);
        return clock.instant().isBefore(from)
                ? issuance.refuse(application, "the certificate may be renewed from %s on".formatted(from))
                : issuance.issue(application);
    }

    private record Held(IssuedCertificate record, ActivePrincipal holder) {}

    private Optional<Held> held(TenantId tenant, X509Certificate certificate) {
        Instant now = clock.instant();
        return search.findByFingerprint(tenant, Fingerprint.of(certificate))
                .filter(record ->
                        record.state(now) == IssuedCertificate.State.VALID && !now.isBefore(record.notBefore()))
                .flatMap(record -> record.holder()
                        .flatMap(holder -> principals.find(tenant, holder))
                        .map(holder -> new Held(record, holder)));
    }
}
