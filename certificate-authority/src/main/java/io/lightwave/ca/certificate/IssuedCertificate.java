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

    /// @param reason may be [RevocationReason#CERTIFICATE_HOLD]
    public record Revoked(Instant at, RevocationReason reason) {}

    public enum State {
        VALID,
        EXPIRED,
        REVOKED,
        HELD
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
