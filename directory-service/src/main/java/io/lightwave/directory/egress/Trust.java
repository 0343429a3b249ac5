package io.lightwave.directory.egress;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private static final int MOST_OF_OTHERS = 1_000;

    private final Optional<Path> additional;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SSLSocketFactory sockets; // null before the first use
    private final Map<String, SSLSocketFactory> ofOthers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SSLSocketFactory> eldest) {
            return size() > MOST_OF_OTHERS;
        }
    };

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

    /// That believe these certificates alone.
    ///
    /// @param pem empty for what is believed otherwise
    SSLSocketFactory sockets(String pem) throws IOException {
        if (pem.isEmpty()) {
            return sockets();
        }
        lock.lock();
        try {
            SSLSocketFactory found = ofOthers.get(pem);
            if (found == null) {
                KeyStore anchors = KeyStore.getInstance("PKCS12");
                anchors.load(null, null);
                add(anchors, new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)), 0);
                found = sockets(anchors);
                ofOthers.put(pem, found);
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates to trust cannot be read", e);
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
                add(anchors, file, n);
            }
        }
        return sockets(anchors);
    }

    private static void add(KeyStore anchors, InputStream pem, int first) throws GeneralSecurityException {
        int n = first;
        for (Certificate issuer : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
            anchors.setCertificateEntry("anchor-" + n++, issuer);
        }
    }

    private static SSLSocketFactory sockets(KeyStore anchors) throws GeneralSecurityException {
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
