package io.lightwave.token.certificate;

import io.lightwave.directory.SubjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A certificate that somebody signs in with.
///
/// @param name what its owner calls it
/// @param issuedBy the name of the authority; empty for the tenant's own, all of whose certificates for its owner count
/// @param earnedBy what its owner had proved when it was enrolled (RFC 8176)
/// @param lastUsedAt empty when it never was
public record EnrolledCertificate(
        UUID id,
        SubjectId owner,
        String name,
        String issuedBy,
        List<String> earnedBy,
        Instant createdAt,
        Optional<Instant> lastUsedAt) {
    public EnrolledCertificate {
        earnedBy = List.copyOf(earnedBy);
    }
}
