package io.lightwave.token.accesstoken;

import java.time.Instant;
import java.util.List;

/// What a person's access token says of the authorization behind it.
///
/// @param grantId of the authorization that the person gave; [LiveGrants] knows whether it still stands
/// @param sessionId the `sid` by which the client knows the session (OpenID Connect Front-Channel Logout §3)
/// @param acr the authentication context class reference
/// @param amr the methods used (RFC 8176)
public record UserAuthorization(String grantId, String sessionId, Instant authTime, String acr, List<String> amr) {}
