package io.lightwave.token.grant;

import io.lightwave.token.client.GrantType;

/// The client credentials grant (RFC 6749 §4.4).
final class ClientCredentialsGrant implements Grant {
    @Override
    public GrantType type() {
        return GrantType.CLIENT_CREDENTIALS;
    }

    @Override
    public GrantDecision decide(TokenRequest request) {
        return new GrantDecision.Granted(
                request.client().principal(),
                new Limits(
                        java.util.Set.of(),
                        java.util.Set.of(),
                        request.tenant().issuer().toString()),
                java.util.Optional.empty(),
                Fulfilment.NOTHING);
    }
}
