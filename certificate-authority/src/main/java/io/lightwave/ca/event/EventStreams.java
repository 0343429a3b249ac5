package io.lightwave.ca.event;

import io.lightwave.ca.certificate.CertificateRecords;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.OpenStreams;
import io.lightwave.directory.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.SmartLifecycle;

/// The streams of certificates that are open on this server, of which there are so many at most.
final class EventStreams implements SmartLifecycle {
    private final OpenStreams open;
    private final Limits limits;
    private final Map<TenantId, Integer> ofTenant = new HashMap<>();
    private int all;

    /// How many streams there may be at once.
    record Limits(int ofTenant, int all) {
        private static final int FEWEST = 32;
        private static final int MOST = 512;
        private static final int MOST_OF_TENANT = 64;
        /// Of heap, that a connection takes with a stream.
        private static final int BYTES = 160 << 10;

        /// As many as a twentieth of the heap has room for, and half of them for one tenant at most.
        ///
        /// @param heap the largest, in bytes
        static Limits ofHeap(long heap) {
            int all = Math.clamp(heap / 20 / BYTES, FEWEST, MOST);
            return new Limits(Math.min(all / 2, MOST_OF_TENANT), all);
        }
    }

    EventStreams(ChangeFeed feed, Limits limits) {
        this.open = new OpenStreams(feed, CertificateRecords.SIGNED);
        this.limits = limits;
    }

    /// A place among those that there are, until it is closed.
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /// Empty when there is none.
    synchronized Optional<Place> take(TenantId tenant) {
        int taken = ofTenant.getOrDefault(tenant, 0);
        if (all >= limits.all() || taken >= limits.ofTenant()) {
            return Optional.empty();
        }
        all++;
        ofTenant.put(tenant, taken + 1);
        return Optional.of(() -> release(tenant));
    }

    private synchronized void release(TenantId tenant) {
        all--;
        ofTenant.computeIfPresent(tenant, (_, taken) -> taken == 1 ? null : taken - 1);
    }

    OpenStreams open() {
        return open;
    }

    @Override
    public void start() {
        open.start();
    }

    @Override
    public void stop() {
        open.stop();
    }

    @Override
    public boolean isRunning() {
        return open.isRunning();
    }
}
