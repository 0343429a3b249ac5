package io.lightwave.ca.order;

import io.lightwave.ca.binding.Identifier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// @param profile a profile's name
/// @param authorizations one for each identifier
/// @param replaces the certificate that this one shall replace (RFC 9773 §5)
public record Order(
        UUID id,
        String profile,
        List<Identifier> identifiers,
        List<UUID> authorizations,
        OrderState state,
        Instant expiresAt,
        Optional<Replaced> replaces) {

    /// @param certificate its record
    /// @param identifier as the client named it (RFC 9773 §4.1), for every view of the order to
    ///     repeat it; empty in orders from before it was kept
    public record Replaced(UUID certificate, Optional<String> identifier) {}
}
