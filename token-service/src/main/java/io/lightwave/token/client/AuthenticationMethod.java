package io.lightwave.token.client;

import java.util.Locale;
import java.util.Optional;

/// How a client proves itself (OpenID Connect Core §9); each client has exactly one.
public enum AuthenticationMethod {
    CLIENT_SECRET_BASIC,
    CLIENT_SECRET_POST,
    /// An assertion with an HMAC by the secret, which is therefore kept, sealed.
    CLIENT_SECRET_JWT,
    PRIVATE_KEY_JWT,
    /// A TLS client certificate of the tenant's authority (RFC 8705 §2.1).
    TLS_CLIENT_AUTH,
    /// A TLS client certificate that stands in its key set (RFC 8705 §2.2).
    SELF_SIGNED_TLS_CLIENT_AUTH,
    /// A public client: it names itself, and PKCE guards its codes.
    NONE;

    private final String value = name().toLowerCase(Locale.ROOT);

    /// The registered name, as `token_endpoint_auth_method` has it.
    public String value() {
        return value;
    }

    public boolean usesSecret() {
        return this == CLIENT_SECRET_BASIC || this == CLIENT_SECRET_POST || this == CLIENT_SECRET_JWT;
    }

    /// Whether it is an assertion of the client's own (RFC 7523 §2.2).
    public boolean isAssertion() {
        return this == CLIENT_SECRET_JWT || this == PRIVATE_KEY_JWT;
    }

    public static Optional<AuthenticationMethod> of(String value) {
        for (AuthenticationMethod method : values()) {
            if (method.value.equals(value)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }
}
