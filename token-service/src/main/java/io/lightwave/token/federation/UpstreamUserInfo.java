package io.lightwave.token.federation;

import io.lightwave.directory.Egress;
import io.lightwave.directory.StrictJson;
import io.lightwave.token.jws.ForeignJwt;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Asks a provider's UserInfo endpoint for the claims that are wanted and that its ID token does
/// not have (OpenID Connect Core §5.3). What the ID token says stands; what it says of the sign-in
/// itself is taken from nowhere else.
final class UpstreamUserInfo {
    private static final int MOST_BYTES = 256 * 1024;
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]{1,16384}=*"); // RFC 6750 §2.1
    private static final List<String> OF_A_PERSON = List.of("email", "name");
    private static final Set<String> OF_THE_SIGN_IN =
            Set.of("iss", "sub", "aud", "azp", "exp", "iat", "nbf", "jti", "nonce", "auth_time", "acr", "amr", "sid");

    private final Egress egress;

    UpstreamUserInfo(Egress egress) {
        this.egress = egress;
    }

    /// The claims of the ID token, and those wanted besides.
    ///
    /// @param accessToken that came with it; empty when there is none for a header
    ObjectNode complete(
            IdentityProvider.Settings settings,
            Discovery.Metadata metadata,
            ForeignJwt idToken,
            Optional<String> accessToken)
            throws UpstreamException {
        ObjectNode claims = idToken.claims();
        Set<String> missing = wanted(settings);
        missing.removeIf(claims::has);
        if (missing.isEmpty()
                || metadata.userInfoEndpoint().isEmpty()
                || accessToken.filter(token -> BEARER.matcher(token).matches()).isEmpty()) {
            return claims;
        }
        JsonNode told = ask(metadata, accessToken.get());
        if (!told.path("sub").isString() || !told.path("sub").equals(claims.path("sub"))) {
            throw new UpstreamException("its UserInfo is about somebody else"); // §5.3.2
        }
        ObjectNode all = claims.deepCopy();
        if (missing.contains("email")) {
            missing.add("email_verified"); // it is said of that address
            all.remove("email_verified");
        }
        missing.stream().filter(told::has).forEach(claim -> all.set(claim, told.get(claim)));
        return all;
    }

    private static Set<String> wanted(IdentityProvider.Settings settings) {
        var wanted = new LinkedHashSet<>(OF_A_PERSON);
        wanted.add(settings.userNameClaim());
        if (settings.justInTime()) {
            wanted.add("given_name");
            wanted.add("family_name");
        }
        wanted.addAll(settings.required().keySet());
        settings.rules().forEach(rule -> wanted.add(rule.claim()));
        wanted.removeAll(OF_THE_SIGN_IN);
        return wanted;
    }

    private JsonNode ask(Discovery.Metadata metadata, String accessToken) throws UpstreamException {
        try {
            return StrictJson.mapper()
                    .readTree(egress.get(
                            metadata.userInfoEndpoint().orElseThrow(), new Egress.Access("", accessToken), MOST_BYTES));
        } catch (IOException refused) {
            throw new UpstreamException("its UserInfo cannot be had: " + refused.getMessage());
        } catch (JacksonException malformed) {
            throw new UpstreamException("its UserInfo is not JSON");
        }
    }
}
