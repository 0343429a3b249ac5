package io.lightwave.token.client;

import java.util.Optional;

/// The grant types a client may be registered for.
public enum GrantType {
    AUTHORIZATION_CODE("authorization_code"),
    REFRESH_TOKEN("refresh_token"),
    CLIENT_CREDENTIALS("client_credentials"),
    DEVICE_CODE("urn:ietf:params:oauth:grant-type:device_code"),
    TOKEN_EXCHANGE("urn:ietf:params:oauth:grant-type:token-exchange"),
    JWT_BEARER("urn:ietf:params:oauth:grant-type:jwt-bearer"),
    SAML2_BEARER("urn:ietf:params:oauth:grant-type:saml2-bearer"),
    /// Not at the token endpoint: the authorization endpoint itself hands tokens out (OpenID Connect Core §3.2,
    /// §3.3).
    IMPLICIT("implicit");

    private final String value;

    GrantType(String value) {
        this.value = value;
    }

    /// The value of `grant_type`.
    public String value() {
        return value;
    }

    /// Whether the token endpoint knows it.
    public boolean isExchanged() {
        return this != IMPLICIT;
    }

    /// Whether it is for clients that prove themselves only.
    public boolean needsProof() {
        return switch (this) {
            case CLIENT_CREDENTIALS, TOKEN_EXCHANGE, JWT_BEARER, SAML2_BEARER -> true;
            case AUTHORIZATION_CODE, REFRESH_TOKEN, DEVICE_CODE, IMPLICIT -> false;
        };
    }

    public static Optional<GrantType> of(String value) {
        for (GrantType type : values()) {
            if (type.value.equals(value)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /// @throws IllegalArgumentException at anything that a client cannot use
    static String registrable(String value) {
        return of(value)
                .orElseThrow(() -> new IllegalArgumentException("not a grant type that clients can use"))
                .value();
    }
}
