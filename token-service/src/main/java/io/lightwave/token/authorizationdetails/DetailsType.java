package io.lightwave.token.authorizationdetails;

import java.time.Instant;
import java.util.UUID;

/// A type of authorization details that a resource server takes.
///
/// @param name the value of `type`
/// @param title what people are told it is
/// @param resourceServer the URI of the resource server; tokens with such details are for it alone
record DetailsType(
        UUID id,
        String name,
        String title,
        String resourceServer,
        DetailRule.Members schema,
        String schemaText,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt,
        long version) {

    /// The entity tag of its representation (RFC 9110 §8.8.3).
    String entityTag() {
        return "\"" + version + "\"";
    }
}
