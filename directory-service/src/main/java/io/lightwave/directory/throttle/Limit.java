package io.lightwave.directory.throttle;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Throttle.Whose;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How many failures cost nothing. Each further one closes the door, for a second first and then twice as long each
/// time. A tenant sets both within bounds that neither open the door to guesses nor close it for long.
enum Limit {
    /// Six digits hold against 288 guesses a day, which is what the shortest time lets through.
    ACCOUNT("", "account", new Count(4, 1, 20), new Time("PT15M", "PT5M", "PT1H"), Double.POSITIVE_INFINITY),
    /// Whoever shares an address with many mistypes with them, but those who have been there before are not slowed.
    NETWORK_OF_PEOPLE("network", "network", new Count(50, 10, 1_000), new Time("PT15M", "PT1M", "PT1H"), 3600),
    /// Secrets that we make cannot be guessed; what is misconfigured behind one address is many containers.
    NETWORK_OF_CLIENTS(
            "network-of-clients",
            "networkOfClients",
            new Count(500, 100, 10_000),
            new Time("PT15M", "PT1M", "PT1H"),
            3600),
    /// From however many networks. Not of clients: strangers could keep containers from starting.
    TENANT_OF_PEOPLE("tenant", "tenant", new Count(1_000, 200, 20_000), new Time("PT1M", "PT10S", "PT5M"), 3600);

    /// After as long without a failure there has been none, so that no door is closed for longer.
    static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private static final int COUNTED_ABOVE = 20;

    private record Count(int standard, int least, int most) {
        int checked(@Nullable Integer given, String field) {
            if (given == null) {
                return standard;
            }
            if (given < least || given > most) {
                throw new InvalidFieldException(field, "%d to %d".formatted(least, most));
            }
            return given;
        }
    }

    private record Time(Duration standard, Duration least, Duration most) {
        Time(String standard, String least, String most) {
            this(Duration.parse(standard), Duration.parse(least), Duration.parse(most));
        }

        Duration checked(@Nullable Duration given, String field) {
            if (given == null) {
                return standard;
            }
            if (given.compareTo(least) < 0 || given.compareTo(most) > 0 || given.toNanosPart() != 0) {
                throw new InvalidFieldException(field, "%s to %s, in whole seconds".formatted(least, most));
            }
            return given;
        }
    }

    private final String kind;
    private final String field;

    @SuppressWarnings("ImmutableEnumChecker") // it is immutable, without the annotation
    private final Count free;

    @SuppressWarnings("ImmutableEnumChecker") // likewise
    private final Time longest;

    private final double halving;

    /// @param kind of its rows; of an account it is what is guessed
    /// @param field of the policy
    /// @param halving the seconds in which half of the failures are forgotten
    Limit(String kind, String field, Count free, Time longest, double halving) {
        this.kind = kind;
        this.field = field;
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

    /// With the defaults for what is null.
    ///
    /// @throws InvalidFieldException when it is out of bounds
    Room checked(@Nullable Room given) {
        return new Room(
                free.checked(given == null ? null : given.failures(), field + ".failures"),
                longest.checked(given == null ? null : given.longest(), field + ".longest"));
    }

    String kind() {
        return kind;
    }

    double halving() {
        return halving;
    }

    /// Failures above are not counted, so that the door opens soon after the last one.
    static double most(Room room) {
        return (double) room.free() + COUNTED_ABOVE;
    }

    static Instant closedUntil(Failures failures, Room room) {
        double above = failures.level() - room.free();
        if (above <= 0) {
            return Instant.MIN;
        }
        Duration delay = Duration.ofSeconds(1L << (int) Math.min(Math.ceil(above) - 1, COUNTED_ABOVE));
        Duration longest = room.closedAtMost();
        return failures.last().plus(delay.compareTo(longest) < 0 ? delay : longest);
    }
}
