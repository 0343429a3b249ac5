package io.lightwave.token.resource;

import io.lightwave.token.key.Algorithm;

/// What the access tokens for a resource server look like.
///
/// @param type the header's `typ`: `at+jwt` (RFC 9068), or `JWT` for software that knows nothing else
public record TokenForm(String type, Algorithm algorithm) {
    public static final String ACCESS_TOKEN = "at+jwt";
    public static final String JWT = "JWT";

    /// Where nobody has asked for another.
    public static final TokenForm STANDARD = new TokenForm(ACCESS_TOKEN, Algorithm.ES256);
}
