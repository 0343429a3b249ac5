package io.lightwave.server.web;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.coyote.http11.Http11NioProtocol;

/// How many connections a listener may have, how many of them may be streams, and whether they are getting scarce. No
/// listener has anything to do with what happens at another.
final class Connections {
    private static final int FEWEST = 250;
    private static final int MOST = 10_000;

    private final long heap;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private record Listener(Http11NioProtocol http, AtomicInteger streams) {
        boolean isThreeQuarters(long taken) {
            return taken * 4 >= http.getMaxConnections() * 3L;
        }
    }

    /// @param heap the largest heap, in bytes
    Connections(long heap) {
        this.heap = heap;
    }

    /// Bounds the connections of a listener; who comes later waits in the kernel's queue.
    ///
    /// @param share of the heap that they may take in the end, for instance 0.25
    /// @param bytesEach of heap that one takes which is busy
    void bound(Http11NioProtocol listener, double share, int bytesEach) {
        listener.setMaxConnections(Math.clamp((long) (heap * share) / bytesEach, FEWEST, MOST));
        listeners.add(new Listener(listener, new AtomicInteger()));
    }

    private Optional<Listener> at(int port) {
        return listeners.stream()
                .filter(listener -> listener.http.getPort() == port)
                .findFirst();
    }

    /// Whether the listener at that port has three quarters of what it may have: its answers then end their
    /// connections, so that those who wait get one.
    boolean areScarce(int port) {
        return at(port).filter(listener -> listener.isThreeQuarters(listener.http.getConnectionCount()))
                .isPresent();
    }

    /// Whether one more answer may keep its connection for long: as long as three quarters of those that there may be
    /// are not streams. When it may, its end must be told.
    boolean beginStream(int port) {
        return at(port).filter(listener -> {
                    boolean begins = !listener.isThreeQuarters(listener.streams.getAndIncrement());
                    if (!begins) {
                        listener.streams.decrementAndGet();
                    }
                    return begins;
                })
                .isPresent();
    }

    void endStream(int port) {
        at(port).ifPresent(listener -> listener.streams.decrementAndGet());
    }
}
