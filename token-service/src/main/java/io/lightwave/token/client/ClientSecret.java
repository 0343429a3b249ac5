package io.lightwave.token.client;

import java.time.Instant;
import java.util.Optional;

/// One of a client's secrets; there are two at most, so that one can be replaced without a gap.
///
/// @param id names it to administrators
/// @param expiresAt empty for one that does not
/// @param sealed the secret itself, sealed; empty unless the client authenticates by an HMAC with it
public record ClientSecret(
        String id, SecretHash hash, Instant createdAt, Optional<Instant> expiresAt, Optional<byte[]> sealed) {

    /// Where the secret is sealed for.
    String place() {
        return "client-secret/" + id;
    }

    boolean isLive(Instant now) {
        return expiresAt.isEmpty() || now.isBefore(expiresAt.get());
    }

    ClientSecret endingAt(Instant end) {
        return expiresAt.isPresent() && expiresAt.get().isBefore(end)
                ? this
                : new ClientSecret(id, hash, createdAt, Optional.of(end), sealed);
    }
}
