package io.lightwave.server.tls;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/// Gives each connection a context of its own, and so a session cache and a ticket key that nobody else has: no
/// session is ever resumed, and each connection proves possession anew. (JSSE has no switch for one listener alone,
/// and turning tickets off for the process makes Tomcat drop clients that are asked for a certificate.)
final class ContextPerConnection implements org.apache.tomcat.util.net.SSLContext {
    private final Supplier<SSLContext> contexts;
    private final SSLContext first;

    ContextPerConnection(Supplier<SSLContext> contexts) {
        this.contexts = contexts;
        this.first = contexts.get();
    }

    @Override
    public SSLEngine createSSLEngine() {
        return contexts.get().createSSLEngine();
    }

    @Override
    public void init(KeyManager[] keys, TrustManager[] trust, SecureRandom random) throws KeyManagementException {
        // they come initialised
    }

    @Override
    public void destroy() {
        // nothing is held
    }

    @Override
    public SSLSessionContext getServerSessionContext() {
        return first.getServerSessionContext();
    }

    @Override
    public SSLServerSocketFactory getServerSocketFactory() {
        return first.getServerSocketFactory();
    }

    @Override
    public SSLParameters getSupportedSSLParameters() {
        return first.getSupportedSSLParameters();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[0]; // changes with each renewal
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
