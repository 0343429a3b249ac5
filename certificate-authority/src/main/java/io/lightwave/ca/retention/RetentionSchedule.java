package io.lightwave.ca.retention;

import io.lightwave.directory.Page;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.Tenants;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Purges every tenant once an hour, the first time an hour after the start.
final class RetentionSchedule implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionSchedule.class);
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final int TENANTS_AT_ONCE = 200;

    private final Tenants tenants;
    private final ExpiredCertificates expired;
    private @Nullable Thread thread; // null unless it runs

    RetentionSchedule(Tenants tenants, ExpiredCertificates expired) {
        this.tenants = tenants;
        this.expired = expired;
    }

    /// Every tenant, once.
    void purge() {
        String cursor = null;
        do {
            Page<Tenant> page = tenants.list(cursor, TENANTS_AT_ONCE);
            page.items().forEach(tenant -> expired.purge(tenant.id()));
            cursor = page.nextCursor();
        } while (cursor != null);
    }

    private void run() {
        while (true) {
            try {
                Thread.sleep(INTERVAL);
                purge();
            } catch (InterruptedException ended) {
                return;
            } catch (RuntimeException failed) {
                LOG.warn("expired certificates could not be purged, the next attempt follows", failed);
            }
        }
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofVirtual().name("certificate-retention").start(this::run);
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
