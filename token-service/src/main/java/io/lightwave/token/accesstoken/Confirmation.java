package io.lightwave.token.accesstoken;

import io.lightwave.token.key.JwtClaims;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What a token's presenter must have (RFC 7800 `cnf`).
///
/// @param jkt the thumbprint of the key whose DPoP proofs go with it (RFC 9449 §6.1)
/// @param x5t the SHA-256 of the TLS client certificate, in base64url (RFC 8705 §3.1)
public record Confirmation(Optional<String> jkt, Optional<String> x5t) {
    /// Of a bearer token.
    public static final Confirmation NONE = new Confirmation(Optional.empty(), Optional.empty());

    public boolean isNone() {
        return jkt.isEmpty() && x5t.isEmpty();
    }

    /// The `token_type` of such a token.
    public String tokenType() {
        return jkt.isPresent() ? "DPoP" : "Bearer";
    }

    /// What a public client's refresh token is bound to: its key, or else its certificate.
    public Optional<String> binding() {
        return jkt.map(value -> "jkt:" + value).or(() -> x5t.map(value -> "x5t:" + value));
    }

    /// Adds `cnf`, unless there is nothing to confirm.
    public void write(JwtClaims claims) {
        if (!isNone()) {
            String members = Stream.concat(
                            jkt.map(value -> "\"jkt\":\"" + value + "\"").stream(),
                            x5t.map(value -> "\"x5t#S256\":\"" + value + "\"").stream())
                    .collect(Collectors.joining(","));
            claims.withJson("cnf", "{" + members + "}");
        }
    }

    static Confirmation of(JsonNode cnf) {
        return cnf.isMissingNode() ? NONE : new Confirmation(text(cnf, "jkt"), text(cnf, "x5t#S256"));
    }

    private static Optional<String> text(JsonNode cnf, String name) {
        return cnf.path(name).isString() ? Optional.of(cnf.path(name).stringValue()) : Optional.empty();
    }
}
