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
/// Read at the first use, since most starts need none of it. Each connection is made by a context of its own, and so
/// resumes no session of another: what a certificate is worth is looked at each time (threat T5).
final class Trust {
    private static final int MOST_OF_OTHERS = 1_000;

    private final Optional<Path> additional;
    private final ReentrantLock lock = new ReentrantLock();
    private TrustManager @Nullable [] managers; // null before the first use
    private final Map<String, TrustManager[]> ofOthers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TrustManager[]> eldest) {
            return size() > MOST_OF_OTHERS;
        }
    };

    Trust(Optional<Path> additional) {
        this.additional = additional;
    }

    /// For one connection.
    SSLSocketFactory sockets() throws IOException {
        lock.lock();
        try {
            if (managers == null) {
                managers = make();
            }
            return sockets(managers);
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
            TrustManager[] found = ofOthers.get(pem);
            if (found == null) {
                KeyStore anchors = KeyStore.getInstance("PKCS12");
                anchors.load(null, null);
                add(anchors, new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)), 0);
                found = managers(anchors);
                ofOthers.put(pem, found);
            }
            return sockets(found);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates to trust cannot be read", e);
        } finally {
            lock.unlock();
        }
    }

    private TrustManager[] make() throws GeneralSecurityException, IOException {
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
        return managers(anchors);
    }

    private static void add(KeyStore anchors, InputStream pem, int first) throws GeneralSecurityException {
        int n = first;
        for (Certificate issuer : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
            anchors.setCertificateEntry("anchor-" + n++, issuer);
        }
    }

    private static SSLSocketFactory sockets(TrustManager[] managers) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        return context.getSocketFactory();
    }

    private static TrustManager[] managers(@Nullable KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return factory.getTrustManagers();
    }
}
