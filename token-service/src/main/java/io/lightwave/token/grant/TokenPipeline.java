package io.lightwave.token.grant;

import io.lightwave.token.client.GrantType;

/// What every token request goes through once its client is known: the client may use the grant, the grant decides,
/// scope and resource are narrowed to what was asked, the token is minted, what counts once is used up, the audit
/// trail has it, the answer goes out.
public final class TokenPipeline {

    /// @param type the grant that the request asked for
    public TokenAnswer answer(GrantType type, TokenRequest request) {
        return new TokenAnswer.Refused(
                io.lightwave.token.protocol.EndpointError.UNSUPPORTED_GRANT_TYPE,
                type + " for " + request.tenant().id());
    }
}
