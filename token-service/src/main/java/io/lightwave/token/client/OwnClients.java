package io.lightwave.token.client;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.ClientRegistry;
import io.lightwave.token.ConsoleTokens;
import io.lightwave.token.key.Algorithm;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Registers the server's own clients.
final class OwnClients implements ClientRegistry {
    private static final int LEAST_SECRET = 16;

    private final ClientRegistration registration;

    OwnClients(ClientRegistration registration) {
        this.registration = registration;
    }

    @Override
    public SubjectId ensureConfidential(TenantId tenant, String clientId, String secret) {
        if (secret.length() < LEAST_SECRET) {
            throw new IllegalArgumentException("a client secret has at least 16 characters");
        }
        var metadata = new ClientMetadata(
                Set.of(GrantType.CLIENT_CREDENTIALS),
                Set.of(),
                new LinkedHashSet<>(
                        List.of(AuthenticationMethod.CLIENT_SECRET_BASIC, AuthenticationMethod.CLIENT_SECRET_POST)),
                Optional.empty(),
                Set.of(),
                Set.of(),
                Algorithm.RS256);
        return registration.ensure(
                tenant, ClientRules.clientId(clientId), metadata, Optional.of(SecretHash.of(secret)));
    }

    @Override
    public SubjectId ensureConsole(TenantId tenant, Set<URI> redirectUris) {
        var metadata = new ClientMetadata(
                Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN),
                redirectUris.stream()
                        .map(uri -> new RedirectUri(uri.toString()))
                        .collect(Collectors.toSet()),
                Set.of(AuthenticationMethod.NONE),
                Optional.empty(),
                Set.of(),
                Set.of("openid", "profile", "email"),
                Algorithm.ES256);
        return registration.ensure(tenant, ConsoleTokens.CLIENT_ID, metadata, Optional.empty());
    }
}
