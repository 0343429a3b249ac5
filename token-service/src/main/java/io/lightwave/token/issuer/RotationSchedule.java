package io.lightwave.token.issuer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Lets every tenant's keys move on, once a minute; any number of nodes may do it.
final class RotationSchedule implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RotationSchedule.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final KeyRotation rotation;
    private @Nullable Thread thread; // null unless it runs

    RotationSchedule(KeyRotation rotation) {
        this.rotation = rotation;
    }

    private void run() {
        while (true) {
            try {
                Thread.sleep(INTERVAL);
                rotation.advanceAll();
            } catch (InterruptedException ended) {
                return;
            } catch (RuntimeException failed) {
                LOG.warn("signing keys could not be rotated, the next attempt follows", failed);
            }
        }
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofVirtual().name("key-rotation").start(this::run);
    }

    @Override
    public synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
