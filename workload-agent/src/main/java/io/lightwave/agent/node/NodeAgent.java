package io.lightwave.agent.node;

import io.lightwave.agent.connection.Backoff;
import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.EventStream;
import io.lightwave.agent.connection.Failure;
import io.lightwave.agent.connection.SigningRequest;
import io.lightwave.agent.identity.Authority.AwayException;
import io.lightwave.agent.identity.Authority.RefusedException;
import io.lightwave.agent.identity.Identities;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Keeps this machine a node: follows the server's word on what it may give out, and renews certificates in time.
public final class NodeAgent implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NodeAgent.class.getName());
    static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Connection connection;
    private final Admission admission;
    private final String tenant;
    private final ServerConnection server;
    private final Optional<NodeFiles> files;
    private final Duration away;
    private final InstantSource clock;
    private final Identities identities;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("stream-watch").factory());
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch first = new CountDownLatch(1);
    /// When the server last said something that was understood.
    private volatile long heard = System.nanoTime();
    private volatile boolean over;
    private Instant triedAt = Instant.EPOCH;
    private Thread follower = new Thread();
    private Thread keeper = new Thread();

    /// @param data where key and certificate are kept between runs; empty keeps them in memory
    /// @param away for how long is given out what was fetched while the server cannot be reached
    public record Options(String tenant, Optional<Path> data, Duration away) {}

    /// Joins, or goes on as the node that it was.
    ///
    /// @param admission is asked for what it shows only when that is needed
    /// @throws Failure when that cannot be done
    public static NodeAgent start(Connection connection, Options options, Admission admission, InstantSource clock) {
        try {
            var files = options.data().map(NodeFiles::new);
            var known = files.isPresent() ? files.get().load() : Optional.<NodeCertificate>empty();
            var certificate = known.filter(kept -> clock.instant().isBefore(kept.expiresAt()))
                    .orElse(null);
            if (certificate == null) {
                certificate = Joining.join(connection, options.tenant(), admission, SigningRequest.newKey());
                if (files.isPresent()) {
                    files.get().save(certificate);
                }
            }
            var agent = new NodeAgent(connection, options, files, certificate, admission, clock);
            agent.begin();
            return agent;
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot read or write the node's key: " + e.getMessage());
        }
    }

    private NodeAgent(
            Connection connection,
            Options options,
            Optional<NodeFiles> files,
            NodeCertificate certificate,
            Admission admission,
            InstantSource clock) {
        this.connection = connection;
        this.admission = admission;
        this.tenant = options.tenant();
        this.files = files;
        this.away = options.away();
        this.clock = clock;
        var metadata = connection.json("/t/" + tenant + "/.well-known/openid-configuration");
        String issuer = metadata.path("issuer").asString("");
        String token = metadata.at("/mtls_endpoint_aliases/token_endpoint").asString("");
        if (!token.endsWith("/oauth2/token") || issuer.isEmpty()) {
            throw new Failure(Failure.Kind.UNREACHABLE, "the server names no address for mutual TLS");
        }
        this.server = new ServerConnection(
                URI.create(token.substring(0, token.length() - "/oauth2/token".length()))
                        .toString(),
                issuer,
                connection.settings().trustBundle().orElse(null),
                certificate,
                clock);
        this.identities = new Identities(server, clock);
    }

    public Identities identities() {
        return identities;
    }

    /// Waits until the server has said what this node may give out, and that has been fetched.
    ///
    /// @return whether it came in time
    public boolean awaitFirst(Duration time) {
        try {
            return first.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void begin() {
        follower = Thread.ofVirtual().name("follower").start(this::follow);
        keeper = Thread.ofVirtual().name("keeper").start(this::keep);
    }

    private void follow() {
        var backoff = new Backoff(RandomGenerator.getDefault(), FIRST_PAUSE, LONGEST_PAUSE);
        KnownState known = null; // until the server has said
        while (!over) {
            var asked = Duration.ZERO;
            try (var stream = new EventStream(server.states(known == null ? "" : known.id()), watch)) {
                for (var event = stream.next(); event.isPresent(); event = stream.next()) {
                    var before = known;
                    known = take(event.get(), known);
                    if (known != null) {
                        heard = System.nanoTime(); // what is not understood might be that something is taken away
                        backoff.reset();
                    } else if (before != null) {
                        break; // begins anew
                    }
                }
            } catch (NotWelcomeException refused) {
                LOG.log(System.Logger.Level.WARNING, "this machine is no node any more: {0}", refused.getMessage());
                identities.forget();
                known = null;
                joinAgain();
            } catch (RefusedException e) {
                LOG.log(System.Logger.Level.INFO, "{0}", e.getMessage());
            } catch (AwayException e) {
                asked = e.pause();
                LOG.log(System.Logger.Level.INFO, "{0}", e.getMessage());
            } catch (RuntimeException failed) {
                LOG.log(System.Logger.Level.WARNING, "following the server failed, the next attempt follows", failed);
            }
            if (!identities.isKnown()) {
                known = null;
            }
            if (!rest(backoff.next(asked))) {
                return;
            }
        }
    }

    /// Whether it is still to go on afterwards.
    private boolean rest(Duration pause) {
        try {
            Thread.sleep(pause);
            return !over;
        } catch (InterruptedException ended) {
            return false;
        }
    }

    /// What is known after it; null for nothing.
    private @Nullable KnownState take(EventStream.Event event, @Nullable KnownState known) {
        switch (event.type()) {
            case "state", "change" -> {
                try {
                    var said = JsonMapper.shared().readTree(event.data());
                    if (event.type().equals("change") && known == null) {
                        throw new IllegalArgumentException("a change of nothing");
                    }
                    var next = known != null && event.type().equals("change")
                            ? known.after(said, event.id())
                            : KnownState.of(event.id(), tenant, said);
                    identities.replace(next.entries(), next.bundle(), next.federated());
                    news.release();
                    return next;
                } catch (JacksonException | IllegalArgumentException malformed) {
                    LOG.log(System.Logger.Level.WARNING, "the server said what is not understood", malformed);
                    return null; // all of it is asked for
                }
            }
            case "farewell" -> {
                LOG.log(System.Logger.Level.WARNING, "the server says that this machine is no node any more");
                identities.forget();
                return null;
            }
            default -> {
                return known;
            }
        }
    }

    private void keep() {
        while (!over) {
            try {
                if (System.nanoTime() - heard > away.toNanos()) {
                    LOG.log(System.Logger.Level.WARNING, "the server has been away for too long");
                    identities.forget();
                }
                renewOwn();
                boolean told = identities.isKnown();
                var next = identities.refresh();
                if (told) {
                    first.countDown();
                }
                var rest = Duration.between(clock.instant(), next);
                if (news.tryAcquire(Math.clamp(rest.toMillis(), 50, 60_000), TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            } catch (InterruptedException ended) {
                return;
            } catch (RuntimeException failed) {
                LOG.log(System.Logger.Level.WARNING, "renewal failed, the next attempt follows", failed);
                if (!rest(LONGEST_PAUSE)) {
                    return;
                }
            }
        }
    }

    private void renewOwn() {
        var now = clock.instant();
        if (now.isBefore(server.certificate().renewAt()) || now.isBefore(triedAt.plus(LONGEST_PAUSE))) {
            return;
        }
        triedAt = now;
        try {
            var next = renewed();
            if (files.isPresent()) {
                files.get().save(next);
            }
        } catch (RefusedException | AwayException | IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the node''s certificate is not renewed: {0}", e.getMessage());
        }
    }

    /// A node of a cluster, or of an outside authority, is asked each time whether it is one still.
    private NodeCertificate renewed() throws RefusedException, AwayException {
        return switch (admission) {
            case Admission.JoinToken _ -> server.renew();
            case Admission.ClusterToken _, Admission.Certificate _ -> {
                var next = Joining.join(
                        connection, tenant, admission, server.certificate().key());
                server.show(next);
                yield next;
            }
        };
    }

    /// The server knows this node no more, but its cluster, or its authority, may vouch for it still.
    private void joinAgain() {
        if (!(admission instanceof Admission.JoinToken)) {
            try {
                var next = renewed();
                if (files.isPresent()) {
                    files.get().save(next);
                }
                LOG.log(System.Logger.Level.INFO, "this machine has joined again");
            } catch (RefusedException | AwayException | IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "this machine does not join again: {0}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        over = true;
        follower.interrupt();
        keeper.interrupt();
        watch.shutdownNow();
    }
}
