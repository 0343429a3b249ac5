package io.lightwave.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestClient;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A client proves itself by a certificate of its tenant's authority (RFC 8705)")
class ClientCertificateTest {
    private final TestServer server = TestServer.shared();
    private final TestTenant acme = server.tenant("mutual.example");
    private final URI mutual = server.settings().mtlsPublicUrl();

    private final KeyPair keys = keys();

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] signingRequest() throws IOException, OperatorCreationException {
        return new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=ignored"), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
    }

    private Certificate[] enrolled(TestClient client)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        Answer chain = server.http()
                .send(
                        "POST",
                        acme.path("/ca/certificates"),
                        BodyPublishers.ofByteArray(signingRequest()),
                        "Authorization",
                        "Bearer " + client.fetchesToken(),
                        "Content-Type",
                        "application/pkcs10")
                .expect(201);
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(chain.body().getBytes(StandardCharsets.US_ASCII)))
                .toArray(Certificate[]::new);
    }

    private HttpClient with(Certificate[] chain) throws IOException, GeneralSecurityException {
        return with(keys, chain);
    }

    private HttpClient with(KeyPair keys, Certificate... chain) throws IOException, GeneralSecurityException {
        return HttpClient.newBuilder()
                .sslContext(showing(keys, chain))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private SSLContext showing(KeyPair keys, Certificate... chain) throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(server.settings().data().resolve("ca.pem"))) {
            int n = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("anchor" + n++, certificate);
            }
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("own", keys.getPrivate(), new char[0], chain);
        var key = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        key.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(key.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private HttpResponse<String> token(HttpClient client, URI at, String clientId)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(at + acme.path("/oauth2/token")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials&client_id="
                        + URLEncoder.encode(clientId, StandardCharsets.UTF_8)))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private void registeredFor(String clientId, Certificate[] chain) {
        String subject = ((X509Certificate) chain[0]).getSubjectX500Principal().getName(X500Principal.RFC2253);
        server.http()
                .json(
                        "PATCH",
                        acme.api("/clients/" + clientId),
                        Map.of(
                                "tokenEndpointAuthMethod",
                                "tls_client_auth",
                                "tlsClientAuthSubjectDn",
                                subject,
                                "tlsClientCertificateBoundAccessTokens",
                                true),
                        server.operator())
                .expect(200);
    }

    private static String accessToken(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    private int renewal(HttpClient client, URI at, String accessToken) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(at + acme.path("/ca/certificates")))
                .header("Content-Type", "application/pkcs10")
                .header("Authorization", "Bearer " + accessToken)
                .POST(BodyPublishers.ofByteArray(signingRequest()))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Test
    void the_metadata_say_where() {
        assertThat(server.http()
                        .get(acme.path("/.well-known/openid-configuration"))
                        .json()
                        .at("/mtls_endpoint_aliases/token_endpoint")
                        .asString())
                .isEqualTo(mutual + acme.path("/oauth2/token"));
    }

    @Test
    void on_the_port_that_asks_for_one_until_it_is_revoked() throws Exception {
        Certificate[] chain = enrolled(acme.client("by-certificate"));
        registeredFor("by-certificate", chain);
        HttpClient presenting = with(chain);
        accessToken(token(presenting, mutual, "by-certificate"));
        assertThat(token(presenting, server.settings().publicUrl(), "by-certificate")
                        .statusCode())
                .as("the other port asks for none")
                .isEqualTo(401);

        String serial = ((X509Certificate) chain[0]).getSerialNumber().toString(16);
        String id = acme.get("/certificates?serial=" + serial)
                .json()
                .at("/items/0/id")
                .asString();
        server.http()
                .json(
                        "POST",
                        acme.api("/certificates/" + id + "/revoke"),
                        Map.of("reason", "superseded"),
                        server.operator());
        assertThat(token(presenting, mutual, "by-certificate").statusCode())
                .as("revoked")
                .isEqualTo(401);
    }

    @Test
    void its_tokens_are_good_only_together_with_it() throws Exception {
        Certificate[] chain = enrolled(acme.client("bound"));
        registeredFor("bound", chain);
        HttpClient presenting = with(chain);
        String bound = accessToken(token(presenting, mutual, "bound"));

        assertThat(renewal(presenting, mutual, bound)).isEqualTo(201);
        assertThat(renewal(presenting, server.settings().publicUrl(), bound)).isEqualTo(401);
        assertThat(renewal(with(enrolled(acme.client("another"))), mutual, bound))
                .isEqualTo(401);
    }

    /// TLS of the JDK knows no signatures by ML-DSA, and does not need to: the certificate is compared, no path built.
    @Test
    void whatever_has_signed_it() throws Exception {
        TestClient client = asksFor("below-lattices");
        Certificate[] chain = belowLattices();
        accessToken(boundToken(with(chain), client));
        try (SSLSocket ldaps = ldaps(showing(keys, chain))) {
            ldaps.startHandshake();
        }
    }

    private Certificate[] belowLattices() throws GeneralSecurityException, OperatorCreationException {
        var authority = KeyPairGenerator.getInstance("ML-DSA-65", "SUN").generateKeyPair();
        return new Certificate[] {
            signed("CN=holder", keys, authority, "ML-DSA-65"), signed("CN=authority", authority, authority, "ML-DSA-65")
        };
    }

    /// By TLS 1.2, whose handshake ends with the server's word.
    private SSLSocket ldaps(SSLContext context) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory()
                .createSocket("localhost", server.settings().listeners().ldaps());
        socket.setSoTimeout(120_000);
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        return socket;
    }

    @Test
    void but_not_by_a_short_key() throws Exception {
        TestClient client = asksFor("by-rsa");
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair long2048 = generator.generateKeyPair();
        accessToken(boundToken(with(long2048, signed("CN=rsa", long2048, long2048, "SHA256withRSA")), client));
        generator.initialize(1024);
        KeyPair short1024 = generator.generateKeyPair();
        Certificate tooShort = signed("CN=rsa", short1024, short1024, "SHA256withRSA");
        HttpClient refused = with(short1024, tooShort);
        assertThatThrownBy(() -> boundToken(refused, client)).isInstanceOf(IOException.class);
        try (SSLSocket ldaps = ldaps(showing(short1024, tooShort))) {
            assertThatThrownBy(ldaps::startHandshake).isInstanceOf(IOException.class);
        }
    }

    /// A client that gets no token without a certificate of its own.
    private TestClient asksFor(String clientId) {
        TestClient client = acme.client(clientId);
        server.http()
                .json(
                        "PATCH",
                        acme.api("/clients/" + clientId),
                        Map.of("tlsClientCertificateBoundAccessTokens", true),
                        server.operator())
                .expect(200);
        return client;
    }

    private HttpResponse<String> boundToken(HttpClient presenting, TestClient client)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(mutual + acme.path("/oauth2/token")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .headers(Http.basic(client.clientId(), client.secret()))
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        return presenting.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Certificate signed(String subject, KeyPair holder, KeyPair authority, String algorithm)
            throws GeneralSecurityException, OperatorCreationException {
        Instant now = Instant.now();
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                new X500Principal("CN=authority"),
                                BigInteger.ONE,
                                Date.from(now.minus(Duration.ofHours(1))),
                                Date.from(now.plus(Duration.ofHours(1))),
                                new X500Principal(subject),
                                holder.getPublic())
                        .build(new JcaContentSignerBuilder(algorithm).build(authority.getPrivate())));
    }
}
