package io.lightwave.server.web;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.coyote.http11.Http11NioProtocol;

/// How many connections there may be, and whether they are getting scarce. Each one over TLS keeps four buffers of a
/// record, so that their number follows from the heap; who comes later waits in the kernel's queue.
final class Connections {
    static final int BYTES_EACH = 72 * 1024;

    private static final int FEWEST = 250;
    private static final int MOST = 10_000;

    private final long heap;
    private final List<Http11NioProtocol> listeners = new CopyOnWriteArrayList<>();

    /// @param heap the largest heap, in bytes
    Connections(long heap) {
        this.heap = heap;
    }

    /// Bounds the connections of a listener.
    ///
    /// @param share of the heap that they may take in the end, for instance 0.25
    void bound(Http11NioProtocol listener, double share) {
        listener.setMaxConnections(Math.clamp((long) (heap * share) / BYTES_EACH, FEWEST, MOST));
        listeners.add(listener);
    }

    /// Whether a listener has three quarters of what it may have: answers then end their connections, so that those who
    /// wait get one.
    boolean areScarce() {
        for (Http11NioProtocol listener : listeners) {
            if (listener.getConnectionCount() * 4 >= listener.getMaxConnections() * 3L) {
                return true;
            }
        }
        return false;
    }
}
