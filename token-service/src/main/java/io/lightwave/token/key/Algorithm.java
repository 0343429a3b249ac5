package io.lightwave.token.key;

/// The signature algorithms the token service signs with (RFC 7518 §3.1).
public enum Algorithm {
    ES256,
    RS256
}
