package io.lightwave.ca.rotation;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A workload that speaks mutual TLS: renews its certificate after half of its life, and fetches the anchors now and
/// then. It validates whole paths with revocation, at the time of the world's clock.
final class Peer {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final World world;
    private final ActivePrincipal who;
    private final Duration refresh;
    private Instant renewAt = Instant.MIN;
    private Instant refreshAt;
    private @Nullable SSLContext context; // null until it was tended
    private List<X509Certificate> anchors = List.of();
    private List<X509CRL> lists = List.of();

    /// @param refresh how old its anchors become
    Peer(World world, ActivePrincipal who, Duration refresh, Instant firstRefresh) {
        this.world = world;
        this.who = who;
        this.refresh = refresh;
        this.refreshAt = firstRefresh;
        fetchAnchors();
    }

    /// What an agent does from time to time.
    void tend() throws GeneralSecurityException, java.io.IOException {
        Instant now = world.now();
        if (!now.isBefore(refreshAt)) {
            fetchAnchors();
            refreshAt = refreshAt.plus(refresh);
        }
        if (!now.isBefore(renewAt)) {
            renew(now);
        }
    }

    /// Revocation lists are fetched more often than anchors.
    void heed(List<X509CRL> current) {
        lists = current;
    }

    private void fetchAnchors() {
        anchors = List.copyOf(world.authority().anchors(who.tenant()));
    }

    private void renew(Instant now) throws GeneralSecurityException, java.io.IOException {
        KeyPair keys = Requests.ec("secp256r1");
        var outcome = world.authority()
                .issue(who, "workload", Requests.of(keys, "SHA256withECDSA", "CN=x", List.of()), World.ORIGIN);
        var chain = ((IssuanceOutcome.Issued) outcome).chain();
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry("peer", keys.getPrivate(), PASSWORD, chain.toArray(X509Certificate[]::new));
        var managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(store, PASSWORD);
        var fresh = SSLContext.getInstance("TLS");
        fresh.init(managers.getKeyManagers(), new TrustManager[] {new Validation()}, null);
        context = fresh;
        renewAt = now.plus(Duration.between(now, chain.getFirst().getNotAfter().toInstant())
                .dividedBy(2));
    }

    /// A whole handshake with another, which proves itself too.
    ///
    /// @throws SSLException when one of them does not believe the other
    static void shakeHands(Peer client, Peer server) throws SSLException {
        SSLEngine one = Objects.requireNonNull(client.context).createSSLEngine();
        one.setUseClientMode(true);
        SSLEngine other = Objects.requireNonNull(server.context).createSSLEngine();
        other.setUseClientMode(false);
        other.setNeedClientAuth(true);
        var there = ByteBuffer.allocate(1 << 17);
        var back = ByteBuffer.allocate(1 << 17);
        for (int i = 0; i < 100; i++) {
            step(one, back, there);
            step(other, there, back);
            if (isDone(one) && isDone(other) && there.position() == 0) {
                return;
            }
        }
        throw new SSLException("the handshake did not end");
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING
                && !engine.getSession().getProtocol().equals("NONE");
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(1 << 15));
        in.compact();
        run(engine);
        engine.wrap(ByteBuffer.allocate(0), out);
        run(engine);
    }

    private static void run(SSLEngine engine) {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /// What a careful relying party does (RFC 5280 §6), at the moment of the world's clock.
    private final class Validation extends X509ExtendedTrustManager {
        private void validate(X509Certificate[] chain) throws CertificateException {
            try {
                var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(chain));
                var parameters = new PKIXParameters(anchors.stream()
                        .map(anchor -> new TrustAnchor(anchor, null))
                        .collect(Collectors.toSet()));
                parameters.setDate(Date.from(world.now()));
                parameters.addCertStore(
                        CertStore.getInstance("Collection", new CollectionCertStoreParameters(new ArrayList<>(lists))));
                CertPathValidator.getInstance("PKIX").validate(path, parameters);
            } catch (GeneralSecurityException refused) {
                throw new CertificateException(refused);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket)
                throws CertificateException {
            validate(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket)
                throws CertificateException {
            validate(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            validate(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            validate(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            validate(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            validate(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    static X509CRL list(byte[] der) throws GeneralSecurityException {
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    }
}
