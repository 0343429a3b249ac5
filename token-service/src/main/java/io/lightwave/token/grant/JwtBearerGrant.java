package io.lightwave.token.grant;

import io.lightwave.token.authentication.AuthenticatedClient.Registered;
import io.lightwave.token.authentication.AuthenticatedClient.Workload;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.protocol.EndpointError;
import java.util.Optional;

/// The JWT bearer grant (RFC 7523 §2.1). An assertion without other client authentication proves a workload by its
/// platform's token, or a client by its own, and gives a token about whom it proves. Beside client authentication, a
/// trusted issuer's token stands for its workload, within what the client may have too.
final class JwtBearerGrant implements Grant {
    private final OwnLimits own;
    private final OutsideSubjects outside;

    JwtBearerGrant(OwnLimits own, OutsideSubjects outside) {
        this.own = own;
        this.outside = outside;
    }

    @Override
    public GrantType type() {
        return GrantType.JWT_BEARER;
    }

    @Override
    public GrantDecision decide(TokenRequest request) {
        String assertion = request.parameters().require("assertion");
        if (request.authenticatedBesides()) {
            return outside.decide(request, assertion, EndpointError.INVALID_GRANT, false);
        }
        Limits most = switch (request.client()) {
            case Registered registered -> own.of(request.tenant(), registered.client());
            case Workload workload ->
                own.of(request.tenant(), workload, Scoping.requestedAudience(request.parameters()));
        };
        return new GrantDecision.Granted(
                request.client().principal(),
                most,
                Optional.empty(),
                Fulfilment.NOTHING,
                request.client().provenance());
    }
}
