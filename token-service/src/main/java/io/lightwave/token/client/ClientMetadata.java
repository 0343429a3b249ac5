package io.lightwave.token.client;

import com.nimbusds.jose.jwk.JWKSet;
import io.lightwave.token.key.Algorithm;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// What a client is registered with (RFC 7591 §2), checked as a whole.
///
/// @param authenticationMethods the first is the registered one; only the server's own clients have a second
/// @param audiences what it may ask tokens for besides the issuer and itself
/// @param idTokenAlgorithm of its ID tokens; RS256 unless registered otherwise
record ClientMetadata(
        Set<GrantType> grantTypes,
        Set<RedirectUri> redirectUris,
        Set<AuthenticationMethod> authenticationMethods,
        Optional<JWKSet> keys,
        Set<String> audiences,
        Set<String> scopes,
        Algorithm idTokenAlgorithm) {

    ClientMetadata {
        grantTypes = inOrder(grantTypes);
        redirectUris = inOrder(redirectUris);
        authenticationMethods = inOrder(authenticationMethods);
        audiences = inOrder(audiences);
        scopes = inOrder(scopes);
    }

    AuthenticationMethod authenticationMethod() {
        return authenticationMethods.iterator().next();
    }

    private static <T> Set<T> inOrder(Collection<T> values) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }
}
