package io.lightwave.spring;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// A context that applications keep. A session that is resumed shows, and believes, what it began with (RFC 8446 §2.2),
/// so that there is another context behind it, with sessions and tickets of its own, whenever the agent has given
/// something else. What `getServerSocketFactory()` made stays with the context of that moment.
final class LiveContext extends SSLContext {
    /// What a certificate is worth may have ended with its time.
    private static final int LONGEST_SESSION_SECONDS = 300;

    /// @param made with managers that are always the newest
    LiveContext(AgentIdentity identity, Supplier<SSLContext> made, Provider provider, String protocol) {
        super(new Contexts(identity, made), provider, protocol);
    }

    private static final class Contexts extends SSLContextSpi {
        private final AgentIdentity identity;
        private final Supplier<SSLContext> made;
        private @Nullable Current current; // null before the first connection

        private record Current(Svid svid, SSLContext context) {}

        Contexts(AgentIdentity identity, Supplier<SSLContext> made) {
            this.identity = identity;
            this.made = made;
        }

        private synchronized SSLContext now() {
            var svid = identity.svid();
            var known = current;
            if (known == null || !known.svid().equals(svid)) {
                known = new Current(svid, made.get());
                known.context().getClientSessionContext().setSessionTimeout(LONGEST_SESSION_SECONDS);
                known.context().getServerSessionContext().setSessionTimeout(LONGEST_SESSION_SECONDS);
                current = known;
            }
            return known.context();
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
            throw new UnsupportedOperationException("it has the agent's certificate");
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return now().createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return now().createSSLEngine(host, port);
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new Sockets(() -> now().getSocketFactory());
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return now().getServerSocketFactory();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return now().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return now().getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return now().getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return now().getSupportedSSLParameters();
        }
    }

    /// Each socket by the factory of its moment.
    private static final class Sockets extends SSLSocketFactory {
        private final Supplier<SSLSocketFactory> now;

        Sockets(Supplier<SSLSocketFactory> now) {
            this.now = now;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return now.get().getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return now.get().getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket() throws IOException {
            return now.get().createSocket();
        }

        @Override
        public Socket createSocket(Socket below, @Nullable String host, int port, boolean close) throws IOException {
            return now.get().createSocket(below, host, port, close);
        }

        @Override
        public Socket createSocket(Socket below, InputStream consumed, boolean close) throws IOException {
            return now.get().createSocket(below, consumed, close);
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return now.get().createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return now.get().createSocket(host, port, from, fromPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return now.get().createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            return now.get().createSocket(host, port, from, fromPort);
        }
    }
}
