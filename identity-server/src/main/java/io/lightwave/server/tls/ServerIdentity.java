package io.lightwave.server.tls;

import io.lightwave.directory.ServerTls;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.tomcat.util.net.SSLUtil;

/// The TLS contexts of every listener; the certificate behind them changes without a new context.
public final class ServerIdentity implements ServerTls {
    private static final int SESSIONS = 1_000;

    private final ServerKeys keys;
    private final SecureRandom random;
    private final SSLContext context;
    private final SSLContext asking;

    ServerIdentity(ServerKeys keys, SecureRandom random) {
        this.keys = keys;
        this.context = context(keys, new NoClients(), random);
        this.asking = context(keys, new PossessionOnly(), random);
        this.random = random;
    }

    /// Must be called before the first TLS context is made: no renegotiation that a client of TLS 1.2 begins, which
    /// costs it less than us.
    public static void withoutRenegotiation() {
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private static SSLContext context(ServerKeys keys, X509TrustManager trust, SecureRandom random) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, random);
            context.getServerSessionContext().setSessionCacheSize(SESSIONS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no TLS", e);
        }
    }

    @Override
    public SSLContext context() {
        return context;
    }

    @Override
    public SSLContext askingContext() {
        return asking;
    }

    /// In the form Tomcat takes.
    public org.apache.tomcat.util.net.SSLContext tomcatContext() {
        return SSLUtil.createSSLContext(context, keys, new NoClients());
    }

    /// For the listener that requests a client certificate and resumes nothing.
    public org.apache.tomcat.util.net.SSLContext tomcatMutualContext() {
        return new ContextPerConnection(() -> context(keys, new PossessionOnly(), random));
    }

    /// Where no client certificate is asked for, none is trusted.
    private static final class NoClients implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType)
                throws java.security.cert.CertificateException {
            throw new java.security.cert.CertificateException("no client certificate was asked for");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType)
                throws java.security.cert.CertificateException {
            throw new java.security.cert.CertificateException("not a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
