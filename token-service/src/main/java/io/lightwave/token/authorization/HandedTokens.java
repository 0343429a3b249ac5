package io.lightwave.token.authorization;

import io.lightwave.directory.Origin;
import io.lightwave.token.authorization.Authorization.Decision.Approved;
import io.lightwave.token.client.ResponseType;
import io.lightwave.token.grant.ImplicitTokens;
import io.lightwave.token.grant.ImplicitTokens.Given;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.opaque.OpaqueSecret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Makes the tokens that stand in an authorization answer (OpenID Connect Core §3.2.2.5, §3.3.2.5).
final class HandedTokens {
    private final ImplicitTokens accessTokens;
    private final IdTokens idTokens;
    private final Duration lifetime;
    private final InstantSource clock;

    /// @param lifetime of an ID token that no access token goes along with
    HandedTokens(ImplicitTokens accessTokens, IdTokens idTokens, Duration lifetime, InstantSource clock) {
        this.accessTokens = accessTokens;
        this.idTokens = idTokens;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /// The answer's parameters for what the response type asks besides a code; none for `code` alone. Empty when the
    /// resource that was asked for has gone meanwhile.
    ///
    /// @throws io.lightwave.token.jwe.NoRecipientKeyException when the ID token is to be encrypted without a key
    Optional<Map<String, String>> parameters(Approved approved, Origin origin) {
        ResponseType type = approved.request().responseType();
        var parameters = new LinkedHashMap<String, String>();
        Optional<Given> given = Optional.empty();
        if (type.givesAccessToken()) {
            given = accessToken(approved, origin);
            if (given.isEmpty()) {
                return Optional.empty();
            }
            write(parameters, given.get());
        }
        if (type.givesIdToken()) {
            parameters.put("id_token", idToken(approved, given));
        }
        return Optional.of(parameters);
    }

    private Optional<Given> accessToken(Approved approved, Origin origin) {
        AuthorizationRequest request = approved.request();
        return accessTokens.mint(
                new ImplicitTokens.Occasion(
                        request.tenant(),
                        request.client(),
                        request.principal(),
                        approved.person(),
                        approved.approval().limits(request.tenant()),
                        approved.approval().authorization()),
                origin);
    }

    private static void write(Map<String, String> parameters, Given given) {
        var token = given.accessToken();
        parameters.put("access_token", token.value());
        parameters.put("token_type", "Bearer");
        parameters.put(
                "expires_in",
                Long.toString(
                        Duration.between(token.issuedAt(), token.expiresAt()).toSeconds()));
        if (!given.scopes().isEmpty()) {
            parameters.put("scope", String.join(" ", new TreeSet<>(given.scopes())));
        }
    }

    private String idToken(Approved approved, Optional<Given> given) {
        AuthorizationRequest request = approved.request();
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        var occasion = new IdTokens.Occasion(
                request.tenant(), request.client(), approved.person(), approved.approval(), request.nonce());
        return idTokens.mint(
                occasion,
                new IdTokens.Company(
                        now,
                        given.map(one -> one.accessToken().expiresAt()).orElse(now.plus(lifetime)),
                        given.map(one -> one.accessToken().value()),
                        approved.code().map(OpaqueSecret::text)));
    }
}
