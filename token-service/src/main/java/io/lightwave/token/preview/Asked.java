package io.lightwave.token.preview;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A request for a preview.
///
/// @param grantType by which the tokens would be got; null for the authorization code grant where there is a user, else
///     for client credentials
/// @param user by id or name; null when the client gets a token about itself
/// @param scopes null for all that the client is registered for
/// @param resource the resource server's URI or name (RFC 8707); null for none
/// @param claims as the parameter of that name (OpenID Connect Core §5.5); null for none
/// @param authorizationDetails as the parameter of that name (RFC 9396); null for none
/// @param nonce as the parameter of that name; null for none
record Asked(
        @Nullable String grantType,
        @Nullable String user,
        @Nullable List<String> scopes,
        @Nullable String resource,
        @Nullable ObjectNode claims,
        @Nullable ArrayNode authorizationDetails,
        @Nullable String nonce) {}
