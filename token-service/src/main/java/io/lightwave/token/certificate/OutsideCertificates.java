package io.lightwave.token.certificate;

import io.lightwave.directory.CertificateStrength;
import io.lightwave.token.policy.OutsideAuthority;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks certificates of authorities of outside (RFC 5280 §6): signed by the authority itself, in time, for clients,
/// strong and with a key for signatures, and known not to be revoked. What cannot be known counts as revoked.
final class OutsideCertificates {
    private static final Set<String> FOR_CLIENTS = Set.of("1.3.6.1.5.5.7.3.2", "2.5.29.37.0");

    /// RFC 5280 §4.2.1.3. Whoever has a key to decrypt with need not be its holder: such keys are kept for others.
    private static final int DIGITAL_SIGNATURE = 0;

    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final RevocationStates states;
    private final InstantSource clock;

    OutsideCertificates(RevocationStates states, InstantSource clock) {
        this.states = states;
        this.clock = clock;
    }

    /// What speaks against it, for the operator; empty when nothing does.
    Optional<String> objection(OutsideAuthority authority, X509Certificate certificate) {
        if (certificate.getBasicConstraints() >= 0) {
            return Optional.of("an authority's own certificate");
        }
        if (!isForClients(certificate)) {
            return Optional.of("not for TLS clients");
        }
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE]) {
            return Optional.of("its key is not for signatures");
        }
        if (!CertificateStrength.isAuthority(authority.certificate())) {
            return Optional.of("its authority's key is too short, of DSA or not for certificates");
        }
        if (CertificateStrength.isWeak(certificate)) {
            return Optional.of(
                    "its key is too short (RSA below 2048 bits, EC below 256) or of DSA, or its signature with"
                            + " MD5, SHA-1 or SHA-224");
        }
        try {
            Date now = Date.from(clock.instant());
            authority.certificate().checkValidity(now);
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
            parameters.setDate(now);
            parameters.setRevocationEnabled(false);
            var validator = CertPathValidator.getInstance("PKIX");
            var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
            validator.validate(path, parameters); // before anything is fetched for it
            askOf(authority, certificate, validator, parameters);
            // a revocation counts from its own time on, which another's clock may have put ahead of ours
            parameters.setDate(Date.from(clock.instant().plus(AHEAD)));
            validator.validate(path, parameters);
            return Optional.empty();
        } catch (CertPathValidatorException refused) {
            return Optional.of("%s: %s".formatted(refused.getReason(), refused.getMessage()));
        } catch (RevocationStates.UnknownException unknown) {
            return Optional.of("whether it was revoked cannot be known: " + unknown.getMessage());
        } catch (GeneralSecurityException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    /// Adds what the authority says of the certificate. The JDK's own checker of lists would fetch
    /// others, from where the certificate says, when this one does not tell.
    private void askOf(
            OutsideAuthority authority,
            X509Certificate certificate,
            CertPathValidator validator,
            PKIXParameters parameters)
            throws GeneralSecurityException, RevocationStates.UnknownException {
        switch (authority.revocation()) {
            case OutsideAuthority.Revocation.Crl(var address) -> {
                parameters.addCertStore(CertStore.getInstance(
                        "Collection", new CollectionCertStoreParameters(List.of(states.list(address)))));
                parameters.setRevocationEnabled(true);
            }
            case OutsideAuthority.Revocation.Ocsp(var address) -> {
                var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
                checker.setOptions(EnumSet.of(Option.ONLY_END_ENTITY, Option.NO_FALLBACK));
                checker.setOcspResponses(
                        Map.of(certificate, states.answer(address, authority.certificate(), certificate)));
                parameters.addCertPathChecker(checker);
            }
        }
    }

    /// RFC 5280 §4.2.1.12: without the extension it is for everything.
    private static boolean isForClients(X509Certificate certificate) {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            return uses == null || uses.stream().anyMatch(FOR_CLIENTS::contains);
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }
}
