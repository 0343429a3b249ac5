package io.lightwave.spring;

import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslManagerBundle;

/// Shows, and believes, at each handshake what holds then, so that a connection factory that was made once never
/// grows old.
final class LiveManagers {
    private static final Provider HERE = new Provider("Lightwave", "1", "the agent's identity") {
        private static final long serialVersionUID = 1;
    };

    private LiveManagers() {}

    static SslManagerBundle of(AgentIdentity identity, Peers peers) {
        var keys = keys(identity);
        var trust = trust(peers);
        return new SslManagerBundle() {
            @Override
            public KeyManagerFactory getKeyManagerFactory() {
                return keys;
            }

            @Override
            public TrustManagerFactory getTrustManagerFactory() {
                return trust;
            }

            @Override
            public SSLContext createSslContext(String protocol) {
                return new LiveContext(
                        identity, () -> SslManagerBundle.super.createSslContext(protocol), HERE, protocol);
            }
        };
    }

    private static KeyManagerFactory keys(AgentIdentity identity) {
        return new KeyManagerFactory(
                new KeyManagerFactorySpi() {
                    @Override
                    protected void engineInit(KeyStore store, char[] password) {}

                    @Override
                    protected void engineInit(ManagerFactoryParameters parameters) {}

                    @Override
                    protected KeyManager[] engineGetKeyManagers() {
                        return new KeyManager[] {new Keys(identity)};
                    }
                },
                HERE,
                "Lightwave") {};
    }

    private static TrustManagerFactory trust(Peers peers) {
        return new TrustManagerFactory(
                new TrustManagerFactorySpi() {
                    @Override
                    protected void engineInit(KeyStore store) {}

                    @Override
                    protected void engineInit(ManagerFactoryParameters parameters) {}

                    @Override
                    protected TrustManager[] engineGetTrustManagers() {
                        return new TrustManager[] {new Trust(peers)};
                    }
                },
                HERE,
                "Lightwave") {};
    }

    /// An alias stands for one certificate, so that a handshake goes on with what it began with.
    private static final class Keys extends X509ExtendedKeyManager {
        private static final String EC = "EC";
        private static final int MOST = 8;

        private final AgentIdentity identity;
        private final Map<String, Svid> chosen = new LinkedHashMap<>();

        Keys(AgentIdentity identity) {
            this.identity = identity;
        }

        private synchronized String alias() {
            var now = identity.svid();
            String alias = now.chain().getFirst().getSerialNumber().toString(16);
            chosen.put(alias, now);
            if (chosen.size() > MOST) {
                chosen.remove(chosen.keySet().iterator().next());
            }
            return alias;
        }

        private synchronized Svid of(String alias) {
            return chosen.getOrDefault(alias, identity.svid());
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {alias()};
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return Arrays.asList(types).contains(EC) ? alias() : null;
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return chooseClientAlias(types, issuers, null);
        }

        @Override
        public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {alias()};
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return type.equals(EC) ? alias() : null;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return chooseServerAlias(type, issuers, null);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return of(alias).chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return of(alias).key();
        }
    }

    private static final class Trust extends X509ExtendedTrustManager {
        private final Peers peers;

        Trust(Peers peers) {
            this.peers = peers;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            peers.require(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            peers.require(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            peers.require(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            peers.require(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            peers.require(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            peers.require(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
