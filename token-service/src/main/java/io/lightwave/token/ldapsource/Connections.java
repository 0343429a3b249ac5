package io.lightwave.token.ldapsource;

import com.unboundid.ldap.sdk.DisconnectType;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.NameResolver;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import io.lightwave.directory.Egress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Connections to the servers of a source, always under TLS whose certificate is checked against the host's name, and
/// only to addresses that the [Egress] lets through: a host is resolved once and exactly what was checked is connected
/// to. No referral is followed.
final class Connections {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int ANSWER_MILLIS = 5_000;
    private static final int LARGEST_MESSAGE = 1024 * 1024;

    /// At a time, on a node, over all tenants.
    private static final int MOST = 64;

    /// Of the server, not of what was asked: the next one may do better.
    private static final Set<ResultCode> OUTAGES = Set.of(
            ResultCode.CONNECT_ERROR,
            ResultCode.SERVER_DOWN,
            ResultCode.TIMEOUT,
            ResultCode.UNAVAILABLE,
            ResultCode.BUSY,
            ResultCode.DECODING_ERROR,
            ResultCode.LOCAL_ERROR);

    private final Egress egress;
    private final Semaphore free = new Semaphore(MOST);
    private final ConcurrentHashMap<java.util.UUID, LdapSource.Server> good = new ConcurrentHashMap<>();

    Connections(Egress egress) {
        this.egress = egress;
    }

    interface Use<T> {
        T on(LDAPConnection connection) throws LDAPException;
    }

    /// Uses the first server that can be had; the one that could the last time comes first.
    <T> T use(LdapSource source, Use<T> use) throws LDAPException {
        LDAPException trouble = new LDAPException(ResultCode.CONNECT_ERROR, "there is no server");
        for (LdapSource.Server server : inOrder(source)) {
            try {
                T done = use(source, server, use);
                good.put(source.id(), server);
                return done;
            } catch (LDAPException failed) {
                if (!OUTAGES.contains(failed.getResultCode())) {
                    throw failed;
                }
                trouble = failed;
            }
        }
        throw trouble;
    }

    private List<LdapSource.Server> inOrder(LdapSource source) {
        List<LdapSource.Server> all = source.settings().servers();
        LdapSource.Server first = good.get(source.id());
        return first == null || !all.contains(first)
                ? all
                : Stream.concat(Stream.of(first), all.stream()).distinct().toList();
    }

    /// Uses that server and no other.
    <T> T use(LdapSource source, LdapSource.Server server, Use<T> use) throws LDAPException {
        try {
            if (!free.tryAcquire(CONNECT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new LDAPException(ResultCode.BUSY, "too many connections");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LDAPException(ResultCode.LOCAL_ERROR, "interrupted", interrupted);
        }
        try (LDAPConnection connection = connect(source, server)) {
            return use.on(connection);
        } finally {
            free.release();
        }
    }

    private LDAPConnection connect(LdapSource source, LdapSource.Server server) throws LDAPException {
        SSLSocketFactory tls = tls(source);
        if (server.tls()) {
            return new LDAPConnection(tls, options(), server.host(), server.port());
        }
        var connection = new LDAPConnection(SocketFactory.getDefault(), options(), server.host(), server.port());
        try {
            var answer = connection.processExtendedOperation(new StartTLSExtendedRequest(tls));
            if (answer.getResultCode().equals(ResultCode.SUCCESS)) {
                return connection;
            }
            throw new LDAPException(ResultCode.CONNECT_ERROR, "StartTLS: " + answer.getResultCode());
        } catch (LDAPException refused) {
            connection.setDisconnectInfo(DisconnectType.SECURITY_PROBLEM, null, refused);
            connection.close();
            throw refused;
        }
    }

    private LDAPConnectionOptions options() {
        var options = new LDAPConnectionOptions();
        options.setNameResolver(new Checked(egress));
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        options.setConnectTimeoutMillis(CONNECT_MILLIS);
        options.setResponseTimeoutMillis(ANSWER_MILLIS);
        options.setMaxMessageSize(LARGEST_MESSAGE);
        options.setUseSynchronousMode(true);
        options.setFollowReferrals(false);
        options.setBindWithDNRequiresPassword(true);
        options.setUseSchema(false);
        return options;
    }

    private SSLSocketFactory tls(LdapSource source) throws LDAPException {
        try {
            List<X509Certificate> anchors = source.settings().anchors();
            if (anchors.isEmpty()) {
                return egress.trusting();
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < anchors.size(); i++) {
                store.setCertificateEntry("anchor-" + i, anchors.get(i));
            }
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException unusable) {
            throw new LDAPException(ResultCode.LOCAL_ERROR, "no trust anchors can be read", unusable);
        }
    }

    /// Only addresses that may be reached.
    private static final class Checked extends NameResolver {
        private final Egress egress;

        Checked(Egress egress) {
            this.egress = egress;
        }

        @Override
        public InetAddress getByName(@Nullable String host) throws UnknownHostException {
            return getAllByName(host)[0];
        }

        @Override
        public InetAddress[] getAllByName(@Nullable String host) throws UnknownHostException {
            try {
                return egress.reach(Objects.requireNonNull(host));
            } catch (UnknownHostException unknown) {
                throw unknown;
            } catch (IOException refused) {
                var unreachable = new UnknownHostException(refused.getMessage());
                unreachable.initCause(refused);
                throw unreachable;
            }
        }

        @Override
        public void toString(StringBuilder buffer) {
            buffer.append("addresses that may be reached");
        }
    }
}
