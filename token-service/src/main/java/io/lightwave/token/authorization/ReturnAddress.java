package io.lightwave.token.authorization;

import static io.lightwave.token.authorization.AuthorizationParameters.encode;

import io.lightwave.directory.Tenant;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.page.FormGuard;
import io.lightwave.token.protocol.WebOrigin;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where the answer to an authorization request goes, and how: a redirect URI that is known to be the client's.
///
/// @param client whose it is
/// @param named whether the request names it, so that the token request has to (RFC 6749 §4.1.3)
record ReturnAddress(
        Tenant tenant, Client client, String redirectUri, boolean named, ResponseMode mode, Optional<String> state) {

    /// What signed answers are signed with: RS256 unless registered otherwise (JARM §3).
    Algorithm algorithm() {
        return client.metadata()
                .text(MetadataField.AUTHORIZATION_SIGNED_RESPONSE_ALG)
                .map(Algorithm::registered)
                .orElse(Algorithm.RS256);
    }

    /// An answer's parameters: these, the request's state, and the issuer (RFC 9207).
    Map<String, String> answer(Map<String, String> parameters) {
        var all = new LinkedHashMap<>(parameters);
        state.ifPresent(value -> all.put("state", value));
        all.put("iss", tenant.issuer().toString());
        return all;
    }

    /// The redirect URI with an answer in its query.
    String withQuery(Map<String, String> answer) {
        return redirectUri + (redirectUri.indexOf('?') < 0 ? "?" : "&") + encoded(answer);
    }

    /// The redirect URI, which has no fragment of its own, with an answer for one.
    String withFragment(Map<String, String> answer) {
        return redirectUri + "#" + encoded(answer);
    }

    private static String encoded(Map<String, String> answer) {
        return answer.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    boolean isHttps() {
        return redirectUri.startsWith("https:");
    }

    /// The origin of the client's page, as browsers write it; empty for a private-use scheme, which has none.
    Optional<String> origin() {
        return Optional.of(URI.create(redirectUri))
                .filter(uri -> isHttps() || uri.getScheme().equals("http"))
                .map(WebOrigin::of);
    }

    /// Where a form that leads here may go, as CSP sources.
    String formTargets() {
        return FormGuard.targetsOf(URI.create(redirectUri));
    }
}
