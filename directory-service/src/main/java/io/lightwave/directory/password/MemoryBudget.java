package io.lightwave.directory.password;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Memory for hashes that are computed at the same time. Who would take more than is left waits its turn, so that
/// sign-ins on many processors, or with costly hashes, do not use up the heap.
final class MemoryBudget {
    private final int total;
    private final Semaphore left;

    /// @param total in KiB
    MemoryBudget(int total) {
        this.total = total;
        this.left = new Semaphore(total, true);
    }

    /// A fifth of the heap, and enough for one of the largest.
    static MemoryBudget ofHeap() {
        long fifth = Runtime.getRuntime().maxMemory() / 5 / 1024;
        return new MemoryBudget(Math.clamp(fifth, Argon2Cost.MOST_MEMORY, Integer.MAX_VALUE));
    }

    /// @param memory in KiB; more than all of it takes all of it
    <T> T with(int memory, Supplier<T> work) {
        int taken = Math.min(memory, total);
        left.acquireUninterruptibly(taken);
        try {
            return work.get();
        } finally {
            left.release(taken);
        }
    }
}
