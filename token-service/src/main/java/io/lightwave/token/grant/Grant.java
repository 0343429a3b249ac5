package io.lightwave.token.grant;

import io.lightwave.token.client.GrantType;

/// A grant type of the token endpoint. It decides whom a token is about and the most it may be good for; everything
/// else is the pipeline's, which no grant can leave out. The pipeline takes every bean of this type.
public interface Grant {

    GrantType type();

    /// @throws io.lightwave.token.protocol.MalformedRequestException when a parameter of the grant is missing
    GrantDecision decide(TokenRequest request);
}
