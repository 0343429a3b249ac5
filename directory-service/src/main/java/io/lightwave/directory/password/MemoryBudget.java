package io.lightwave.directory.password;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;

/// Memory for hashes that are computed at the same time. Who would take more than is left waits its turn, so that
/// sign-ins on many processors, or with costly hashes, do not use up the heap. It is used again by the next: as
/// garbage, that of six or seven hashes would fill the heap and have all of it collected while everybody waits.
final class MemoryBudget {
    private final int total;
    private final Semaphore left;
    private final Deque<SoftReference<Blocks>> unused = new ArrayDeque<>();

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
    /// @param work gets blocks for itself alone
    <T> T with(int memory, Function<Argon2BytesGenerator.BlockPool, T> work) {
        int taken = Math.min(memory, total);
        left.acquireUninterruptibly(taken);
        try {
            Blocks blocks = blocks();
            try {
                return work.apply(blocks);
            } finally {
                keep(blocks);
            }
        } finally {
            left.release(taken);
        }
    }

    private Blocks blocks() {
        synchronized (unused) {
            while (!unused.isEmpty()) {
                Blocks kept = unused.removeLast().get();
                if (kept != null) {
                    return kept;
                }
            }
            return new Blocks();
        }
    }

    /// As long as all that are kept fit into the budget, and the heap has room for them.
    private void keep(Blocks blocks) {
        synchronized (unused) {
            if (unused.size() < total / Blocks.MOST) {
                unused.addLast(new SoftReference<>(blocks));
            }
        }
    }

    /// Blocks of a KiB that the generator wipes before it gives them back, used in the order in which it did, which
    /// costs least.
    private static final class Blocks implements Argon2BytesGenerator.BlockPool {
        static final int MOST = Argon2Cost.DEFAULT.memory() + 16; // and those that it mixes in

        private final ArrayDeque<Argon2BytesGenerator.Block> kept = new ArrayDeque<>();

        @Override
        public Argon2BytesGenerator.Block allocate() {
            Argon2BytesGenerator.Block block = kept.pollFirst();
            return block == null ? new Argon2BytesGenerator.Block() : block;
        }

        @Override
        public void deallocate(Argon2BytesGenerator.Block block) {
            if (kept.size() < MOST) {
                kept.addLast(block);
            }
        }
    }
}
