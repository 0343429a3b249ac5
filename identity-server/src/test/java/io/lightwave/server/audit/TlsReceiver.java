package io.lightwave.server.audit;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.util.OID;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.X509CertificateExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/// Takes TLS connections on loopback, under a certificate for `localhost` that signs itself.
final class TlsReceiver implements AutoCloseable {
    private static final OID SUBJECT_ALTERNATIVE_NAME = new OID("2.5.29.17");
    private static final byte DNS_NAME = (byte) 0x82;

    private final SSLServerSocket listener;
    private final Certificate certificate;

    interface Talk {
        void with(SSLSocket socket) throws IOException;
    }

    TlsReceiver(Talk talk) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        long now = System.currentTimeMillis();
        certificate = com.unboundid.util.ssl.cert.X509Certificate.generateSelfSignedCertificate(
                        SignatureAlgorithmIdentifier.SHA_256_WITH_ECDSA,
                        pair,
                        new DN("cn=receiver"),
                        now - Duration.ofHours(1).toMillis(),
                        now + Duration.ofDays(1).toMillis(),
                        new X509CertificateExtension(
                                SUBJECT_ALTERNATIVE_NAME,
                                false,
                                new ASN1Sequence(new ASN1OctetString(DNS_NAME, "localhost")).encode()))
                .toCertificate();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", pair.getPrivate(), new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> accept(talk));
    }

    private void accept(Talk talk) {
        while (!listener.isClosed()) {
            try (var socket = (SSLSocket) listener.accept()) {
                talk.with(socket);
            } catch (IOException _) {
                // the sender has gone, or the test ends
            }
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Writes its certificate to a file of that folder.
    String trust(Path folder) throws Exception {
        String base64 = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        return Files.writeString(
                        folder.resolve("receiver-%d.pem".formatted(port())),
                        "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n")
                .toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
