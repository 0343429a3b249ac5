package io.lightwave.directory;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Wakes streams of events when there may be something new for them, and ends all before the listeners stop, which
/// would wait for them. Each feature that has streams has one of these.
public final class OpenStreams implements SmartLifecycle {
    private final ChangeFeed feed;
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private final Map<TenantId, Set<Stream>> following = new ConcurrentHashMap<>();
    private volatile boolean running;

    /// @param moment between looks at least, however much is new
    /// @param silence between comments that keep the connection, and show that it is there
    /// @param deafness whoever has not found the feed confirmed for so long looks by itself, which costs SQL. It is
    ///     longer than the silence: a busy machine is late to confirm now and then, for which all would pay
    /// @param longest then whoever listens comes in anew, and who that is is looked at again
    public record Pace(Duration moment, Duration silence, Duration deafness, Duration longest) {
        public static final Pace USUAL =
                new Pace(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofMinutes(5));
    }

    /// @param news kinds ([ChangeFeed#onNews]) that wake streams that follow a tenant, too
    public OpenStreams(ChangeFeed feed, String... news) {
        this.feed = feed;
        feed.onHeard(this::wake);
        for (String kind : news) {
            feed.onNews(kind, this::wake);
        }
    }

    private void wake(TenantId tenant) {
        following.getOrDefault(tenant, Set.of()).forEach(Stream::wake);
    }

    /// A stream that this thread writes, woken by whatever is heard of the tenant.
    public Stream following(TenantId tenant) {
        var stream = new Stream(tenant);
        following.compute(tenant, (_, present) -> {
            Set<Stream> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(stream);
            return all;
        });
        open.add(stream);
        return stream;
    }

    /// A stream that this thread writes, woken by what changes of that which it has read ([Stream#reading]).
    public Stream watching() {
        var stream = new Stream(null);
        open.add(stream);
        return stream;
    }

    private void leave(TenantId tenant, Stream stream) {
        following.computeIfPresent(tenant, (_, present) -> {
            present.remove(stream);
            return present.isEmpty() ? null : present;
        });
    }

    /// Parks its thread alone: among thousands, none waits for a lock of all, nor is looked for in a queue of all.
    public final class Stream implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private final AtomicBoolean news = new AtomicBoolean(true);
        private final @Nullable TenantId tenant;
        private final ChangeFeed.Watch watch = feed.watch(this::wake);
        private long confirmed = System.nanoTime(); // when the feed was, or was made up for by a look

        private Stream(@Nullable TenantId tenant) {
            this.tenant = tenant;
        }

        private void wake() {
            news.set(true);
            LockSupport.unpark(thread);
        }

        /// Whether there may be something new since this was last asked for, as there is at first, or the feed
        /// has been deaf for so long that it cannot be known. Look afterwards.
        public boolean hasToLook(Duration deafness) {
            if (!isDeaf()) {
                confirmed = System.nanoTime();
            }
            boolean looks = news.getAndSet(false) || System.nanoTime() - confirmed > deafness.toNanos();
            if (looks) {
                confirmed = System.nanoTime();
            }
            return looks;
        }

        /// Whether what is new is not heard of now.
        public boolean isDeaf() {
            return feed.heard() < 0;
        }

        /// Reads what this stream tells of: [ChangeFeed.Watch#reading].
        public <T> T reading(Supplier<T> reads) {
            return watch.reading(reads);
        }

        /// Waits for so long, and says whether the server is ending.
        public boolean endsWithin(Duration time) {
            return endsBefore(() -> false, time);
        }

        /// Waits for so long, or until there may be something new, and says whether the server is ending. Does not
        /// wait as long as it is deaf.
        public boolean endsBeforeNews(Duration time) {
            return endsBefore(() -> news.get() || isDeaf(), time);
        }

        private boolean endsBefore(BooleanSupplier event, Duration time) {
            long begun = System.nanoTime();
            while (running && !event.getAsBoolean() && !thread.isInterrupted()) {
                long left = time.toNanos() - (System.nanoTime() - begun);
                if (left <= 0) {
                    return false;
                }
                LockSupport.parkNanos(this, left);
            }
            return !running || thread.isInterrupted();
        }

        @Override
        public void close() {
            open.remove(this);
            watch.close();
            if (tenant != null) {
                leave(tenant, this);
            }
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        open.forEach(Stream::wake);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
