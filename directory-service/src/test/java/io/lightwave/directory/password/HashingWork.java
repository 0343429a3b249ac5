package io.lightwave.directory.password;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What checks of passwords cost, by what their hashes say that they fill. On a test's database those at the default
/// cost are spared the filling, which few tests are about; classes that this extends pay for it, as users do.
public final class HashingWork implements BeforeAllCallback, AfterAllCallback {
    /// Of one hash as they are by default.
    public static final long OF_ONE = (long) Argon2Cost.DEFAULT.memory() * Argon2Cost.DEFAULT.passes();

    private static final int NEXT_TO_NOTHING = 8;

    /// As the product comes.
    private static final int IN_FULL = Argon2id.FILLED_AT_DEFAULT.getAndSet(NEXT_TO_NOTHING);

    /// In KiB and passes.
    public static long of(Runnable check) {
        long before = Argon2id.filled();
        check.run();
        return Argon2id.filled() - before;
    }

    /// Done once, when this class is loaded: one that pays may be running.
    public static void spare() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        Argon2id.FILLED_AT_DEFAULT.set(IN_FULL);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!context.getRequiredTestClass().isMemberClass()) { // or its other tests would not pay any more
            Argon2id.FILLED_AT_DEFAULT.set(NEXT_TO_NOTHING);
        }
    }
}
