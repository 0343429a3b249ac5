package io.lightwave.directory.password;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Computes hashes on threads of its own, so many at a time: a flood of sign-ins waits for itself and shares the
/// processors with everything else, instead of keeping the threads that serve requests. Those who would wait too long
/// are turned away before they cost anything.
final class HashingPool implements AutoCloseable {
    private final ExecutorService threads;
    private final AtomicInteger inside = new AtomicInteger();
    private final int maximumInside;

    HashingPool(int concurrent, int maximumWaiting) {
        var pool = new ThreadPoolExecutor(
                concurrent,
                concurrent,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("password-hashing-", 1).daemon().factory());
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
        this.maximumInside = concurrent + maximumWaiting;
    }

    /// What `work` gives; empty when too many wait already.
    <T> Optional<T> run(Supplier<T> work) {
        if (inside.incrementAndGet() > maximumInside) {
            inside.decrementAndGet();
            return Optional.empty();
        }
        try {
            Future<T> result = threads.submit(work::get);
            try {
                return Optional.of(result.get());
            } catch (InterruptedException e) {
                result.cancel(true);
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a password hash", e);
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case RuntimeException failure -> throw failure;
                    case Error failure -> throw failure;
                    case null, default -> throw new IllegalStateException(e);
                }
            }
        } finally {
            inside.decrementAndGet();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
