package io.lightwave.token.protocol;

import java.util.Locale;

/// The errors of the token, introspection and revocation endpoints (RFC 6749 §5.2, RFC 7009 §2.2.1, RFC 8707 §2).
public enum EndpointError {
    INVALID_REQUEST(400),
    INVALID_CLIENT(401),
    INVALID_GRANT(400),
    UNAUTHORIZED_CLIENT(400),
    UNSUPPORTED_GRANT_TYPE(400),
    UNSUPPORTED_TOKEN_TYPE(400),
    INVALID_SCOPE(400),
    INVALID_TARGET(400),
    /// RFC 9396 §5.
    INVALID_AUTHORIZATION_DETAILS(400),
    /// Of a device that asks before its person has answered, too often, after a no, or too late (RFC 8628 §3.5).
    AUTHORIZATION_PENDING(400),
    SLOW_DOWN(400),
    ACCESS_DENIED(400),
    EXPIRED_TOKEN(400),
    /// RFC 9449 §5.
    INVALID_DPOP_PROOF(400),
    /// RFC 9449 §8; the answer carries the nonce.
    USE_DPOP_NONCE(400);

    private final int status;
    private final String code = name().toLowerCase(Locale.ROOT);

    EndpointError(int status) {
        this.status = status;
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// The value of `error`.
    public String code() {
        return code;
    }
}
