package io.lightwave.ca.event;

import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.certificate.RevocationReason;

/// Something that a follower is told.
sealed interface CertificateEvent {

    /// Of one certificate, as it is by the time it is told.
    record Happened(Kind kind, IssuedCertificate certificate) implements CertificateEvent {
        static Happened signed(IssuedCertificate certificate) {
            return new Happened(certificate.predecessor().isPresent() ? Kind.RENEWED : Kind.ISSUED, certificate);
        }

        static Happened changed(IssuedCertificate certificate) {
            Kind kind = certificate
                    .revoked()
                    .map(end -> end.reason() == RevocationReason.CERTIFICATE_HOLD ? Kind.HELD : Kind.REVOKED)
                    .orElse(Kind.RELEASED);
            return new Happened(kind, certificate);
        }
    }

    /// More than is told one by one: only a search says how things are.
    record Resync() implements CertificateEvent {}

    enum Kind {
        ISSUED,
        RENEWED,
        HELD,
        RELEASED,
        REVOKED
    }
}
