package io.lightwave.token.ldapsource;

import static java.util.Objects.requireNonNull;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.OID;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.X509CertificateExtension;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A directory of others on loopback under a certificate for `ldap.corp.example`, by LDAPS and by StartTLS.
final class CorpDirectory implements AutoCloseable {
    static final String READER = "cn=reader,dc=corp,dc=example";
    static final String READERS_PASSWORD = "reader's secret";
    private static final OID SUBJECT_ALTERNATIVE_NAME = new OID("2.5.29.17");
    private static final byte DNS_NAME = (byte) 0x82;

    final InMemoryDirectoryServer server;
    final Certificate certificate;

    /// Happens once, before the next person's password that was right is said to be so.
    volatile Runnable beforeRight = () -> {};

    CorpDirectory() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        long now = System.currentTimeMillis();
        certificate = com.unboundid.util.ssl.cert.X509Certificate.generateSelfSignedCertificate(
                        SignatureAlgorithmIdentifier.SHA_256_WITH_ECDSA,
                        pair,
                        new DN("cn=test"),
                        now - Duration.ofHours(1).toMillis(),
                        now + Duration.ofDays(1).toMillis(),
                        new X509CertificateExtension(
                                SUBJECT_ALTERNATIVE_NAME,
                                false,
                                new ASN1Sequence(new ASN1OctetString(DNS_NAME, "ldap.corp.example")).encode()))
                .toCertificate();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", pair.getPrivate(), new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        var config = new InMemoryDirectoryServerConfig("dc=corp,dc=example");
        config.addAdditionalBindCredentials(READER, READERS_PASSWORD);
        config.setSchema(null);
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSimpleBindResult(InMemoryInterceptedSimpleBindResult bound) {
                if (requireNonNull(bound.getResult()).getResultCode().equals(ResultCode.SUCCESS)
                        && !bound.getRequest().getBindDN().equals(READER)) {
                    Runnable next = beforeRight;
                    beforeRight = () -> {};
                    next.run();
                }
            }
        });
        config.setListenerConfigs(
                new InMemoryListenerConfig("ldaps", loopback, 0, context.getServerSocketFactory(), null, null),
                new InMemoryListenerConfig("starttls", loopback, 0, null, null, context.getSocketFactory()));
        server = new InMemoryDirectoryServer(config);
        server.startListening();
        add("dc=corp,dc=example", "objectClass: domain", "dc: corp");
        add("ou=people,dc=corp,dc=example", "objectClass: organizationalUnit", "ou: people");
        add("ou=groups,dc=corp,dc=example", "objectClass: organizationalUnit", "ou: groups");
    }

    void add(String dn, String... lines) {
        var all = new String[lines.length + 1];
        all[0] = "dn: " + dn;
        System.arraycopy(lines, 0, all, 1, lines.length);
        try {
            server.add(all);
        } catch (LDAPException | com.unboundid.ldif.LDIFException e) {
            throw new AssertionError(e);
        }
    }

    void person(String uid, String... more) {
        var lines = new String[more.length + 5];
        lines[0] = "objectClass: person";
        lines[1] = "uid: " + uid;
        lines[2] = "cn: " + uid + " of Corp";
        lines[3] = "sn: Corp";
        lines[4] = "userPassword: " + uid + "'s password";
        System.arraycopy(more, 0, lines, 5, more.length);
        add("uid=%s,ou=people,dc=corp,dc=example".formatted(uid), lines);
    }

    void group(String cn, String member) {
        add(
                "cn=%s,ou=groups,dc=corp,dc=example".formatted(cn),
                "objectClass: groupOfNames",
                "cn: " + cn,
                "member: " + member);
    }

    String pem() {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    String ldaps(String host) {
        return "ldaps://%s:%d".formatted(host, server.getListenPort("ldaps"));
    }

    String startTls(String host) {
        return "ldap://%s:%d".formatted(host, server.getListenPort("starttls"));
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
