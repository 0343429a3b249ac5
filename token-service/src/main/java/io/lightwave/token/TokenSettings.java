package io.lightwave.token;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// How long what the token service issues is good for.
///
/// @param accessTokenLifetime of people and clients, 1 minute to 1 hour
/// @param workloadTokenLifetime of workloads, 1 minute to 1 hour
/// @param sessionLifetime of a sign-in since the person last signed in here, 5 minutes to 30 days
/// @param sessionIdleTime after which an unused session ends, 5 minutes to `sessionLifetime`
/// @param refreshTokenLifetime of an authorization with `offline_access`, 1 hour to 1 year
/// @param mutualTlsUrl where the same endpoints ask for a client certificate (RFC 8705 §5); empty when nowhere
/// @param mail where letters to people are handed over; empty when nobody gets any
public record TokenSettings(
        Duration accessTokenLifetime,
        Duration workloadTokenLifetime,
        Duration sessionLifetime,
        Duration sessionIdleTime,
        Duration refreshTokenLifetime,
        Optional<URI> mutualTlsUrl,
        Optional<MailSettings> mail) {
    public static final TokenSettings DEFAULTS = new TokenSettings(
            Duration.ofMinutes(10),
            Duration.ofMinutes(5),
            Duration.ofHours(12),
            Duration.ofHours(2),
            Duration.ofDays(30),
            Optional.empty(),
            Optional.empty());

    public TokenSettings {
        require(accessTokenLifetime, "accessTokenLifetime", Duration.ofMinutes(1), Duration.ofHours(1));
        require(workloadTokenLifetime, "workloadTokenLifetime", Duration.ofMinutes(1), Duration.ofHours(1));
        require(sessionLifetime, "sessionLifetime", Duration.ofMinutes(5), Duration.ofDays(30));
        require(sessionIdleTime, "sessionIdleTime", Duration.ofMinutes(5), sessionLifetime);
        require(refreshTokenLifetime, "refreshTokenLifetime", Duration.ofHours(1), Duration.ofDays(365));
    }

    /// The same, with endpoints that ask for a client certificate.
    public TokenSettings withMutualTls(URI url) {
        return new TokenSettings(
                accessTokenLifetime,
                workloadTokenLifetime,
                sessionLifetime,
                sessionIdleTime,
                refreshTokenLifetime,
                Optional.of(url),
                mail);
    }

    /// The same, with a server for letters to people.
    public TokenSettings withMail(MailSettings server) {
        return new TokenSettings(
                accessTokenLifetime,
                workloadTokenLifetime,
                sessionLifetime,
                sessionIdleTime,
                refreshTokenLifetime,
                mutualTlsUrl,
                Optional.of(server));
    }

    private static void require(Duration value, String name, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("%s is not between %s and %s".formatted(name, least, most));
        }
    }
}
