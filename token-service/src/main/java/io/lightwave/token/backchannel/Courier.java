package io.lightwave.token.backchannel;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Sends what is due, now and then: one at a time on each node.
final class Courier implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final int EVERY_SECONDS = 2;

    private final List<Delivery> all;
    private ScheduledExecutorService executor;
    private volatile boolean running;

    Courier(List<Delivery> all) {
        this.all = List.copyOf(all);
        this.executor = newExecutor();
    }

    private static ScheduledExecutorService newExecutor() {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("back-channel-logout").factory());
    }

    @Override
    public void start() {
        running = true;
        var _ = executor.scheduleWithFixedDelay(this::send, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void send() {
        for (Delivery one : all) {
            try {
                while (running && one.sendDue() > 0) {
                    // the next ones at once
                }
            } catch (RuntimeException e) {
                LOG.warn("somebody could not be told of ended sessions", e);
            }
        }
    }

    @Override
    public void stop() {
        running = false;
        executor.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
