package io.lightwave.token.client;

import com.nimbusds.jose.jwk.JWKSet;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.key.Algorithm;
import java.util.Optional;
import java.util.Set;

/// A registered client's protocol settings. Whether it is enabled is its subject's affair: ask `ActivePrincipals`.
///
/// @param id the directory subject of kind CLIENT whose settings these are
/// @param clientId the subject's name
/// @param secret empty for clients that do not prove themselves by a secret
/// @param keys empty unless it proves itself by `private_key_jwt`
/// @param audiences what it may ask tokens for besides the issuer and itself
/// @param scopes the scopes it may ask for
/// @param idTokenAlgorithm of its ID tokens; RS256 unless registered otherwise
public record Client(
        TenantId tenant,
        SubjectId id,
        String clientId,
        Set<GrantType> grantTypes,
        Set<RedirectUri> redirectUris,
        AuthenticationMethod authenticationMethod,
        Optional<SecretHash> secret,
        Optional<JWKSet> keys,
        Set<String> audiences,
        Set<String> scopes,
        Algorithm idTokenAlgorithm) {

    public Client {
        grantTypes = Set.copyOf(grantTypes);
        redirectUris = Set.copyOf(redirectUris);
        audiences = Set.copyOf(audiences);
        scopes = Set.copyOf(scopes);
    }

    public boolean isPublic() {
        return authenticationMethod == AuthenticationMethod.NONE;
    }

    /// Whether an authorization answer may go there.
    public boolean acceptsRedirect(String uri) {
        return redirectUris.stream().anyMatch(registered -> registered.accepts(uri));
    }
}
