package io.lightwave.workload.issuer;

import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How much is asked of platforms at once: so much, and half of it for one tenant, whose platform may be slow.
public final class TenantSlots {
    private final Semaphore all;
    private final int ofOne;
    private final Map<TenantId, Semaphore> tenants = new ConcurrentHashMap<>();

    /// @param most at once, an even number
    public TenantSlots(int most) {
        this.all = new Semaphore(most);
        this.ofOne = most / 2;
    }

    /// Whether there is room within that time; then [#release] must follow.
    ///
    /// @param wait may be zero
    public boolean tryAcquire(TenantId tenant, Duration wait) throws InterruptedException {
        long begun = System.nanoTime();
        var own = own(tenant);
        if (!own.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        boolean room = false;
        try {
            long left = wait.toNanos() - (System.nanoTime() - begun);
            room = all.tryAcquire(Math.max(0, left), TimeUnit.NANOSECONDS);
        } finally {
            if (!room) {
                own.release();
            }
        }
        return room;
    }

    public void release(TenantId tenant) {
        all.release();
        own(tenant).release();
    }

    private Semaphore own(TenantId tenant) {
        return tenants.computeIfAbsent(tenant, _ -> new Semaphore(ofOne));
    }
}
