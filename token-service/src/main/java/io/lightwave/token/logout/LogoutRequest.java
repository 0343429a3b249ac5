package io.lightwave.token.logout;

import io.lightwave.token.client.Client;
import io.lightwave.token.idtoken.IdTokens.Hint;
import io.lightwave.token.page.FormGuard;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a client asks for when it signs a person out (OpenID Connect RP-Initiated Logout 1.0 §2).
///
/// @param hint the ID token it shows, if it is ours and the rest of the request is as it should be
/// @param client who asks, by `client_id` or the hint; empty when that is not known or not clear
/// @param returnTo where the person goes afterwards: registered for that very client
/// @param sent the request as it was sent, as a query string
record LogoutRequest(
        Optional<Hint> hint, Optional<Client> client, Optional<String> returnTo, Optional<String> state, String sent) {

    /// Where the person goes afterwards, with the request's state (§3).
    Optional<String> destination() {
        return returnTo.map(uri -> state.map(value -> uri + (uri.indexOf('?') < 0 ? "?" : "&") + "state="
                        + URLEncoder.encode(value, StandardCharsets.UTF_8))
                .orElse(uri));
    }

    /// Where our form may lead, as CSP sources.
    String formTargets() {
        return returnTo.map(URI::create).map(FormGuard::targetsOf).orElse("");
    }
}
