package io.lightwave.token.grant;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.token.accesstoken.Provenance;
import io.lightwave.token.accesstoken.UserAuthorization;
import io.lightwave.token.protocol.EndpointError;
import java.util.Optional;

/// What a grant says to a request. Deciding changes nothing; what counts once is used up by [Granted#fulfilment].
public sealed interface GrantDecision {

    /// @param subject whom the token is about
    /// @param limits the most it may be good for; the pipeline narrows it to what the request asks
    /// @param authorization of the person behind it; empty for workloads and clients
    /// @param fulfilment runs after the access token is minted and before it is released
    /// @param provenance of what was exchanged
    record Granted(
            ActivePrincipal subject,
            Limits limits,
            Optional<UserAuthorization> authorization,
            Fulfilment fulfilment,
            Provenance provenance)
            implements GrantDecision {

        /// Of a grant that exchanges nothing.
        public Granted(
                ActivePrincipal subject,
                Limits limits,
                Optional<UserAuthorization> authorization,
                Fulfilment fulfilment) {
            this(subject, limits, authorization, fulfilment, Provenance.NONE);
        }
    }

    /// Not yet, but no refusal either: the audit trail is not told.
    ///
    /// @param description what the client is told
    record Pending(EndpointError error, String description) implements GrantDecision {}

    /// @param description what the client is told
    /// @param reason what the audit trail is told
    record Refused(EndpointError error, String description, String reason) implements GrantDecision {}
}
