package io.lightwave.directory;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Does something again and again for as long as the server runs, the first time one interval after the start; any
/// number of nodes may do the same. A failure is logged, and the next attempt follows.
public final class RecurringTask implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RecurringTask.class);

    private final String name;
    private final Duration interval;
    private final Runnable task;
    private @Nullable Thread thread; // null unless it runs

    /// @param name of the thread, and of the task in the log
    /// @param interval from the end of one run to the begin of the next
    public RecurringTask(String name, Duration interval, Runnable task) {
        this.name = name;
        this.interval = interval;
        this.task = task;
    }

    /// Does one part of a task, also when it failed for others, unless the server is ending.
    ///
    /// @param failed is told how
    public static void attempt(Runnable part, Consumer<RuntimeException> failed) {
        try {
            part.run();
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) { // the server is ending
                throw e;
            }
            failed.accept(e);
        }
    }

    private void run() {
        while (true) {
            try {
                Thread.sleep(interval);
                task.run();
            } catch (InterruptedException ended) {
                return;
            } catch (RuntimeException failed) {
                if (Thread.currentThread().isInterrupted()) { // in the middle of its work
                    return;
                }
                LOG.warn("{} failed, the next attempt follows", name, failed);
            }
        }
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofVirtual().name(name).start(this::run);
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
