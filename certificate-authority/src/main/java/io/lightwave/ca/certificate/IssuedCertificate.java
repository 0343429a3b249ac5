package io.lightwave.ca.certificate;

import io.lightwave.directory.SubjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A certificate that was signed, as the records know it.
///
/// @param serial in hexadecimal, lower case, without leading zeros
/// @param subject in the form of RFC 4514
/// @param names `type:value` each
/// @param predecessor the record of the certificate that it renewed
/// @param evidence what it was given for, where that was neither a token of ours nor the one before
/// @param fingerprint SHA-256 of the DER form, in hexadecimal
public record IssuedCertificate(
        UUID id,
        String authority,
        String serial,
        String subject,
        Optional<SubjectId> holder,
        Optional<String> spiffeId,
        List<String> names,
        String profile,
        Instant notBefore,
        Instant notAfter,
        Optional<Revoked> revoked,
        String fingerprint,
        Instant createdAt,
        Optional<UUID> predecessor,
        Optional<String> evidence) {

    /// How the evidence of a certificate begins that was earned by a secret for CMP, whose id follows.
    public static final String BY_SECRET = "CMP secret ";

    /// @param reason may be [RevocationReason#CERTIFICATE_HOLD]
    public record Revoked(Instant at, RevocationReason reason) {}

    public enum State {
        VALID,
        EXPIRED,
        REVOKED,
        HELD
    }

    /// Whether somebody else spoke for its holder, as a node or a platform does. What they say is true when they say
    /// it, so that they are asked again for each further certificate. A secret is the holder's own.
    public boolean isAttested() {
        return evidence.filter(given -> !given.startsWith(BY_SECRET)).isPresent();
    }

    /// What it is worth at the given moment; revoked for good says more than expired.
    public State state(Instant now) {
        boolean held = revoked.filter(end -> end.reason() == RevocationReason.CERTIFICATE_HOLD)
                .isPresent();
        if (revoked.isPresent() && !held) {
            return State.REVOKED;
        }
        if (notAfter.isBefore(now)) {
            return State.EXPIRED;
        }
        return held ? State.HELD : State.VALID;
    }
}
