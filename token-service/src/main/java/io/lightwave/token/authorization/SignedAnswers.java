package io.lightwave.token.authorization;

import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.key.SigningKeys;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// Signs authorization answers (JWT Secured Authorization Response Mode §2.1).
final class SignedAnswers {
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final SigningKeys keys;
    private final InstantSource clock;

    SignedAnswers(SigningKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// The value of `response`.
    String sign(ReturnAddress address, Map<String, String> answer) {
        var claims = new JwtClaims()
                .with("iss", address.tenant().issuer().toString())
                .with("aud", address.client().clientId())
                .with("exp", clock.instant().plus(LIFETIME));
        answer.forEach((name, value) -> {
            if (!name.equals("iss")) {
                claims.with(name, value);
            }
        });
        return keys.sign(address.tenant().id(), address.algorithm(), "JWT", claims);
    }
}
