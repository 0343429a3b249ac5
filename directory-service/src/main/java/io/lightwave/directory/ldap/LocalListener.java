package io.lightwave.directory.ldap;

import io.lightwave.directory.DirectorySettings.LocalSocket;
import io.lightwave.directory.ldap.operation.Channel.LocalPeer;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Set;
import java.util.regex.Pattern;
import jdk.net.ExtendedSocketOptions;

/// The Unix socket. It is made in a folder that is ours alone and comes to its place with its permissions.
final class LocalListener implements Closeable {
    /// Whom the kernel names when it cannot tell, as across user namespaces.
    private static final Set<String> OVERFLOW_USERS = Set.of("65534", "nobody", "nfsnobody");

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private final Path path;
    private final ServerSocketChannel listener;
    private final Set<String> administrators;

    private LocalListener(Path path, ServerSocketChannel listener, Set<String> administrators) {
        this.path = path;
        this.listener = listener;
        this.administrators = administrators;
    }

    /// A connection and who is at its other end.
    record Accepted(UnixConnection connection, Peer peer) {}

    /// @throws IOException also when something else than a socket that was left behind is in its place, or when a user
    ///     is unknown
    static LocalListener open(LocalSocket settings, int backlog) throws IOException {
        Set<String> administrators = administrators(settings);
        Path path = settings.path().toAbsolutePath();
        clear(path);
        Path folder = Files.createTempDirectory(path.getParent(), ".ldapi");
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            Path made = folder.resolve("s");
            listener.bind(UnixDomainSocketAddress.of(made), backlog);
            Files.setPosixFilePermissions(made, settings.permissions());
            Files.move(made, path);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        } finally {
            Files.deleteIfExists(folder.resolve("s"));
            Files.delete(folder);
        }
        return new LocalListener(path, listener, administrators);
    }

    private static Set<String> administrators(LocalSocket settings) throws IOException {
        UserPrincipalLookupService users = settings.path().getFileSystem().getUserPrincipalLookupService();
        for (String name : settings.administrators()) {
            if (OVERFLOW_USERS.contains(name)) {
                throw new IOException("user %s may be anybody".formatted(name));
            }
            if (!NUMBER.matcher(name).matches()) {
                users.lookupPrincipalByName(name);
            }
        }
        return Set.copyOf(settings.administrators());
    }

    /// Takes away a socket that nobody listens on any more.
    private static void clear(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException("there is something else than a socket");
        }
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new IOException("another server listens there");
        } catch (java.net.ConnectException e) {
            Files.delete(path);
        }
    }

    Accepted accept() throws IOException {
        SocketChannel channel = listener.accept();
        try {
            String user =
                    channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            return new Accepted(
                    new UnixConnection(channel).open(), Peer.local(new LocalPeer(user, administrators.contains(user))));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    boolean isOpen() {
        return listener.isOpen();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(path);
    }
}
