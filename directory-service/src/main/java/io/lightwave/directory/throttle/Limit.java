package io.lightwave.directory.throttle;

import io.lightwave.directory.Throttle.Whose;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How many failures cost nothing. Each further one closes the door, for a second first and then twice as long each
/// time.
enum Limit {
    ACCOUNT("", 4, Duration.ofMinutes(15), Double.POSITIVE_INFINITY),
    /// Whoever shares an address with many mistypes with them, but those who have been there before are not slowed.
    NETWORK_OF_PEOPLE("network", 50, Duration.ofMinutes(15), 3600),
    /// Secrets that we make cannot be guessed; what is misconfigured behind one address is many containers.
    NETWORK_OF_CLIENTS("network-of-clients", 500, Duration.ofMinutes(15), 3600),
    /// From however many networks. Not of clients: strangers could keep containers from starting.
    TENANT_OF_PEOPLE("tenant", 1000, Duration.ofMinutes(1), 3600);

    /// After as long without a failure there has been none.
    static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private static final int COUNTED_ABOVE = 20;

    private final String kind;
    private final int free;
    private final Duration longest;
    private final double halving;

    /// @param kind of its rows; of an account it is what is guessed
    /// @param halving the seconds in which half of the failures are forgotten
    Limit(String kind, int free, Duration longest, double halving) {
        this.kind = kind;
        this.free = free;
        this.longest = longest;
        this.halving = halving;
    }

    static Limit ofNetwork(Whose whose) {
        return switch (whose) {
            case PEOPLE -> NETWORK_OF_PEOPLE;
            case CLIENTS -> NETWORK_OF_CLIENTS;
        };
    }

    static Optional<Limit> ofTenant(Whose whose) {
        return switch (whose) {
            case PEOPLE -> Optional.of(TENANT_OF_PEOPLE);
            case CLIENTS -> Optional.empty();
        };
    }

    String kind() {
        return kind;
    }

    double halving() {
        return halving;
    }

    /// Failures above are not counted, so that the door opens soon after the last one.
    double most() {
        return (double) free + COUNTED_ABOVE;
    }

    Instant closedUntil(Failures failures) {
        double above = failures.level() - free;
        if (above <= 0) {
            return Instant.MIN;
        }
        Duration delay = Duration.ofSeconds(1L << (int) Math.min(Math.ceil(above) - 1, COUNTED_ABOVE));
        return failures.last().plus(delay.compareTo(longest) < 0 ? delay : longest);
    }
}
