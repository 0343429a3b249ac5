package io.lightwave.directory.ldap;

import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.DirectorySettings;
import io.lightwave.directory.LdapPorts;
import io.lightwave.directory.ServerTls;
import io.lightwave.directory.ldap.operation.ConnectionId;
import io.lightwave.directory.ldap.operation.LdapOperations;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// The two LDAP ports and the Unix socket, if there is one, open from when the application is ready until it stops.
final class LdapListeners implements SmartLifecycle, LdapPorts {
    private static final Logger LOG = LoggerFactory.getLogger(LdapListeners.class);
    private static final int BACKLOG = 512;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration STOPPING = Duration.ofSeconds(5);

    private final DirectorySettings.Ldap settings;
    private final LdapLimits limits;
    private final ServerTls tls;
    private final LdapOperations operations;
    private final ConnectionQuota quota;
    private final SecureRandom random;
    private final Set<LdapConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private volatile @Nullable Running running; // null while nothing listens

    private record Running(
            ServerSocket ldap,
            ServerSocket ldaps,
            Optional<LocalListener> local,
            ExecutorService threads,
            String prefix) {
        boolean isClosed() {
            return ldap.isClosed()
                    || ldaps.isClosed()
                    || local.filter(listener -> !listener.isOpen()).isPresent();
        }
    }

    /// Takes the next connection in.
    private interface Acceptor {
        void accept() throws IOException;
    }

    LdapListeners(
            DirectorySettings.Ldap settings,
            LdapLimits limits,
            ServerTls tls,
            LdapOperations operations,
            SecureRandom random) {
        this.settings = settings;
        this.limits = limits;
        this.tls = tls;
        this.operations = operations;
        this.random = random;
        this.quota = new ConnectionQuota(limits.connections(), limits.connectionsPerSource());
    }

    @Override
    public synchronized void start() {
        if (running != null) {
            return;
        }
        var opened = new ArrayList<Closeable>(3);
        try {
            ServerSocket ldap = listen(settings.port());
            opened.add(ldap);
            ServerSocket ldaps = listen(settings.ldapsPort());
            opened.add(ldaps);
            serve(ldap, ldaps, settings.local().map(LdapListeners::listen));
        } catch (UncheckedIOException e) {
            opened.forEach(LdapListeners::closeQuietly);
            throw e;
        }
        LOG.info("LDAP on port {}, LDAPS on port {}", ldap(), ldaps());
    }

    private void serve(ServerSocket ldap, ServerSocket ldaps, Optional<LocalListener> local) {
        var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("ldap").factory());
        String prefix = "ldap-%s-".formatted(Integer.toString(random.nextInt() & 0x7fff_ffff, 36));
        var now = new Running(ldap, ldaps, local, threads, prefix);
        running = now;
        threads.execute(() -> accept(now, () -> admit(now, ldap.accept(), false)));
        threads.execute(() -> accept(now, () -> admit(now, ldaps.accept(), true)));
        local.ifPresent(listener -> threads.execute(() -> accept(now, () -> admit(now, listener.accept()))));
        Thread.ofVirtual().name("ldap-watch").start(() -> watch(now));
    }

    private static LocalListener listen(DirectorySettings.LocalSocket local) {
        try {
            return LocalListener.open(local, BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("LDAP socket %s: %s".formatted(local.path(), e.getMessage()), e);
        }
    }

    private ServerSocket listen(int port) {
        try {
            var listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(settings.bindAddress(), port), BACKLOG);
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException("LDAP port %d: %s".formatted(port, e.getMessage()), e);
        }
    }

    private void accept(Running during, Acceptor acceptor) {
        while (!during.isClosed()) {
            try {
                acceptor.accept();
            } catch (IOException | RuntimeException | OutOfMemoryError e) { // out of descriptors or memory, or closed
                if (!during.isClosed()) {
                    LOG.warn("an LDAP connection could not be accepted", e);
                    pause();
                }
            }
        }
    }

    private void admit(Running during, Socket socket, boolean tlsFirst) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        admit(during, socket, Peer.at(socket.getInetAddress()), tlsFirst);
    }

    private void admit(Running during, LocalListener.Accepted accepted) throws IOException {
        admit(during, accepted.connection(), accepted.peer(), false);
    }

    private void admit(Running during, Socket socket, Peer peer, boolean tlsFirst) throws IOException {
        if (!quota.enter()) {
            LOG.debug("too many LDAP connections, one from {} refused", peer.address());
            socket.close();
            return;
        }
        try {
            during.threads().execute(() -> serve(during, socket, peer, tlsFirst));
        } catch (RuntimeException | OutOfMemoryError e) {
            quota.leave();
            socket.close();
            throw e;
        }
    }

    private void serve(Running during, Socket socket, Peer peer, boolean tlsFirst) {
        try (socket) {
            var id = new ConnectionId(during.prefix(), accepted.incrementAndGet());
            var connection = new LdapConnection(socket, peer, id, tls, operations, limits);
            connections.add(connection);
            try {
                if (during.isClosed()) { // it came in between the stop and its notices
                    return;
                }
                serve(connection, isProxy(peer) ? connection.awaitProxyHeader() : peer.source(), tlsFirst);
            } finally {
                connections.remove(connection);
            }
        } catch (IOException | MalformedMessageException e) {
            LOG.debug("LDAP connection from {} ended: {}", peer.address(), e.toString());
        } finally {
            quota.leave();
        }
    }

    /// @param source from whose share it takes; a proxy's own connections take from nobody's
    private void serve(LdapConnection connection, Optional<InetAddress> source, boolean tlsFirst) {
        if (source.isPresent() && !quota.enterFrom(source.get())) {
            LOG.debug("too many LDAP connections, one from {} refused", source.get());
            return;
        }
        try {
            connection.serve(tlsFirst);
        } finally {
            source.ifPresent(quota::leaveFrom);
        }
    }

    private boolean isProxy(Peer peer) {
        return peer.source()
                .filter(address -> settings.proxies().stream().anyMatch(network -> network.contains(address)))
                .isPresent();
    }

    private void watch(Running during) {
        while (!during.threads().isTerminated() && pause()) {
            connections.forEach(LdapConnection::watch);
        }
    }

    /// False when the thread is to end.
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public synchronized void stop() {
        Running before = running;
        if (before == null) {
            return;
        }
        running = null;
        closeQuietly(before.ldap());
        closeQuietly(before.ldaps());
        before.local().ifPresent(LdapListeners::closeQuietly);
        connections.forEach(connection -> connection.end(ResultCode.UNAVAILABLE, "the server is stopping"));
        before.threads().shutdown();
        awaitEnd(before.threads());
    }

    private void awaitEnd(ExecutorService threads) {
        try {
            if (!threads.awaitTermination(STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
                connections.forEach(LdapConnection::abort);
            }
        } catch (InterruptedException e) {
            connections.forEach(LdapConnection::abort);
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Closeable listener) {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("an LDAP listener did not close: {}", e.toString());
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    @Override
    public int ldap() {
        Running now = running;
        return now == null ? 0 : now.ldap().getLocalPort();
    }

    @Override
    public int ldaps() {
        Running now = running;
        return now == null ? 0 : now.ldaps().getLocalPort();
    }

    @Override
    public boolean isListening() {
        Running now = running;
        return now != null && !now.isClosed();
    }
}
