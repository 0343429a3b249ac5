package io.lightwave.directory.password;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Hashing costs 19 MiB and some 40 ms of a core: as many run at once as there are cores, a bounded number wait, and
/// the rest are turned away before they cost anything.
final class HashingGate {
    private final Semaphore running;
    private final AtomicInteger inside = new AtomicInteger();
    private final int maximumInside;

    HashingGate(int concurrent, int maximumWaiting) {
        this.running = new Semaphore(concurrent, true);
        this.maximumInside = concurrent + maximumWaiting;
    }

    /// What `work` gives; empty when too many wait already.
    <T> Optional<T> run(Supplier<T> work) {
        if (inside.incrementAndGet() > maximumInside) {
            inside.decrementAndGet();
            return Optional.empty();
        }
        try {
            running.acquireUninterruptibly();
            try {
                return Optional.of(work.get());
            } finally {
                running.release();
            }
        } finally {
            inside.decrementAndGet();
        }
    }
}
