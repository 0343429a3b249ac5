package io.lightwave.directory.password;

/// What checks of passwords cost, by what their hashes fill: each takes as long as that.
public final class HashingWork {
    /// Of one hash as they are by default.
    public static final long OF_ONE = (long) Argon2Cost.DEFAULT.memory() * Argon2Cost.DEFAULT.passes();

    private HashingWork() {}

    /// In KiB and passes.
    public static long of(Runnable check) {
        long before = Argon2id.filled();
        check.run();
        return Argon2id.filled() - before;
    }
}
