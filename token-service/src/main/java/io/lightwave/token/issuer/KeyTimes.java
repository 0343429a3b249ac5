package io.lightwave.token.issuer;

import io.lightwave.token.TokenSettings;
import io.lightwave.token.key.KeyState;
import java.time.Duration;

/// How long keys stay in their states.
///
/// @param period after which an active key gets a successor
/// @param published how long a key stands in the key set before it signs: longer than anybody may keep a key set
/// @param draining how long it stays there afterwards: as long as what it signed is good, or is sent back to us as
///     a hint during a session
record KeyTimes(Duration period, Duration published, Duration draining) {
    private static final Duration PERIOD = Duration.ofDays(90);
    private static final Duration MARGIN = Duration.ofMinutes(5);

    static KeyTimes of(TokenSettings settings) {
        Duration longest = longest(
                settings.sessionLifetime(), longest(settings.accessTokenLifetime(), settings.workloadTokenLifetime()));
        return new KeyTimes(PERIOD, JwksEndpoint.MAXIMUM_AGE.plus(MARGIN), longest.plus(MARGIN));
    }

    Duration in(KeyState state) {
        return switch (state) {
            case PREPARED -> Duration.ZERO;
            case PUBLISHED -> published;
            case ACTIVE -> period;
            case DRAINING -> draining;
            case RETIRED, COMPROMISED -> Duration.ofDays(36_500); // for good
        };
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
