package io.lightwave.agent.connection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// TLS to the server: what is trusted, and what is shown.
public final class Tls {
    private static final char[] NO_PASSWORD = new char[0];

    private Tls() {}

    /// Trusts the anchors of a PEM file only.
    public static SSLContext trusting(Path bundle) {
        return context(null, anchors(bundle));
    }

    /// The same with a certificate of one's own.
    ///
    /// @param bundle null means what the JDK trusts
    public static SSLContext showing(List<X509Certificate> chain, PrivateKey key, @Nullable Path bundle) {
        try {
            KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
            own.load(null, null);
            own.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);
            return context(keys.getKeyManagers(), bundle == null ? null : anchors(bundle));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot use the certificate", e);
        }
    }

    private static SSLContext context(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    private static TrustManager[] anchors(Path bundle) {
        try (InputStream in = Files.newInputStream(bundle)) {
            KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            int number = 0;
            for (Certificate anchor : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                anchors.setCertificateEntry("anchor-" + number++, anchor);
            }
            if (number == 0) {
                throw new Failure(Failure.Kind.USAGE, "no certificate in " + bundle);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            return trust.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new Failure(
                    Failure.Kind.USAGE, "cannot use the trust bundle %s: %s".formatted(bundle, e.getMessage()));
        }
    }
}
