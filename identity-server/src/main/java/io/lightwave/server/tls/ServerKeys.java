package io.lightwave.server.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Answers with the identity of the moment. An alias names one identity, so that a handshake that spans a renewal
/// keeps the key and the chain of one and the same.
final class ServerKeys extends X509ExtendedKeyManager {
    private record Current(String alias, TlsIdentity identity) {}

    private volatile @Nullable Current now; // null until the first identity is there: handshakes fail
    private volatile @Nullable Current before; // null until the first renewal

    synchronized void use(TlsIdentity identity) {
        before = now;
        now = new Current(identity.leaf().getSerialNumber().toString(16), identity);
    }

    @Nullable
    TlsIdentity identity() {
        Current current = now;
        return current == null ? null : current.identity();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        Current current = now;
        if (current == null) {
            return null;
        }
        String algorithm = current.identity().leaf().getPublicKey().getAlgorithm();
        return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_") ? current.alias() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        TlsIdentity identity = named(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        TlsIdentity identity = named(alias);
        return identity == null ? null : identity.key();
    }

    private @Nullable TlsIdentity named(String alias) {
        for (Current candidate : new Current[] {now, before}) {
            if (candidate != null && candidate.alias().equals(alias)) {
                return candidate.identity();
            }
        }
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null; // a server only
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
