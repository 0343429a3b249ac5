package io.lightwave.directory.egress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whom the server believes outside: the certificate authorities of the Java platform, and those of one more file.
/// Read at the first use, since most starts need none of it.
final class Trust {
    private final Optional<Path> additional;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SSLSocketFactory sockets; // null before the first use

    Trust(Optional<Path> additional) {
        this.additional = additional;
    }

    SSLSocketFactory sockets() throws IOException {
        lock.lock();
        try {
            if (sockets == null) {
                sockets = make();
            }
            return sockets;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate authorities to trust cannot be read", e);
        } finally {
            lock.unlock();
        }
    }

    private SSLSocketFactory make() throws GeneralSecurityException, IOException {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        int n = 0;
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager platform) {
                for (Certificate issuer : platform.getAcceptedIssuers()) {
                    anchors.setCertificateEntry("anchor-" + n++, issuer);
                }
            }
        }
        if (additional.isPresent()) {
            try (var file = Files.newInputStream(additional.get())) {
                for (Certificate issuer :
                        CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                    anchors.setCertificateEntry("anchor-" + n++, issuer);
                }
            }
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers(anchors), null);
        return context.getSocketFactory();
    }

    private static TrustManager[] managers(@Nullable KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return factory.getTrustManagers();
    }
}
