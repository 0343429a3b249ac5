package io.lightwave.token.grant;

import io.lightwave.token.authentication.AuthenticatedClient.Registered;
import io.lightwave.token.authentication.AuthenticatedClient.Workload;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.FormParameters;
import java.util.Optional;

/// The token exchange grant (RFC 8693), in the one case there is so far: a platform's token as the subject token,
/// without other client authentication, gives its own workload's token and nothing wider, without `act`.
final class TokenExchangeGrant implements Grant {
    static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private final OwnLimits limits;

    TokenExchangeGrant(OwnLimits limits) {
        this.limits = limits;
    }

    @Override
    public GrantType type() {
        return GrantType.TOKEN_EXCHANGE;
    }

    @Override
    public GrantDecision decide(TokenRequest request) {
        FormParameters form = request.parameters();
        if (!form.require("subject_token_type").equals(JWT)) {
            return unsupported("subject_token_type is not " + JWT);
        }
        if (form.find("actor_token").isPresent()
                || form.find("actor_token_type").isPresent()) {
            return unsupported("an actor token is not supported");
        }
        String wanted = form.find("requested_token_type").orElse(ACCESS_TOKEN);
        if (!wanted.equals(ACCESS_TOKEN) && !wanted.equals(JWT)) {
            return unsupported("requested_token_type is not " + ACCESS_TOKEN);
        }
        return switch (request.client()) {
            case Workload workload
            when form.find("client_assertion").isEmpty() ->
                new GrantDecision.Granted(
                        workload.principal(),
                        limits.of(request.tenant(), workload, Scoping.requestedAudience(form)),
                        Optional.empty(),
                        Fulfilment.NOTHING);
            case Workload _, Registered _ ->
                unsupported("only a platform's token without client authentication can be exchanged");
        };
    }

    private static GrantDecision unsupported(String what) {
        return new GrantDecision.Refused(EndpointError.INVALID_REQUEST, what, what);
    }
}
