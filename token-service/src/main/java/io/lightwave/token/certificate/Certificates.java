package io.lightwave.token.certificate;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.policy.AuthenticationPolicy;
import io.lightwave.token.policy.Factor;
import io.lightwave.token.policy.OutsideAuthority;
import io.lightwave.token.protocol.ClientCertificates;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Enrols people's certificates, and says whose certificate one is. One that an authority of the tenant issued is known
/// by whom it was issued to, and so is its successor; one of outside by itself alone. A certificate counts only when
/// its owner had earned, at its enrolment, the strongest context that certificates have a part in.
public final class Certificates {
    /// How many a person may have.
    private static final int MOST = 10;

    /// What a certificate proves (RFC 8176).
    private static final List<String> PROOF = List.of("pop");

    private static final String KIND = "certificate";
    private static final String OWN = "";

    private final CertificateStore store;
    private final CertificateTrust trust;
    private final OutsideCertificates outside;
    private final AuthenticationPolicies policies;
    private final ActivePrincipals principals;
    private final Throttle throttle;
    private final InstantSource clock;

    Certificates(
            CertificateStore store,
            CertificateTrust trust,
            OutsideCertificates outside,
            AuthenticationPolicies policies,
            ActivePrincipals principals,
            Throttle throttle,
            InstantSource clock) {
        this.store = store;
        this.trust = trust;
        this.outside = outside;
        this.policies = policies;
        this.principals = principals;
        this.throttle = throttle;
        this.clock = clock;
    }

    /// The answer to [#check].
    public sealed interface Check {
        /// @param factors what has been proved (RFC 8176)
        /// @param how in words for an operator
        record Held(ActivePrincipal person, List<String> factors, String how) implements Check {
            public Held {
                factors = List.copyOf(factors);
            }
        }

        /// @param owner whose certificate it would be; empty when that is not known
        /// @param reason for the audit trail
        record Refused(Optional<ActivePrincipal> owner, String reason) implements Check {}
    }

    /// The answer to [#enrol].
    public sealed interface Enrolment {
        record Added(EnrolledCertificate certificate) implements Enrolment {}

        /// Its owner has not proved enough for what it would earn.
        record TooWeak(String reason) implements Enrolment {}

        /// @param reason for the audit trail
        record Refused(String reason) implements Enrolment {}
    }

    /// Who stands behind a certificate.
    private sealed interface Recognition {
        /// One of the tenant's own authorities.
        record Own(SubjectId holder) implements Recognition {}

        record Outside(OutsideAuthority authority) implements Recognition {}

        record Nobody(String reason) implements Recognition {}
    }

    /// Whether the person has enrolled one that the tenant's policy lets count.
    public boolean areHeld(ActivePrincipal person) {
        AuthenticationPolicy policy = policies.of(person.tenant());
        return store.of(person.tenant(), person.id()).stream()
                .anyMatch(enrolled -> !isTooWeak(policy, enrolled.earnedBy()));
    }

    /// Whether the person has one that is asked for as the second factor.
    public boolean areSecondFactor(ActivePrincipal person) {
        return policies.of(person.tenant()).secondFactors().contains(Factor.CERTIFICATE) && areHeld(person);
    }

    /// In the order of their enrolment.
    public List<EnrolledCertificate> of(TenantId tenant, SubjectId person) {
        return store.of(tenant, person);
    }

    /// As [#check(TenantId, Optional)], of somebody who has proved something already: anybody else's is refused.
    public Check check(ActivePrincipal person, Optional<X509Certificate> certificate) {
        return switch (check(person.tenant(), certificate)) {
            case Check.Held held when held.person().id().equals(person.id()) -> held;
            case Check.Held held -> new Check.Refused(Optional.of(held.person()), "somebody else's");
            case Check.Refused refused -> refused;
        };
    }

    /// Says whose certificate it is whose key somebody has just shown to hold. Whoever comes with one that does not
    /// count is slowed down.
    ///
    /// @param certificate empty when none was shown
    public Check check(TenantId tenant, Optional<X509Certificate> certificate) {
        if (certificate.isEmpty()) {
            return new Check.Refused(Optional.empty(), "no certificate was shown");
        }
        String key = ClientCertificates.thumbprint(certificate.get());
        if (!throttle.permits(tenant, KIND, key)) {
            return new Check.Refused(Optional.empty(), "throttled after failures");
        }
        Check checked = check(tenant, certificate.get());
        switch (checked) {
            case Check.Held _ -> throttle.succeeded(tenant, KIND, key);
            case Check.Refused _ -> throttle.failed(tenant, KIND, key);
        }
        return checked;
    }

    private Check check(TenantId tenant, X509Certificate certificate) {
        AuthenticationPolicy policy = policies.of(tenant);
        return switch (recognise(tenant, policy, certificate)) {
            case Recognition.Nobody(String reason) -> new Check.Refused(Optional.empty(), reason);
            case Recognition.Own(SubjectId holder) ->
                policy.certificates().countIssued()
                        ? held(tenant, holder, "issued to its owner by this tenant's authority")
                        : enrolled(tenant, policy, identity(holder), "by this tenant's authority");
            case Recognition.Outside(OutsideAuthority authority) ->
                enrolled(tenant, policy, identity(certificate), "by the authority " + authority.name());
        };
    }

    private Check enrolled(TenantId tenant, AuthenticationPolicy policy, String identity, String issuer) {
        Optional<EnrolledCertificate> found = store.find(tenant, identity);
        if (found.isEmpty()) {
            return new Check.Refused(Optional.empty(), "good, %s, but nobody has enrolled it".formatted(issuer));
        }
        EnrolledCertificate enrolled = found.get();
        if (isTooWeak(policy, enrolled.earnedBy())) {
            return new Check.Refused(
                    principals.find(tenant, enrolled.owner()),
                    "it was enrolled with less (%s) than certificates may earn now".formatted(enrolled.earnedBy()));
        }
        return store.use(tenant, enrolled.id(), clock.instant())
                ? held(tenant, enrolled.owner(), "enrolled by its owner, issued " + issuer)
                : new Check.Refused(Optional.empty(), "removed meanwhile");
    }

    private Check held(TenantId tenant, SubjectId owner, String how) {
        return principals
                .find(tenant, owner)
                .filter(person -> person.kind() == SubjectKind.USER)
                .<Check>map(person -> new Check.Held(person, PROOF, how))
                .orElseGet(() -> new Check.Refused(Optional.empty(), "of nobody who may sign in, or who is disabled"));
    }

    /// Never more than the enrolment had, alone or with another factor.
    private static boolean isTooWeak(AuthenticationPolicy policy, List<String> earnedBy) {
        return policy.rank(earnedBy) < policy.rank(Factor.CERTIFICATE);
    }

    private Recognition recognise(TenantId tenant, AuthenticationPolicy policy, X509Certificate certificate) {
        Optional<CertificateTrust.Trusted> own = trust.find(tenant, certificate);
        if (own.isPresent()) {
            return own.get()
                    .holder()
                    .<Recognition>map(Recognition.Own::new)
                    .orElseGet(() -> new Recognition.Nobody("the server's own certificate"));
        }
        String reason = "of no authority that the tenant knows, or revoked, on hold or not in time";
        for (OutsideAuthority authority : policy.certificates().authorities()) {
            if (authority.certificate().getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
                Optional<String> objection = outside.objection(authority, certificate);
                if (objection.isEmpty()) {
                    return new Recognition.Outside(authority);
                }
                reason = "of the authority %s: %s".formatted(authority.name(), objection.get());
            }
        }
        return new Recognition.Nobody(reason);
    }

    /// Enrols the certificate that somebody who is signed in has just shown. Joins the caller's transaction.
    ///
    /// @param earnedBy by what they are signed in (RFC 8176)
    /// @param certificate empty when none was shown
    public Enrolment enrol(
            ActivePrincipal person, List<String> earnedBy, String name, Optional<X509Certificate> certificate) {
        if (certificate.isEmpty()) {
            return new Enrolment.Refused("no certificate was shown");
        }
        AuthenticationPolicy policy = policies.of(person.tenant());
        if (isTooWeak(policy, earnedBy)) {
            return new Enrolment.TooWeak("signed in by %s, less than certificates may earn".formatted(earnedBy));
        }
        return switch (recognise(person.tenant(), policy, certificate.get())) {
            case Recognition.Nobody(String reason) -> new Enrolment.Refused(reason);
            case Recognition.Own(SubjectId holder) ->
                holder.equals(person.id())
                        ? add(person, earnedBy, name, identity(holder), OWN)
                        : new Enrolment.Refused("issued to somebody else");
            case Recognition.Outside(OutsideAuthority authority) ->
                add(person, earnedBy, name, identity(certificate.get()), authority.name());
        };
    }

    private Enrolment add(
            ActivePrincipal person, List<String> earnedBy, String name, String identity, String issuedBy) {
        var added = new EnrolledCertificate(
                UUID.randomUUID(), person.id(), name, issuedBy, earnedBy, clock.instant(), Optional.empty());
        return store.add(person.tenant(), added, identity, MOST)
                ? new Enrolment.Added(added)
                : new Enrolment.Refused("enrolled already, or one too many");
    }

    private static String identity(SubjectId holder) {
        return "own:" + holder;
    }

    private static String identity(X509Certificate certificate) {
        return "x5t#S256:" + ClientCertificates.thumbprint(certificate);
    }

    /// False when the person has no such certificate.
    public boolean remove(TenantId tenant, SubjectId person, UUID certificate) {
        return store.remove(tenant, person, certificate);
    }

    /// How many there were. Joins the caller's transaction.
    public int removeAll(TenantId tenant, SubjectId person) {
        return store.removeAll(tenant, person);
    }
}
