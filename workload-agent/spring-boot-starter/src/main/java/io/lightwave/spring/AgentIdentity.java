package io.lightwave.spring;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The newest certificate that the agent has for this process. While the agent is away, the last one goes on.
public final class AgentIdentity implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AgentIdentity.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final AgentSocket agent;
    private final String query;
    /// With what each has been told last.
    private final Map<Consumer<Svid>, Svid> listeners = new ConcurrentHashMap<>();
    private final ScheduledExecutorService refreshing = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lightwave-identity").factory());
    private volatile Fetched fetched;

    private record Fetched(String certificateAndKey, String anchors, Svid svid) {
        @Override
        public String toString() {
            return svid.toString();
        }
    }

    /// Waits for the first one.
    ///
    /// @throws IllegalStateException when the agent gives none in time
    AgentIdentity(AgentSocket agent, AgentProperties properties) {
        this.agent = agent;
        this.query =
                properties.spiffeId().isEmpty() ? "" : "?" + AgentSocket.parameter("spiffe_id", properties.spiffeId());
        this.fetched = first(properties.patience());
        var _ = refreshing.scheduleWithFixedDelay(
                this::refresh,
                properties.refresh().toMillis(),
                properties.refresh().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /// The SPIFFE ID of this process.
    public String spiffeId() {
        return fetched.svid().spiffeId();
    }

    Svid svid() {
        return fetched.svid();
    }

    /// Tells of each other one from now on, until the listener has taken it.
    void listen(Svid known, Consumer<Svid> listener) {
        listeners.put(listener, known);
    }

    private Fetched first(Duration patience) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return fetch();
            } catch (IOException | GeneralSecurityException notYet) {
                if (System.nanoTime() - begun > patience.toNanos()) {
                    throw new IllegalStateException(
                            "the agent gives this process no identity: " + notYet.getMessage(), notYet);
                }
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", ended);
            }
        }
    }

    private Fetched fetch() throws IOException, GeneralSecurityException {
        String certificateAndKey = agent.get("/certificate" + query);
        String anchors = agent.get("/bundle" + query);
        return new Fetched(certificateAndKey, anchors, Svid.of(certificateAndKey, anchors));
    }

    private void refresh() {
        try {
            var before = fetched;
            var now = fetch();
            if (!now.certificateAndKey().equals(before.certificateAndKey())
                    || !now.anchors().equals(before.anchors())) {
                fetched = now;
            }
        } catch (IOException | GeneralSecurityException | RuntimeException away) { // what is thrown ends the schedule
            LOG.log(System.Logger.Level.DEBUG, "the last certificate goes on: {0}", away.getMessage());
        }
        try {
            var now = fetched.svid();
            listeners.replaceAll((listener, known) -> {
                if (!known.equals(now)) {
                    listener.accept(now);
                }
                return now;
            });
        } catch (RuntimeException failed) {
            LOG.log(System.Logger.Level.WARNING, "a new certificate is not in use everywhere", failed);
        }
    }

    @Override
    public void close() {
        refreshing.shutdownNow();
    }
}
