package io.lightwave.server.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 whose peers have so much time for a TLS handshake as a whole, so much for the head of a request, and so
/// much for its body, with a second more for each KiB that has come. Tomcat's own time-outs begin anew with each byte:
/// a peer that sends one now and then would keep its connection for days. Public since Tomcat makes it by its name.
public final class PatientHttp11 extends Http11NioProtocol {
    private static final Log LOG = LogFactory.getLog(PatientHttp11.class);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Map<SocketWrapperBase<?>, Long> connected = new ConcurrentHashMap<>(); // since when, by nanoTime
    private final Map<SocketWrapperBase<?>, Long> begun = new ConcurrentHashMap<>(); // a head, by nanoTime
    private final Map<SocketWrapperBase<?>, PatientRequests> served = new ConcurrentHashMap<>();
    private Duration patience = Duration.ofSeconds(20);

    public PatientHttp11() {
        super(new ThriftyEndpoint());
    }

    /// @param patience for each of the three
    void setPatience(Duration patience) {
        this.patience = patience;
    }

    @Override
    protected Processor createProcessor() {
        return new PatientRequests(this, getAdapter());
    }

    @Override
    public void start() throws Exception {
        super.start();
        Thread.ofVirtual().name(getName() + "-patience").start(this::watch);
    }

    /// A thread takes the connection up, since something has come.
    void begin(SocketWrapperBase<?> connection, PatientRequests processor) {
        served.put(connection, processor);
        begun.putIfAbsent(connection, System.nanoTime());
        if (connection.getSocket() instanceof ThriftyChannel channel) {
            channel.work();
        }
    }

    /// The thread lets go of the connection.
    ///
    /// @param answered whether a request has been complete
    /// @param partial whether a head has begun, and is not complete
    void end(SocketWrapperBase<?> connection, boolean answered, boolean partial) {
        if (answered) {
            begun.remove(connection);
        }
        if (partial) {
            begun.putIfAbsent(connection, System.nanoTime());
        }
        served.remove(connection);
        if (connection.getSocket() instanceof ThriftyChannel channel) {
            channel.rest();
        }
    }

    /// What TLS connections hold in buffers now; for the tests of this package.
    int bytesHeld() {
        return getEndpoint().getConnections().stream()
                .mapToInt(connection ->
                        connection.getSocket() instanceof ThriftyChannel channel ? channel.bytesHeld() : 0)
                .sum();
    }

    private void watch() {
        try {
            do {
                Thread.sleep(PAUSE);
                look(System.nanoTime());
            } while (getEndpoint().isRunning()
                    || !getEndpoint().getConnections().isEmpty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(long now) {
        try {
            lookAtEach(now);
        } catch (RuntimeException e) { // of one connection, and the others have to be watched on
            LOG.warn("slow HTTP connections were not looked for", e);
        }
    }

    /// Ends those that are over, and has those that wait give their buffers back.
    private void lookAtEach(long now) {
        var connections = getEndpoint().getConnections();
        connected.keySet().retainAll(connections);
        begun.keySet().retainAll(connections);
        for (SocketWrapperBase<NioChannel> connection : connections) {
            connected.putIfAbsent(connection, now);
            if (connection.getSocket() instanceof ThriftyChannel channel) {
                channel.tidy(now);
            }
            if (isOver(connection, now)) {
                end(connection);
            }
        }
    }

    private boolean isOver(SocketWrapperBase<NioChannel> connection, long now) {
        if (!connection.getSocket().isHandshakeComplete()) {
            return isOver(connected.get(connection), now);
        }
        PatientRequests processor = served.get(connection);
        return processor == null
                ? isOver(begun.get(connection), now)
                : processor.hasWaited(now).compareTo(patience) > 0;
    }

    /// @param since null when nothing has begun
    private boolean isOver(@Nullable Long since, long now) {
        return since != null && now - since > patience.toNanos();
    }

    /// Whoever reads, or waits for something to read, meets the end and closes the connection. To close it from here
    /// would take it from under the thread that serves it.
    private static void end(SocketWrapperBase<NioChannel> connection) {
        try {
            connection.getSocket().getIOChannel().shutdownInput();
        } catch (IOException | RuntimeException e) { // it is closed already
            LOG.debug("a connection that was too slow has ended by itself", e);
        }
    }
}
