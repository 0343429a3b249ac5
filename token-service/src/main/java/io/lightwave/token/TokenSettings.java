package io.lightwave.token;

import java.time.Duration;

/// How long what the token service issues is good for.
///
/// @param accessTokenLifetime of people and clients, 1 minute to 1 hour
/// @param workloadTokenLifetime of workloads, 1 minute to 1 hour
public record TokenSettings(Duration accessTokenLifetime, Duration workloadTokenLifetime) {
    public static final TokenSettings DEFAULTS = new TokenSettings(Duration.ofMinutes(10), Duration.ofMinutes(5));

    public TokenSettings {
        requireMinuteToHour(accessTokenLifetime, "accessTokenLifetime");
        requireMinuteToHour(workloadTokenLifetime, "workloadTokenLifetime");
    }

    private static void requireMinuteToHour(Duration lifetime, String name) {
        if (lifetime.compareTo(Duration.ofMinutes(1)) < 0 || lifetime.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(name + " is not between 1 minute and 1 hour");
        }
    }
}
