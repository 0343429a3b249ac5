package io.lightwave.token.authorization;

import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.key.SigningKeys;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// Signs authorization answers (JWT Secured Authorization Response Mode §2.1), and encrypts them for clients that are
/// registered for it (§2.2).
final class SignedAnswers {
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final SigningKeys keys;
    private final ClientEncryption encryption;
    private final InstantSource clock;

    SignedAnswers(SigningKeys keys, ClientEncryption encryption, InstantSource clock) {
        this.encryption = encryption;
        this.keys = keys;
        this.clock = clock;
    }

    /// The value of `response`.
    ///
    /// @throws io.lightwave.token.jwe.NoRecipientKeyException when it is to be encrypted, and no key is there
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
        return encryption.jwt(
                address.client(),
                ClientEncryption.Answer.AUTHORIZATION,
                keys.sign(address.tenant().id(), address.algorithm(), "JWT", claims));
    }
}
