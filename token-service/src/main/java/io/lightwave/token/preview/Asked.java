package io.lightwave.token.preview;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.token.claims.ClaimsRequest;
import io.lightwave.token.client.GrantType;
import java.util.List;
import java.util.Optional;
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
        @Nullable String nonce) {

    /// @throws InvalidFieldException when there is no such grant
    GrantType grant() {
        if (grantType == null) {
            return user == null ? GrantType.CLIENT_CREDENTIALS : GrantType.AUTHORIZATION_CODE;
        }
        return GrantType.of(grantType).orElseThrow(() -> new InvalidFieldException("grantType", "no grant type"));
    }

    Optional<String> scopeText() {
        return Optional.ofNullable(scopes).map(all -> String.join(" ", all));
    }

    /// @throws InvalidFieldException when no request could have it
    Optional<String> resourceText() {
        return Optional.ofNullable(resource).map(text -> {
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw new InvalidFieldException("resource", "has a control character");
            }
            return text;
        });
    }

    Optional<String> detailsText() {
        return Optional.ofNullable(authorizationDetails).map(Object::toString);
    }

    /// @throws InvalidFieldException when it is malformed
    ClaimsRequest claimsRequest() {
        try {
            return claims == null ? ClaimsRequest.NONE : ClaimsRequest.parse(claims.toString());
        } catch (IllegalArgumentException malformed) {
            throw new InvalidFieldException("claims", String.valueOf(malformed.getMessage()));
        }
    }
}
