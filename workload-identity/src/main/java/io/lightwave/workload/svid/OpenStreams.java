package io.lightwave.workload.svid;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;

/// Wakes a tenant's streams when something is heard of that tenant, and ends all streams before the listeners stop,
/// which would wait for them.
final class OpenStreams implements SmartLifecycle {
    private final ChangeFeed feed;
    private final Map<TenantId, Bell> bells = new ConcurrentHashMap<>();
    private volatile CountDownLatch closed = new CountDownLatch(0);

    OpenStreams(ChangeFeed feed) {
        this.feed = feed;
        feed.onHeard(tenant -> {
            var bell = bells.get(tenant);
            if (bell != null) {
                bell.ring();
            }
        });
    }

    private static final class Bell {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition rung = lock.newCondition();

        void ring() {
            lock.lock();
            try {
                rung.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Waits for so long, and says whether the server is ending.
    boolean isClosedWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// Waits for so long, or until something new is heard of the tenant, and says whether the server is ending.
    ///
    /// @param heard what the feed last said of it ([ChangeFeed#heard])
    boolean isClosedBeforeNews(TenantId tenant, long heard, Duration time) {
        var bell = bells.computeIfAbsent(tenant, _ -> new Bell());
        bell.lock.lock();
        try {
            for (long left = time.toNanos(); left > 0 && isRunning() && feed.heard(tenant) == heard; ) {
                left = bell.rung.awaitNanos(left);
            }
            return !isRunning();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        } finally {
            bell.lock.unlock();
        }
    }

    @Override
    public void start() {
        closed = new CountDownLatch(1);
    }

    @Override
    public void stop() {
        closed.countDown();
        bells.values().forEach(Bell::ring);
    }

    @Override
    public boolean isRunning() {
        return closed.getCount() > 0;
    }
}
