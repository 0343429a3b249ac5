package io.lightwave.token.authorization;

import static io.lightwave.token.authorization.AuthorizationParameters.encode;

import io.lightwave.directory.Tenant;
import java.util.Optional;

/// Where the answer to an authorization request goes: a redirect URI that is known to be the client's. Each answer
/// names its issuer (RFC 9207).
///
/// @param clientId whose it is
record ReturnAddress(String redirectUri, Tenant tenant, Optional<String> state, String clientId) {

    String withCode(String code) {
        return with("code=" + encode(code));
    }

    String withError(AuthorizationError error, String description) {
        return with("error=" + encode(error.code()) + "&error_description=" + encode(description));
    }

    private String with(String answer) {
        return redirectUri
                + (redirectUri.indexOf('?') < 0 ? "?" : "&")
                + answer
                + state.map(value -> "&state=" + encode(value)).orElse("")
                + "&iss="
                + encode(tenant.issuer().toString());
    }
}
