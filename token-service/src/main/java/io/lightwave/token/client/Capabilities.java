package io.lightwave.token.client;

import io.lightwave.token.key.Algorithm;
import io.lightwave.token.tokenpolicy.TokenPolicy;
import java.util.List;
import java.util.stream.Stream;

/// What clients can be registered with because it is built, in one place for registration and for the issuer's
/// metadata: what is not here is refused, and not announced.
public final class Capabilities {
    public static final List<String> SUBJECT_TYPES = List.of("public", "pairwise");
    /// What we may sign with; that a tenant does is asked of [#signing].
    static final List<String> SIGNING =
            Algorithm.signing().stream().map(Algorithm::registeredName).toList();
    /// What clients sign their assertions with; HS256 by their secret, the others by a private key.
    public static final List<String> ASSERTION_SIGNING =
            List.of("ES256", "ES384", "ES512", "RS256", "PS256", "Ed25519", "EdDSA", "HS256");
    /// Of request objects (RFC 9101).
    public static final List<String> REQUEST_OBJECT_SIGNING =
            List.of("ES256", "ES384", "ES512", "RS256", "PS256", "Ed25519", "EdDSA");
    /// Key management of what is encrypted for clients, and of what they encrypt for us (RFC 7518 §4). No RSA1_5.
    public static final List<String> ENCRYPTION =
            List.of("RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW");
    /// Its content encryption (RFC 7518 §5); the last is the default of OpenID Connect.
    public static final List<String> CONTENT_ENCRYPTION = List.of("A128GCM", "A256GCM", "A128CBC-HS256");

    static final String DEFAULT_CONTENT_ENCRYPTION = "A128CBC-HS256";

    private Capabilities() {}

    /// What a tenant signs with.
    public static List<String> signing(TokenPolicy policy) {
        return Algorithm.signing().stream()
                .filter(algorithm -> policy.permitsMlDsa() || !algorithm.isMlDsa())
                .map(Algorithm::registeredName)
                .toList();
    }

    /// The registered names of the methods of client authentication.
    public static List<String> authenticationMethods() {
        return Stream.of(AuthenticationMethod.values())
                .map(AuthenticationMethod::value)
                .toList();
    }
}
