package io.lightwave.workload.svid;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/// Ends the streams before the listeners stop, which would wait for them.
final class OpenStreams implements SmartLifecycle {
    private volatile CountDownLatch closed = new CountDownLatch(0);

    /// Waits for so long, and says whether the server is ending.
    boolean isClosedWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void start() {
        closed = new CountDownLatch(1);
    }

    @Override
    public void stop() {
        closed.countDown();
    }

    @Override
    public boolean isRunning() {
        return closed.getCount() > 0;
    }
}
