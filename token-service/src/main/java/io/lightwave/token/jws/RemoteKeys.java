package io.lightwave.token.jws;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.lightwave.directory.Egress;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Public keys of others at their `jwks_uri`, fetched by the one way out and kept for ten minutes; when they cannot be
/// fetched then, the old ones hold for an hour at most. While one fetches, others wait only where they would have no
/// keys else, and a second at most; a server that did not answer last time holds up nobody but who asks it. Where as
/// many are being fetched as may be, no others are.
public final class RemoteKeys {
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration USABLE = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final int FETCHES_AT_A_TIME = 32;
    private static final int MOST_ADDRESSES = 10_000;
    private static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_KEYS = 50;

    private final Egress egress;
    private final InstantSource clock;
    private final Semaphore fetches = new Semaphore(FETCHES_AT_A_TIME);
    private final Map<URI, Slot> slots = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<URI, Slot> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    /// What was fetched, and when somebody last tried; one at a time.
    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile List<JWK> keys = List.of();
        private volatile @Nullable Instant fetchedAt; // null: never
        private volatile @Nullable Instant triedAt; // null: never
        private volatile boolean failing;
    }

    public RemoteKeys(Egress egress, InstantSource clock) {
        this.egress = egress;
        this.clock = clock;
    }

    /// The keys there now; none when they cannot be had.
    public List<JWK> of(URI address) {
        Slot slot = slot(address);
        if (isOlder(slot.fetchedAt, FRESH)) {
            refresh(address, slot, usable(slot).isEmpty());
        }
        return usable(slot);
    }

    /// The keys after a look at whether there are new ones, for when a signature names none of those known. Taken every
    /// 30 seconds at most.
    public List<JWK> again(URI address) {
        Slot slot = slot(address);
        refresh(address, slot, true);
        return usable(slot);
    }

    private Slot slot(URI address) {
        synchronized (slots) {
            return slots.computeIfAbsent(address, _ -> new Slot());
        }
    }

    private List<JWK> usable(Slot slot) {
        return isOlder(slot.fetchedAt, USABLE) ? List.of() : slot.keys;
    }

    private boolean isOlder(@Nullable Instant time, Duration age) {
        return time == null || time.plus(age).isBefore(clock.instant());
    }

    /// @param waiting for another who fetches
    private void refresh(URI address, Slot slot, boolean waiting) {
        if (!lock(slot, waiting && !slot.failing)) {
            return;
        }
        try {
            if (isOlder(slot.triedAt, PAUSE) && fetches.tryAcquire()) {
                try {
                    fetch(address, slot);
                } finally {
                    fetches.release();
                }
            }
        } finally {
            slot.lock.unlock();
        }
    }

    private static boolean lock(Slot slot, boolean waiting) {
        if (!waiting) {
            return slot.lock.tryLock();
        }
        try {
            return slot.lock.tryLock(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void fetch(URI address, Slot slot) {
        slot.triedAt = clock.instant();
        try {
            slot.keys = parse(egress.get(address, MOST_BYTES));
            slot.fetchedAt = slot.triedAt;
            slot.failing = false;
        } catch (IOException | ParseException failed) {
            // What was fetched before holds a while; without it the caller refuses for want of keys.
            slot.failing = true;
        }
    }

    /// The keys of kinds that we use; others in the set do not matter (RFC 7517 §5).
    private static List<JWK> parse(byte[] fetched) throws ParseException {
        return JWKSet.parse(new String(fetched, StandardCharsets.UTF_8)).getKeys().stream()
                .filter(key -> !key.isPrivate() && ForeignKeys.isAcceptable(key))
                .limit(MOST_KEYS)
                .toList();
    }
}
