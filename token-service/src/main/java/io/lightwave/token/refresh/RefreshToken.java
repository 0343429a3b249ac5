package io.lightwave.token.refresh;

import io.lightwave.token.opaque.OpaqueSecret;
import java.security.SecureRandom;
import java.util.Optional;

/// A refresh token: the secret of its family, and its own. The first lets any earlier token prove that it
/// belonged to the family although only the newest is kept.
record RefreshToken(OpaqueSecret family, OpaqueSecret own) {

    static RefreshToken first(SecureRandom random) {
        return new RefreshToken(OpaqueSecret.random(random), OpaqueSecret.random(random));
    }

    RefreshToken next(SecureRandom random) {
        return new RefreshToken(family, OpaqueSecret.random(random));
    }

    static Optional<RefreshToken> parse(String text) {
        if (text.length() != 2 * OpaqueSecret.LENGTH) {
            return Optional.empty();
        }
        return OpaqueSecret.parse(text.substring(0, OpaqueSecret.LENGTH))
                .flatMap(family -> OpaqueSecret.parse(text.substring(OpaqueSecret.LENGTH))
                        .map(own -> new RefreshToken(family, own)));
    }

    String text() {
        return family.text() + own.text();
    }
}
