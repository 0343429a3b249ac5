package io.lightwave.token.grant;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.UserAuthorization;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// The port through which a client's own ID and refresh tokens become subjects of an exchange; here, since who knows
/// those tokens stands above the grants.
public interface OwnSubjectTokens {
    String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
    String REFRESH_TOKEN = "urn:ietf:params:oauth:token-type:refresh_token";

    /// @param scopes that the person gave the client
    /// @param audiences the resources that the person was asked about; empty when about none
    /// @param expiresAt when the token ends
    record OwnSubject(
            ActivePrincipal person,
            Set<String> scopes,
            Set<String> audiences,
            UserAuthorization authorization,
            Instant expiresAt) {}

    /// Empty unless the token is a good one of that type, was given to this very client, and what the person gave it
    /// stands.
    Optional<OwnSubject> find(Tenant tenant, ActivePrincipal client, String type, String token);
}
