package io.lightwave.directory.egress;

import com.unboundid.asn1.ASN1Boolean;
import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.util.OID;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.X509CertificateExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/// An HTTPS server on loopback that answers every request with the same bytes, under a certificate of its own for
/// `idp.example` and the address 127.0.0.1.
final class TlsServer implements AutoCloseable {
    private static final OID SUBJECT_ALTERNATIVE_NAME = new OID("2.5.29.17");
    private static final OID KEY_USAGE = new OID("2.5.29.15");
    private static final OID BASIC_CONSTRAINTS = new OID("2.5.29.19");
    private static final byte DNS_NAME = (byte) 0x82;
    private static final byte URI_NAME = (byte) 0x86;
    private static final byte IP_ADDRESS = (byte) 0x87;

    private final SSLServerSocket listener;
    private final Certificate certificate;
    final List<String> requests = new CopyOnWriteArrayList<>();
    volatile Answer answer = socket -> {};

    interface Answer {
        void to(SSLSocket socket) throws IOException;
    }

    TlsServer(String... uris) throws Exception {
        this(false, uris);
    }

    /// @param authority whether its certificate says that it is an authority's
    TlsServer(boolean authority, String... uris) throws Exception {
        this(authority, 0x80, uris);
    }

    /// @param use the first octet of its certificate's key usage (RFC 5280 §4.2.1.3)
    TlsServer(boolean authority, int use, String... uris) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        long now = System.currentTimeMillis();
        var all = new ArrayList<ASN1Element>();
        all.add(new ASN1OctetString(DNS_NAME, "idp.example"));
        all.add(new ASN1OctetString(IP_ADDRESS, new byte[] {127, 0, 0, 1}));
        for (String uri : uris) {
            all.add(new ASN1OctetString(URI_NAME, uri));
        }
        byte[] names = new ASN1Sequence(all).encode();
        certificate = com.unboundid.util.ssl.cert.X509Certificate.generateSelfSignedCertificate(
                        SignatureAlgorithmIdentifier.SHA_256_WITH_ECDSA,
                        pair,
                        new DN("cn=test"),
                        now - Duration.ofHours(1).toMillis(),
                        now + Duration.ofDays(1).toMillis(),
                        new X509CertificateExtension(SUBJECT_ALTERNATIVE_NAME, false, names),
                        new X509CertificateExtension(
                                KEY_USAGE, true, new byte[] {3, 2, (byte) Integer.numberOfTrailingZeros(use), (byte) use
                                }),
                        new X509CertificateExtension(
                                BASIC_CONSTRAINTS,
                                true,
                                authority
                                        ? new ASN1Sequence(new ASN1Boolean(true)).encode()
                                        : new ASN1Sequence().encode()))
                .toCertificate();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", pair.getPrivate(), new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        listener = (SSLServerSocket) context.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = (SSLSocket) listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void serve(SSLSocket socket) {
        requests.add("connection");
        try (socket) {
            var request = new StringBuilder();
            while (request.indexOf("\r\n\r\n") < 0) {
                int c = socket.getInputStream().read();
                if (c < 0) {
                    return;
                }
                request.append((char) c);
            }
            requests.set(requests.size() - 1, request.toString());
            answer.to(socket);
        } catch (IOException _) {
            // the client has gone
        }
    }

    void answers(String response) {
        answer = socket -> socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
    }

    void answers(String head, String body) {
        answers(head.replace("\n", "\r\n") + "\r\n\r\n" + body);
    }

    URI at(String host) {
        return URI.create("https://%s:%d/keys?a=b%%20c".formatted(host, listener.getLocalPort()));
    }

    Path certificateFile(Path folder) {
        try {
            String base64 = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
            return Files.writeString(
                    folder.resolve("server.pem"),
                    "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
