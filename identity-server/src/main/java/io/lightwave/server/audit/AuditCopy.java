package io.lightwave.server.audit;

import io.lightwave.directory.AuditStream;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one copy of the audit trail up to date. A receiver that does not take its events is tried again after a
/// second, and then after twice as long each time, up to a minute.
final class AuditCopy {
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(AuditCopy.class);
    private static final int AT_ONCE = 200;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final String name;
    private final AuditStream stream;
    private final AuditStream.Receiver receiver;
    private final InstantSource clock;
    private final Counter delivered;
    private Duration pause = Duration.ZERO;
    private Instant notBefore = Instant.MIN;
    private volatile @Nullable Instant waitingSince; // null when nothing waits

    AuditCopy(
            String name,
            AuditStream stream,
            AuditStream.Receiver receiver,
            InstantSource clock,
            MeterRegistry registry) {
        this.name = name;
        this.stream = stream;
        this.receiver = receiver;
        this.clock = clock;
        this.delivered = Counter.builder("lightwave.audit.stream.events")
                .description("Audit events that this server has handed over")
                .tag("stream", name)
                .register(registry);
        Gauge.builder("lightwave.audit.stream.lag", this, AuditCopy::lag)
                .description("Age of the oldest audit event that has not been handed over")
                .baseUnit("seconds")
                .tag("stream", name)
                .register(registry);
    }

    String name() {
        return name;
    }

    private double lag() {
        Instant oldest = waitingSince;
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1000.0);
    }

    /// Hands over all that waits.
    void catchUp() {
        if (clock.instant().isBefore(notBefore)) {
            return;
        }
        int events;
        do {
            events = next();
            waitingSince = stream.waitingSince(name).orElse(null);
        } while (events == AT_ONCE);
    }

    private int next() {
        try {
            int events = stream.forward(name, AT_ONCE, receiver);
            delivered.increment(events);
            if (events > 0 && !pause.isZero()) {
                LOG.info("the copy of the audit trail for {} goes on", name);
                pause = Duration.ZERO;
            }
            return events;
        } catch (IOException notTaken) {
            if (Thread.currentThread().isInterrupted()) { // the server ends
                return 0;
            }
            if (pause.isZero()) {
                LOG.warn(
                        "the copy of the audit trail for {} does not go on: {}. Events wait in the database",
                        name,
                        String.valueOf(notTaken.getMessage()));
            }
            pause = pause.isZero() ? INTERVAL : pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
            notBefore = clock.instant().plus(pause);
            return 0;
        }
    }
}
