package io.lightwave.token.grant;

import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.authentication.AuthenticatedClient.Registered;
import io.lightwave.token.authentication.AuthenticatedClient.Workload;
import io.lightwave.token.client.GrantType;
import java.util.Optional;

/// The client credentials grant (RFC 6749 §4.4): a client, or a workload by its platform's token, gets a token about
/// itself.
final class ClientCredentialsGrant implements Grant {
    private final OwnLimits limits;

    ClientCredentialsGrant(OwnLimits limits) {
        this.limits = limits;
    }

    @Override
    public GrantType type() {
        return GrantType.CLIENT_CREDENTIALS;
    }

    @Override
    public GrantDecision decide(TokenRequest request) {
        AuthenticatedClient client = request.client();
        Limits most = switch (client) {
            case Registered registered -> limits.of(request.tenant(), registered.client());
            case Workload workload ->
                limits.of(request.tenant(), workload, Scoping.requestedAudience(request.parameters()));
        };
        return new GrantDecision.Granted(
                client.principal(), most, Optional.empty(), Fulfilment.NOTHING, client.provenance());
    }
}
