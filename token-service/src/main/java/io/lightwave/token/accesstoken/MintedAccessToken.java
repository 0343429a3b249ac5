package io.lightwave.token.accesstoken;

import java.time.Instant;

/// An access token that the mint has just made.
///
/// @param value the compact JWS, or a reference
/// @param id its `jti`
public record MintedAccessToken(String value, String id, Instant issuedAt, Instant expiresAt) {
    @Override
    public String toString() {
        return "MintedAccessToken[" + id + "]";
    }
}
