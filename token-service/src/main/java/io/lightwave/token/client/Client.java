package io.lightwave.token.client;

import com.nimbusds.jose.jwk.JWKSet;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.key.Algorithm;
import java.util.Optional;
import java.util.Set;

/// A registered client's protocol settings. Whether it is enabled is its subject's affair: ask `ActivePrincipals`.
public final class Client {
    private final TenantId tenant;
    private final SubjectId id;
    private final String clientId;
    private final ClientMetadata metadata;
    private final Optional<SecretHash> secret;

    Client(TenantId tenant, SubjectId id, String clientId, ClientMetadata metadata, Optional<SecretHash> secret) {
        this.tenant = tenant;
        this.id = id;
        this.clientId = clientId;
        this.metadata = metadata;
        this.secret = secret;
    }

    public TenantId tenant() {
        return tenant;
    }

    /// The directory subject of kind CLIENT whose settings these are.
    public SubjectId id() {
        return id;
    }

    /// The subject's name.
    public String clientId() {
        return clientId;
    }

    public boolean mayUse(GrantType type) {
        return metadata.grantTypes().contains(type);
    }

    public boolean mayAuthenticateBy(AuthenticationMethod method) {
        return metadata.authenticationMethods().contains(method);
    }

    /// Whether it cannot keep a secret and only names itself (RFC 6749 §2.1).
    public boolean isPublic() {
        return mayAuthenticateBy(AuthenticationMethod.NONE);
    }

    /// Empty for clients that do not prove themselves by a secret.
    public Optional<SecretHash> secret() {
        return secret;
    }

    /// Empty unless it proves itself by `private_key_jwt`.
    public Optional<JWKSet> keys() {
        return metadata.keys();
    }

    /// What it may ask tokens for besides the issuer and itself.
    public Set<String> audiences() {
        return metadata.audiences();
    }

    /// The scopes it may ask for.
    public Set<String> scopes() {
        return metadata.scopes();
    }

    /// Of its ID tokens: RS256 unless registered otherwise.
    public Algorithm idTokenAlgorithm() {
        return metadata.idTokenAlgorithm();
    }

    public Set<RedirectUri> redirectUris() {
        return metadata.redirectUris();
    }

    /// Whether an authorization answer may go there.
    public boolean acceptsRedirect(String uri) {
        return metadata.redirectUris().stream().anyMatch(registered -> registered.accepts(uri));
    }

    /// Whether its codes must come with PKCE (RFC 7636).
    public boolean requiresPkce() {
        return true;
    }

    ClientMetadata metadata() {
        return metadata;
    }

    @Override
    public String toString() {
        return "Client[" + clientId + " of " + tenant + "]";
    }
}
