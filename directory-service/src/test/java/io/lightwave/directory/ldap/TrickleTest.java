package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.LDAPMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Requests may arrive in any pieces, also in parts of a TLS record while the server looks whether more has come.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrickleTest {
    private final LdapWorld world = new LdapWorld();

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void requests_in_single_bytes_are_answered_in_clear_and_under_tls() throws Exception {
        for (int port : new int[] {world.ports.ldap(), world.ports.ldaps()}) {
            try (var trickle = new Trickle(port);
                    Raw peer = port == world.ports.ldaps() ? world.rawTls(trickle.port()) : Raw.to(trickle.port())) {
                var requests = new java.io.ByteArrayOutputStream();
                for (int id = 1; id <= 20; id++) {
                    requests.writeBytes(LdapWorld.encoded(new LDAPMessage(id, LdapWorld.rootDse("1.1"))));
                }
                peer.bytes(requests.toByteArray());
                for (int id = 1; id <= 20; id++) {
                    assertThat(peer.answer().orElseThrow().getMessageID()).isEqualTo(id);
                    assertThat(peer.answer().orElseThrow().getMessageID()).isEqualTo(id);
                }
            }
        }
    }

    /// Passes on what a client sends byte by byte.
    private static final class Trickle implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final int server;

        Trickle(int server) throws IOException {
            this.server = server;
            Thread.ofVirtual().start(this::serve);
        }

        int port() {
            return listener.getLocalPort();
        }

        private void serve() {
            try (Socket client = listener.accept();
                    Socket onward = new Socket(InetAddress.getLoopbackAddress(), server)) {
                onward.setTcpNoDelay(true);
                Thread back = Thread.ofVirtual().start(() -> {
                    try {
                        onward.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                InputStream in = client.getInputStream();
                OutputStream out = onward.getOutputStream();
                for (int next = in.read(); next >= 0; next = in.read()) {
                    out.write(next);
                }
                onward.shutdownOutput();
                back.join();
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
