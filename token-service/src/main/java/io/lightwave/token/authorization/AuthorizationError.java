package io.lightwave.token.authorization;

import java.util.Locale;

/// The errors that an authorization answer may carry (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6, RFC 8707
/// §2).
public enum AuthorizationError {
    INVALID_REQUEST,
    UNAUTHORIZED_CLIENT,
    UNSUPPORTED_RESPONSE_TYPE,
    INVALID_SCOPE,
    INVALID_TARGET,
    /// RFC 9396 §5.
    INVALID_AUTHORIZATION_DETAILS,
    LOGIN_REQUIRED,
    /// OpenID Connect Core Error Code unmet_authentication_requirements 1.0.
    UNMET_AUTHENTICATION_REQUIREMENTS,
    CONSENT_REQUIRED,
    ACCESS_DENIED,
    /// RFC 9101 §6.
    INVALID_REQUEST_OBJECT,
    INVALID_REQUEST_URI,
    REGISTRATION_NOT_SUPPORTED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /// The value of `error`.
    public String code() {
        return code;
    }
}
