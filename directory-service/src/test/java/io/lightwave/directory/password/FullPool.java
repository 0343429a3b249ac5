package io.lightwave.directory.password;

import io.lightwave.directory.Password;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/// Every place to check a password is taken, each by a hash that takes long, until it is closed.
public final class FullPool implements AutoCloseable {
    private static final PasswordPolicy SLOW = new PasswordPolicy(
            8,
            0,
            0,
            Duration.ZERO,
            Duration.ZERO,
            0,
            Duration.ZERO,
            false,
            true,
            false,
            false,
            new Argon2Cost(Argon2Cost.MOST_MEMORY, Argon2Cost.MOST_PASSES, Argon2Cost.MOST_LANES),
            false,
            null);

    private final AtomicBoolean full = new AtomicBoolean(true);

    private FullPool() {}

    /// Returns when the first has been turned away.
    public static FullPool of(Passwords passwords, TenantId tenant) throws InterruptedException {
        var pool = new FullPool();
        int places = 129 * Runtime.getRuntime().availableProcessors();
        var turnedAway = new CountDownLatch(1);
        IntStream.range(0, 2 * places)
                .forEach(_ -> Thread.ofVirtual().start(() -> {
                    try {
                        while (pool.full.get()) {
                            passwords.hash(SLOW, tenant, "somebody", Password.of("correct horse battery"));
                        }
                    } catch (RejectedExecutionException noPlace) {
                        turnedAway.countDown();
                    }
                }));
        turnedAway.await();
        return pool;
    }

    @Override
    public void close() {
        full.set(false);
    }
}
