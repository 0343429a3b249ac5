package io.lightwave.ca.acme;

import com.sun.net.httpserver.HttpServer;
import io.lightwave.ca.issuance.Requests;
import java.io.IOException;
import java.math.BigInteger;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// The hosts that certificates are for, all of them on this machine: an HTTP server, a TLS server and a DNS server in
/// which every name below `example` is 127.0.0.1.
final class Responder implements AutoCloseable {
    private final HttpServer http;
    private final DatagramSocket dns;

    final Map<String, String> pages = new ConcurrentHashMap<>();
    final Map<String, String> redirects = new ConcurrentHashMap<>();
    final Map<String, String> texts = new ConcurrentHashMap<>();
    final Set<String> asked = ConcurrentHashMap.newKeySet();

    Responder() {
        try {
            var loopback = InetAddress.getLoopbackAddress();
            http = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
            http.createContext("/", exchange -> {
                String path = exchange.getRequestURI().getPath();
                asked.add(path);
                String to = redirects.get(path);
                String page = pages.getOrDefault(path, "nothing");
                if (to != null) {
                    exchange.getResponseHeaders().set("Location", to);
                }
                byte[] body = page.getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(to != null ? 302 : page.equals("nothing") ? 404 : 200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            http.start();
            dns = new DatagramSocket(0, loopback);
            Thread.ofVirtual().start(this::answerDns);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    int httpPort() {
        return http.getAddress().getPort();
    }

    InetSocketAddress resolver() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), dns.getLocalPort());
    }

    private void answerDns() {
        byte[] buffer = new byte[1500];
        while (!dns.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                dns.receive(packet);
                var query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                byte[] answer = answer(query).toWire();
                dns.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (SocketException closed) {
                return;
            } catch (IOException malformed) {
                throw new IllegalStateException(malformed);
            }
        }
    }

    private Message answer(Message query) {
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        Record question = query.getQuestion();
        answer.addRecord(question, Section.QUESTION);
        String name = question.getName().toString(true);
        if (question.getType() == Type.A && name.endsWith("example")) {
            answer.addRecord(
                    new ARecord(question.getName(), DClass.IN, 0, InetAddress.getLoopbackAddress()), Section.ANSWER);
        }
        if (question.getType() == Type.TXT && texts.containsKey(name)) {
            answer.addRecord(new TXTRecord(question.getName(), DClass.IN, 0, texts.get(name)), Section.ANSWER);
        }
        return answer;
    }

    /// A TLS server that shows a certificate for `tls-alpn-01`, on a port of its own.
    static AutoCloseablePort tlsAlpn() {
        return new AutoCloseablePort();
    }

    static final class AutoCloseablePort implements AutoCloseable {
        private final java.net.ServerSocket plain;
        private volatile SSLContext context;
        volatile String serverName = "";
        volatile String protocol = "TLSv1.3";
        /// When the session of each connection began, in milliseconds.
        final List<Long> sessions = new CopyOnWriteArrayList<>();

        AutoCloseablePort() {
            try {
                plain = new java.net.ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                context = SSLContext.getDefault();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
            Thread.ofVirtual().start(() -> {
                while (!plain.isClosed()) {
                    try (var accepted = plain.accept();
                            var socket = (SSLSocket) context.getSocketFactory().createSocket(accepted, null, true)) {
                        socket.setUseClientMode(false);
                        var parameters = socket.getSSLParameters();
                        parameters.setApplicationProtocols(new String[] {"acme-tls/1"});
                        parameters.setProtocols(new String[] {protocol});
                        socket.setSSLParameters(parameters);
                        socket.startHandshake();
                        sessions.add(socket.getSession().getCreationTime());
                        ((javax.net.ssl.ExtendedSSLSession) socket.getSession())
                                .getRequestedServerNames()
                                .forEach(name -> serverName = ((javax.net.ssl.SNIHostName) name).getAsciiName());
                        socket.getInputStream().read();
                    } catch (IOException ended) {
                        // the client has seen enough, or the test is over
                    }
                }
            });
        }

        int port() {
            return plain.getLocalPort();
        }

        @SuppressWarnings("JavaUtilDate") // Bouncy Castle asks for them
        void shows(GeneralName name, String keyAuthorization, boolean critical) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest(keyAuthorization.getBytes(StandardCharsets.US_ASCII));
                var keys = Requests.ec("secp256r1");
                var certificate = new X509v3CertificateBuilder(
                                new X500Name("CN=x"),
                                BigInteger.ONE,
                                new Date(0),
                                new Date(4_000_000_000_000L),
                                new X500Name("CN=x"),
                                SubjectPublicKeyInfo.getInstance(
                                        keys.getPublic().getEncoded()))
                        .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name))
                        .addExtension(
                                new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31"), critical, new DEROctetString(digest))
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
                var store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("x", keys.getPrivate(), new char[0], new java.security.cert.Certificate[] {
                    new JcaX509CertificateConverter().getCertificate(certificate)
                });
                var managers = KeyManagerFactory.getInstance("PKIX");
                managers.init(store, new char[0]);
                var made = SSLContext.getInstance("TLS");
                made.init(managers.getKeyManagers(), null, null);
                context = made;
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public void close() {
            try {
                plain.close();
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    static String digest(String keyAuthorization) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(keyAuthorization.getBytes(StandardCharsets.US_ASCII)));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        dns.close();
    }
}
