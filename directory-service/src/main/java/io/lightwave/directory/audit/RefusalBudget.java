package io.lightwave.directory.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps those whose requests are refused from filling the database: of one action in one tenant, 1000 refusals of
/// one address (of IPv6, one /64) are written one by one, and one more for every second that passes. The others are
/// counted; the next one that is written tells how many they were.
final class RefusalBudget {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalBudget.class);
    private static final int PLACES = 20_000;
    private static final int BURST = 1000;
    private static final long MILLIS_EACH = 1000;
    private static final int NETWORK_BYTES = 8;
    private static final int IPV6_BYTES = 16;

    private final InstantSource clock;
    private final Cache<Place, Account> accounts;

    private record Place(TenantId tenant, String action, String network) {}

    /// What a place has left, and the last event that was only counted.
    private static final class Account {
        private long left = BURST * MILLIS_EACH;
        private Instant at;
        private int counted;
        private @Nullable AuditEvent last; // none counted

        private Account(Instant now) {
            this.at = now;
        }

        private synchronized Optional<AuditEvent> take(AuditEvent event, Instant now) {
            left = Math.clamp(left + Duration.between(at, now).toMillis(), left, BURST * MILLIS_EACH);
            at = now;
            if (left < MILLIS_EACH) {
                counted++;
                last = event;
                return Optional.empty();
            }
            left -= MILLIS_EACH;
            return Optional.of(counted == 0 ? event : told(event));
        }

        private AuditEvent told(AuditEvent event) {
            String reason = "%s (and %d more like it from there before)".formatted(event.reason(), counted);
            counted = 0;
            last = null;
            return new AuditEvent(
                    event.tenant(),
                    event.actor(),
                    event.action(),
                    event.target(),
                    event.outcome(),
                    reason,
                    event.origin());
        }

        private synchronized Optional<AuditEvent> untold() {
            AuditEvent event = last;
            if (event == null) {
                return Optional.empty();
            }
            counted--; // the event itself
            return Optional.of(told(event));
        }
    }

    RefusalBudget(InstantSource clock) {
        this.clock = clock;
        this.accounts = Caffeine.newBuilder()
                .maximumSize(PLACES)
                .executor(Runnable::run)
                .<Place, Account>evictionListener((place, account, _) -> {
                    if (account != null && account.untold().isPresent()) {
                        LOG.warn("not every refusal was written to the audit trail, the last ones of {}", place);
                    }
                })
                .build();
    }

    /// The event to be written, if it is; what succeeded always is.
    Optional<AuditEvent> take(AuditEvent event) {
        if (event.outcome() == Outcome.SUCCESS) {
            return Optional.of(event);
        }
        Instant now = clock.instant();
        var place = new Place(event.tenant(), event.action(), network(event.origin()));
        return accounts.get(place, _ -> new Account(now)).take(event, now);
    }

    /// Hands over an event for each place of which some were counted and not told of.
    void tellTheRest(Consumer<AuditEvent> sink) {
        accounts.asMap().values().forEach(account -> account.untold().ifPresent(sink));
    }

    private static String network(Origin origin) {
        try {
            byte[] address = InetAddress.ofLiteral(origin.address()).getAddress();
            return address.length == IPV6_BYTES
                    ? HexFormat.of().formatHex(address, 0, NETWORK_BYTES)
                    : origin.address();
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
