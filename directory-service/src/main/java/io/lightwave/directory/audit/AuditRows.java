package io.lightwave.directory.audit;

import io.lightwave.directory.AuditEvent;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Makes rows of events: the time, and an id of UUID version 7 (RFC 9562 §5.7) that on one node never falls behind
/// an earlier one's.
final class AuditRows {
    private static final int COUNTER_BITS = 12;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final InstantSource clock;
    private final long node;
    /// Milliseconds and counter of the last id.
    private final AtomicLong last = new AtomicLong();

    AuditRows(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.node = VARIANT | (random.nextLong() >>> 2);
    }

    AuditRow of(AuditEvent event) {
        Instant now = clock.instant();
        long order =
                last.accumulateAndGet(now.toEpochMilli() << COUNTER_BITS, (before, at) -> Math.max(before + 1, at));
        long high = order >>> COUNTER_BITS << 16 | VERSION | (order & (1 << COUNTER_BITS) - 1);
        return AuditRow.of(event, new UUID(high, node), now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000);
    }
}
