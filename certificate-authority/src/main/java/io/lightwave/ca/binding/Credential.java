package io.lightwave.ca.binding;

import io.lightwave.directory.SubjectId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The right to make one ACME account, or to have one certificate by CMP. Its id is the key identifier that clients
/// present.
///
/// @param bounds nothing for CMP, which gives certificates with the subject's own names only
/// @param account that was made with it; of CMP, the transaction that it was used in
/// @param expiresAt until when it can be used; an account does not end with it
public record Credential(
        UUID id,
        Protocol protocol,
        SubjectId subject,
        NameBounds bounds,
        Optional<UUID> account,
        Instant createdAt,
        Optional<Instant> expiresAt) {

    /// What it is for, and for nothing else: an account's certificates are for hosts, one by CMP is its subject's own.
    public enum Protocol {
        ACME,
        CMP
    }
}
