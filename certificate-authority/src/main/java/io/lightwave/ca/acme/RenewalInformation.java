package io.lightwave.ca.acme;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.message.Base64Url;
import io.lightwave.ca.template.KeyIdentifier;
import io.lightwave.directory.TenantId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/// When a certificate is best renewed (RFC 9773): once two thirds of its life are over, and at once when it is revoked.
final class RenewalInformation {
    private final Authorities authorities;
    private final CertificateSearch search;
    private final InstantSource clock;

    RenewalInformation(Authorities authorities, CertificateSearch search, InstantSource clock) {
        this.authorities = authorities;
        this.search = search;
        this.clock = clock;
    }

    record Window(Instant start, Instant end) {}

    record View(Window suggestedWindow) {}

    Optional<View> find(TenantId tenant, String id) {
        return certificate(tenant, id).map(this::view);
    }

    private View view(IssuedCertificate certificate) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (certificate.state(now) == IssuedCertificate.State.REVOKED) {
            return new View(new Window(now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(1))));
        }
        Duration life = Duration.between(certificate.notBefore(), certificate.notAfter());
        Instant start = certificate.notAfter().minus(life.dividedBy(3)).truncatedTo(ChronoUnit.SECONDS);
        return new View(new Window(start, start.plus(life.dividedBy(30)).truncatedTo(ChronoUnit.SECONDS)));
    }

    /// By its unique identifier (§4.1): key identifier of its authority and serial number.
    Optional<IssuedCertificate> certificate(TenantId tenant, String id) {
        String[] parts = id.split("[.]", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            byte[] keyIdentifier = Base64Url.decoded("the key identifier", parts[0]);
            byte[] serial = Base64Url.decoded("the serial number", parts[1]);
            return serial.length == 0
                    ? Optional.empty()
                    : authorities.of(tenant).stream()
                            .filter(authority -> Arrays.equals(
                                    keyIdentifier,
                                    KeyIdentifier.of(authority.key().subjectKey())))
                            .map(Authority::name)
                            .findFirst()
                            .flatMap(authority ->
                                    search.findBySerial(tenant, authority, new BigInteger(serial).toString(16)));
        } catch (AcmeException malformed) {
            return Optional.empty();
        }
    }
}
