package io.lightwave.token.accesstoken;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Refresh tokens as the introspection and revocation endpoints see them.
public interface RefreshTokens {

    /// @param sub how tokens name the person
    /// @param audiences the resources that the person was asked about; empty when about none
    record LiveRefreshToken(
            String clientId,
            ActivePrincipal person,
            String sub,
            Set<String> scopes,
            Set<String> audiences,
            AuthorizationDetails authorizationDetails,
            UserAuthorization authorization,
            Instant issuedAt,
            Instant expiresAt) {}

    /// Empty when it is no refresh token of that tenant, or is used up, revoked, expired, or its subject or session
    /// ended.
    Optional<LiveRefreshToken> find(TenantId tenant, String token);

    /// The client that the token was given to, as tokens name it, whatever the token is worth now: the newest of
    /// its family, or given up for a newer one. Empty when it is no refresh token of that tenant.
    Optional<String> holder(TenantId tenant, String token);

    /// Ends the token, its whole family and the access tokens it gave (RFC 7009 §2.1), be it the newest of its family
    /// or not; no effect on an unknown one.
    void revoke(TenantId tenant, String token, Origin origin);

    /// The session in which it was given, ended or not; empty when it is no refresh token of that tenant.
    Optional<UUID> sessionOf(TenantId tenant, String token);
}
