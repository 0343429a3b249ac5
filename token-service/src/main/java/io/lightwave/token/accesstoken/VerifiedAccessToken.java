package io.lightwave.token.accesstoken;

import io.lightwave.directory.ActivePrincipal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An access token of ours that is good at this moment. Only [AccessTokenVerifier] makes one.
///
/// @param audiences its `aud`; whoever accepts the token must find itself there
/// @param authorization empty for workloads and clients
public record VerifiedAccessToken(
        ActivePrincipal subject,
        String sub,
        String clientId,
        List<String> audiences,
        Set<String> scopes,
        String id,
        Instant issuedAt,
        Instant expiresAt,
        Optional<UserAuthorization> authorization) {}
