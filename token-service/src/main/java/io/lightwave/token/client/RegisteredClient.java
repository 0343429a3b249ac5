package io.lightwave.token.client;

import io.lightwave.directory.Subject;
import io.lightwave.token.opaque.OpaqueSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A client as those see it who manage it.
///
/// @param managementHash of the token by which it manages its own registration; empty when it cannot
public record RegisteredClient(
        Subject subject,
        ClientMetadata metadata,
        List<ClientSecret> secrets,
        Instant updatedAt,
        String entityTag,
        Optional<String> managementHash) {
    static RegisteredClient of(Subject subject, ClientSettings settings) {
        return new RegisteredClient(
                subject,
                settings.metadata(),
                settings.secrets(),
                settings.updatedAt(subject),
                settings.entityTag(subject),
                settings.managementHash());
    }

    /// When its newest secret ends; empty when that does not, or there is none.
    public Optional<Instant> secretExpiry() {
        return secrets.stream().findFirst().flatMap(ClientSecret::expiresAt);
    }

    /// Whether this is one of its secrets.
    public boolean acceptsSecret(String text) {
        SecretHash hash = SecretHash.of(text);
        return secrets.stream().anyMatch(secret -> secret.hash().matches(hash));
    }

    public boolean hasSecret() {
        return !secrets.isEmpty();
    }

    /// Whether this is the token by which the client manages its own registration (RFC 7592 §1.2); of a client that an
    /// administrator registered there is none.
    public boolean isManagedBy(OpaqueSecret token) {
        return managementHash
                .filter(hash -> MessageDigest.isEqual(
                        hash.getBytes(StandardCharsets.US_ASCII), token.hash().getBytes(StandardCharsets.US_ASCII)))
                .isPresent();
    }
}
