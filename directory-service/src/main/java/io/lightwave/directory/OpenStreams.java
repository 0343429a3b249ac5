package io.lightwave.directory;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;

/// Wakes a tenant's streams of events when something is heard of that tenant, and ends all streams before the
/// listeners stop, which would wait for them. Each feature that has streams has one of these.
public final class OpenStreams implements SmartLifecycle {
    private final ChangeFeed feed;
    private final Map<TenantId, Bell> bells = new ConcurrentHashMap<>();
    private volatile CountDownLatch closed = new CountDownLatch(0);

    /// @param news kinds ([ChangeFeed#onNews]) that wake these streams too
    public OpenStreams(ChangeFeed feed, String... news) {
        this.feed = feed;
        feed.onHeard(tenant -> ring(tenant, 0));
        for (String kind : news) {
            feed.onNews(kind, tenant -> ring(tenant, 1));
        }
    }

    private void ring(TenantId tenant, int news) {
        var bell = bells.get(tenant);
        if (bell != null) {
            bell.news.addAndGet(news);
            bell.ring();
        }
    }

    private Bell bell(TenantId tenant) {
        return bells.computeIfAbsent(tenant, _ -> new Bell());
    }

    /// How much has been heard of the tenant, news included: what was looked at after it had been asked for is as it
    /// was for as long as this is the same number ([ChangeFeed#heard]).
    public long heard(TenantId tenant) {
        var bell = bell(tenant);
        return bell.news.get() + feed.heard(tenant);
    }

    private static final class Bell {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition rung = lock.newCondition();
        private final AtomicLong news = new AtomicLong();

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
    public boolean isClosedWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// Waits for so long, or until something new is heard of the tenant, and says whether the server is ending.
    ///
    /// @param heard what [#heard] last said of it
    public boolean isClosedBeforeNews(TenantId tenant, long heard, Duration time) {
        var bell = bell(tenant);
        bell.lock.lock();
        try {
            for (long left = time.toNanos(); left > 0 && isRunning() && heard(tenant) == heard; ) {
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
