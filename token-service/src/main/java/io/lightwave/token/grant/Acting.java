package io.lightwave.token.grant;

import io.lightwave.token.key.JwtClaims;
import java.util.Optional;

/// The claim `act` (RFC 8693 §4.1).
final class Acting {
    private Acting() {}

    /// @param before the JSON of `act` of the token that is exchanged, which the new one keeps inside
    static String json(String actor, Optional<String> before) {
        var act = new JwtClaims().with("sub", actor);
        before.ifPresent(earlier -> act.withJson("act", earlier));
        return act.toString();
    }
}
