package io.lightwave.system;

import io.spiffe.provider.SpiffeKeyManager;
import io.spiffe.provider.SpiffeTrustManager;
import io.spiffe.spiffeid.SpiffeId;
import io.spiffe.workloadapi.DefaultX509Source;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// A program that knows SPIFFE's library for Java and nothing of Lightwave: `SOCKET server OWN PEER` prints its port
/// and answers, `SOCKET client OWN PEER PORT` asks and prints the answer. Of several identities it shows the one named.
final class SpiffePeer {
    private SpiffePeer() {}

    public static void main(String[] arguments) throws Exception {
        var options = DefaultX509Source.X509SourceOptions.builder()
                .spiffeSocketPath("unix:" + arguments[0])
                .svidPicker(svids -> svids.stream()
                        .filter(svid -> svid.getSpiffeId().toString().equals(arguments[2]))
                        .findFirst()
                        .orElseThrow())
                .build();
        try (var source = DefaultX509Source.newSource(options)) {
            Set<SpiffeId> accepted = Set.of(SpiffeId.parse(arguments[3]));
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(
                    new KeyManager[] {new SpiffeKeyManager(source)},
                    new TrustManager[] {new SpiffeTrustManager(source, () -> accepted)},
                    null);
            if (arguments[1].equals("server")) {
                serve((SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0));
            } else {
                ask((SSLSocket) tls.getSocketFactory().createSocket("localhost", Integer.parseInt(arguments[4])));
            }
        }
    }

    private static void serve(SSLServerSocket listener) throws Exception {
        listener.setNeedClientAuth(true);
        System.out.println(listener.getLocalPort());
        while (true) {
            try (var socket = (SSLSocket) listener.accept()) {
                var peer =
                        (java.security.cert.X509Certificate) socket.getSession().getPeerCertificates()[0];
                String name = String.valueOf(
                        peer.getSubjectAlternativeNames().iterator().next().get(1));
                socket.getOutputStream().write(("hello " + name + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (java.io.IOException refused) {
                System.err.println(refused);
            }
        }
    }

    private static void ask(SSLSocket socket) throws Exception {
        try (socket) {
            System.out.print(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
