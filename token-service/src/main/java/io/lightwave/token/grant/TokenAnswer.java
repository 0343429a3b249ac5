package io.lightwave.token.grant;

import io.lightwave.token.accesstoken.MintedAccessToken;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.protocol.EndpointError;
import java.util.Optional;
import java.util.Set;

/// The token endpoint's answer (RFC 6749 §5).
public sealed interface TokenAnswer {

    /// @param tokenType `Bearer` or `DPoP`
    record Issued(
            MintedAccessToken accessToken,
            String tokenType,
            Set<String> scopes,
            AuthorizationDetails details,
            Optional<String> refreshToken,
            Optional<String> idToken,
            Optional<String> issuedTokenType)
            implements TokenAnswer {
        @Override
        public String toString() {
            return "Issued[" + accessToken + "]";
        }
    }

    record Refused(EndpointError error, String description) implements TokenAnswer {}
}
