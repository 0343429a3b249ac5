package io.lightwave.token.refresh;

import io.lightwave.token.opaque.OpaqueSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A family of refresh tokens as it is kept.
///
/// @param issuedAt when its newest token was issued
/// @param binding what every use must prove to have: a DPoP key or a TLS certificate; empty when nothing
/// @param previous how its newest token came about; empty while the family has one token only
record Family(String currentHash, Instant issuedAt, Optional<String> binding, Optional<Rotation> previous) {
    private static final Duration REPEAT_WITHIN = Duration.ofSeconds(10);

    /// @param previousHash of the token that was given up
    /// @param maskedSuccessor the newest token, readable only with the one given up
    record Rotation(String previousHash, Instant at, String maskedSuccessor) {}

    /// What a token is to its family.
    sealed interface Standing {
        record Newest() implements Standing {}

        /// The answer that carried its successor may have been lost: the same successor is given again.
        record Repeatable(RefreshToken successor) implements Standing {}

        /// It was given up, and somebody still has it (RFC 9700 §4.14.2).
        record Reused() implements Standing {}
    }

    Standing standingOf(RefreshToken token, Instant now) {
        if (currentHash.equals(token.own().hash())) {
            return new Standing.Newest();
        }
        return previous.filter(
                        rotation -> rotation.previousHash().equals(token.own().hash()))
                .filter(rotation -> now.isBefore(rotation.at().plus(REPEAT_WITHIN)))
                .<Standing>map(rotation -> new Standing.Repeatable(
                        new RefreshToken(token.family(), OpaqueSecret.unmask(rotation.maskedSuccessor(), token.own()))))
                .orElseGet(Standing.Reused::new);
    }
}
