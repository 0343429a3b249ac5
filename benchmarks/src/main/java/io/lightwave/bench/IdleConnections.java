package io.lightwave.bench;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.system.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// LDAP connections that have asked for something once and then say nothing, and what they cost the server.
final class IdleConnections implements AutoCloseable {
    /// The server gives one source half of its connections, so they come from several.
    private static final int SOURCES = 4;

    private static final byte[] QUESTION = new LDAPMessage(
                    1,
                    new SearchRequestProtocolOp(
                            "",
                            SearchScope.BASE,
                            DereferencePolicy.NEVER,
                            0,
                            0,
                            false,
                            Filter.createPresenceFilter("objectClass"),
                            List.of("1.1")))
            .encode()
            .encode();

    private final List<Socket> sockets = new ArrayList<>();

    /// @param tls empty for connections in clear
    IdleConnections(int count, int port, Optional<SSLContext> tls) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true); // or the question behind a handshake waits 40 ms for a delayed acknowledgement
            socket.bind(new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + i % SOURCES)}), 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Socket speaking = tls.isPresent() ? secured(tls.get(), socket, port) : socket;
            sockets.add(speaking);
            ask(speaking);
        }
    }

    private static Socket secured(SSLContext tls, Socket socket, int port) throws IOException {
        var secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", port, true);
        secured.startHandshake();
        return secured;
    }

    /// Two short messages come back, an entry and the end.
    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream().write(QUESTION);
        InputStream in = socket.getInputStream();
        for (int message = 0; message < 2; message++) {
            if (in.read() != 0x30) {
                throw new IOException("no answer");
            }
            in.readNBytes(in.read());
        }
    }

    /// What lives on the heap of a Java process, after a collection of its garbage.
    static long liveBytes(ProcessHandle process) {
        String histogram = Shell.run(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .orThrow();
        String total = histogram.substring(histogram.lastIndexOf("Total")).strip();
        return Long.parseLong(total.split("\\s+", -1)[2]);
    }

    @Override
    public void close() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                System.err.println("a connection did not close: " + e);
            }
        }
    }
}
