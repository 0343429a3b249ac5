package io.lightwave.ca.certificate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A certificate in the REST API; what is null is left out.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateView(
        UUID id,
        String serial,
        String subject,
        @Nullable UUID subjectId,
        @Nullable String spiffeId,
        List<String> san,
        String profile,
        Instant notBefore,
        Instant notAfter,
        String state,
        @Nullable Instant revokedAt,
        @Nullable String revocationReason,
        String fingerprint,
        Instant createdAt,
        @Nullable UUID renews,
        @Nullable String evidence) {

    public static CertificateView of(IssuedCertificate certificate, Instant now) {
        return new CertificateView(
                certificate.id(),
                certificate.serial(),
                certificate.subject(),
                certificate.holder().map(holder -> holder.value()).orElse(null),
                certificate.spiffeId().orElse(null),
                certificate.names(),
                certificate.profile(),
                certificate.notBefore(),
                certificate.notAfter(),
                certificate.state(now).name().toLowerCase(Locale.ROOT),
                certificate.revoked().map(IssuedCertificate.Revoked::at).orElse(null),
                certificate.revoked().map(revoked -> revoked.reason().word()).orElse(null),
                certificate.fingerprint(),
                certificate.createdAt(),
                certificate.predecessor().orElse(null),
                certificate.evidence().orElse(null));
    }
}
