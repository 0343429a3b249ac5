package io.lightwave.token.client;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.ConsoleTokens;
import io.lightwave.token.key.Algorithm;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A registered client's protocol settings. Whether it is enabled is its subject's affair: ask `ActivePrincipals`.
public final class Client {
    private final TenantId tenant;
    private final SubjectId id;
    private final String clientId;
    private final StoredClients.Settings settings;

    Client(TenantId tenant, SubjectId id, String clientId, StoredClients.Settings settings) {
        this.tenant = tenant;
        this.id = id;
        this.clientId = clientId;
        this.settings = settings;
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

    /// What people are told it is called.
    public String displayName() {
        return clientId.equals(ConsoleTokens.CLIENT_ID)
                ? "the Lightwave console"
                : metadata().text(MetadataField.CLIENT_NAME).map(this::withHost).orElse(clientId);
    }

    /// Who says what it is called only controls a host, so that people see which.
    private String withHost(String name) {
        return DocumentAddress.of(clientId)
                .map(address -> "%s (%s)".formatted(name, address.host()))
                .orElse(name);
    }

    /// Everything it is registered with.
    public ClientMetadata metadata() {
        return settings.metadata();
    }

    public boolean mayUse(GrantType type) {
        return metadata().grantTypes().contains(type);
    }

    public boolean mayAuthenticateBy(AuthenticationMethod method) {
        return metadata().authenticationMethod() == method
                || settings.secondMethod().filter(second -> second == method).isPresent();
    }

    /// Whether it cannot keep a secret and only names itself (RFC 6749 §2.1).
    public boolean isPublic() {
        return mayAuthenticateBy(AuthenticationMethod.NONE);
    }

    /// Whether one of the presented secrets is one of its own that has not expired; as much work for a client that
    /// there is not.
    public static boolean acceptsSecret(Optional<Client> client, Collection<String> presented, Instant now) {
        List<SecretHash> own = client.map(found -> found.settings.secrets().stream()
                        .filter(secret -> secret.isLive(now))
                        .map(ClientSecret::hash)
                        .toList())
                .filter(live -> !live.isEmpty())
                .orElse(List.of(SecretHash.NOBODYS));
        boolean accepted = false;
        for (String secret : presented) {
            SecretHash hash = SecretHash.of(secret);
            for (SecretHash one : own) {
                accepted |= one.matches(hash);
            }
        }
        return accepted;
    }

    /// Its secrets that have not expired, for the HMACs of `client_secret_jwt`.
    public List<byte[]> secrets(SealedKeys keys, Instant now) {
        return settings.secrets().stream()
                .filter(secret -> secret.isLive(now))
                .flatMap(secret -> secret.sealed().map(kept -> keys.open(tenant, secret.place(), kept)).stream())
                .toList();
    }

    /// What it may ask tokens for besides the issuer and itself.
    public Set<String> audiences() {
        return metadata().audiences();
    }

    /// The scopes it may ask for.
    public Set<String> scopes() {
        return metadata().scopes();
    }

    /// The types of authorization details that it may ask for.
    public Set<String> detailsTypes() {
        return Set.copyOf(metadata().texts(MetadataField.AUTHORIZATION_DETAILS_TYPES));
    }

    /// Of its ID tokens: RS256 unless registered otherwise.
    public Algorithm idTokenAlgorithm() {
        return metadata().idTokenAlgorithm();
    }

    public Set<RedirectUri> redirectUris() {
        return metadata().redirectUris();
    }

    /// Whether an authorization answer may go there.
    public boolean acceptsRedirect(String uri) {
        return metadata().redirectUris().stream().anyMatch(registered -> registered.accepts(uri));
    }

    /// Whether its codes must come with PKCE (RFC 7636).
    public boolean requiresPkce() {
        return metadata().requiresPkce();
    }

    @Override
    public String toString() {
        return "Client[" + clientId + " of " + tenant + "]";
    }
}
