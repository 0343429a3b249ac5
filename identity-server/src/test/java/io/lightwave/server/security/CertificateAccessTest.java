package io.lightwave.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.sdk.EXTERNALBindRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

/// What each listener of the certificate authority's protocols asks for: nothing, a token, or a certificate.
class CertificateAccessTest {
    private static final String[] NO_HEADERS = {};
    private final TestServer server = TestServer.shared();
    private final TestTenant acme = server.tenant("certificates.example");
    private final KeyPair keys = p256();
    private final URI https = server.settings().publicUrl();
    private final URI mutual =
            URI.create("https://localhost:" + server.settings().listeners().mtls());
    private final URI plain =
            URI.create("http://localhost:" + server.settings().listeners().http());

    private static KeyPair p256() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private byte[] request(String subject) throws Exception {
        return new JcaPKCS10CertificationRequestBuilder(new X500Principal(subject), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
    }

    @Test
    void keys_that_the_server_makes_are_for_the_tenant_s_own_people() throws Exception {
        String path = acme.path("/ca/certificates/pkcs12");
        String token = "Bearer " + acme.client("asks-for-a-key").fetchesToken();
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        assertThat(send(client(), https, path, body, "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(401);
        var answer = send(client(), https, path, body, "Content-Type", "application/json", "Authorization", token);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .contains("a client may not have a certificate of profile user");
        String other = server.tenant("key-makers.example").path("/ca/certificates/pkcs12");
        assertThat(send(client(), https, other, body, "Content-Type", "application/json", "Authorization", token)
                        .statusCode())
                .as("a token is its tenant's")
                .isEqualTo(401);
    }

    private X509Certificate[] enrolled(String client) throws Exception {
        var answer = send(
                client(),
                https,
                acme.path("/ca/certificates"),
                request("CN=ignored"),
                "Authorization",
                "Bearer " + acme.client(client).fetchesToken());
        assertThat(answer.statusCode()).isEqualTo(201);
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(answer.body()))
                .toArray(X509Certificate[]::new);
    }

    private HttpClient client(X509Certificate... chain) throws GeneralSecurityException, IOException {
        return HttpClient.newBuilder().sslContext(context(chain)).build();
    }

    private SSLContext context(X509Certificate... chain) throws GeneralSecurityException, IOException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var pem = Files.newInputStream(server.settings().data().resolve("ca.pem"))) {
            trusted.setCertificateEntry(
                    "anchor", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (chain.length > 0) {
            own.setKeyEntry("key", keys.getPrivate(), new char[0], chain);
        }
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(own, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static HttpResponse<byte[]> send(HttpClient client, URI base, String path, byte[] body, String... headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/pkcs10")
                .POST(BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    @Test
    void ocsp_answers_over_plain_http_by_post_and_by_get_with_slashes_encoded_or_not() throws Exception {
        var chain = enrolled("ocsp");
        String base64;
        byte[] request;
        int nonce = 0;
        do { // until a slash stands in base64
            var digest = new JcaDigestCalculatorProviderBuilder()
                    .build()
                    .get(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1));
            request = new OCSPReqBuilder()
                    .addRequest(new CertificateID(
                            digest, new JcaX509CertificateHolder(chain[1]), chain[0].getSerialNumber()))
                    .setRequestExtensions(nonce(nonce++))
                    .build()
                    .getEncoded();
            base64 = Base64.getEncoder().encodeToString(request);
        } while (!base64.contains("/"));
        String path = acme.path("/ca/ocsp");
        var http = HttpClient.newHttpClient();
        var posted = http.send(
                HttpRequest.newBuilder(URI.create(plain + path))
                        .header("Content-Type", "application/ocsp-request")
                        .POST(BodyPublishers.ofByteArray(request))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(status(posted)).isEqualTo("good");
        for (String written :
                new String[] {base64, URLEncoder.encode(base64, StandardCharsets.UTF_8), base64.replace("/", "%2f")}) {
            for (URI base : new URI[] {plain, https}) {
                assertThat(status(client().send(
                                        HttpRequest.newBuilder(URI.create(base + path + "/" + written))
                                                .build(),
                                        BodyHandlers.ofByteArray())))
                        .isEqualTo("good");
            }
        }
    }

    private static org.bouncycastle.asn1.x509.Extensions nonce(int number) throws IOException {
        return new org.bouncycastle.asn1.x509.Extensions(new org.bouncycastle.asn1.x509.Extension(
                org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                false,
                new org.bouncycastle.asn1.DEROctetString(new byte[] {(byte) number, (byte) 0xff, (byte) 0xff})
                        .getEncoded()));
    }

    private static String status(HttpResponse<byte[]> answer) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/ocsp-response");
        var response = new OCSPResp(answer.body());
        return response.getStatus() == OCSPResp.SUCCESSFUL
                        && ((BasicOCSPResp) response.getResponseObject()).getResponses()[0].getCertStatus() == null
                ? "good"
                : "error " + response.getStatus();
    }

    @Test
    void encoded_and_doubled_slashes_are_refused_everywhere_else() {
        for (String path : new String[] {
            acme.path("/ca%2fca.pem"),
            acme.path("//ca/root.pem"),
            acme.path("/ca/ocsp/../root.pem"),
            acme.path("/ca/ocsp/%2e%2e/root.pem"),
            acme.path("/ca/ocsp;x/AA"),
            "/api%2fv1/tenants"
        }) {
            assertThat(server.http().get(path, server.operator()).status())
                    .as(path)
                    .isBetween(400, 404);
        }
    }

    @Test
    void est_gives_authorities_to_anybody_and_certificates_for_a_token() throws Exception {
        String est = "/.well-known/est/" + acme.name();
        assertThat(server.http().get(est + "/cacerts").status()).isEqualTo(200);
        assertThat(server.http().get(est + "/csrattrs").status()).isEqualTo(200);
        byte[] body = Base64.getMimeEncoder().encode(request("CN=est"));
        var anonymous = send(client(), https, est + "/simpleenroll", body);
        assertThat(anonymous.statusCode()).isEqualTo(401);
        assertThat(anonymous.headers().firstValue("WWW-Authenticate")).isPresent();
        String token = acme.client("est").fetchesToken();
        assertThat(send(client(), https, est + "/simpleenroll", body, Http.bearer(token))
                        .statusCode())
                .isEqualTo(200);
        String stranger = server.tenant("elsewhere.example").client("est").fetchesToken();
        assertThat(send(client(), https, est + "/simpleenroll", body, Http.bearer(stranger))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_certificate_is_its_holder_s_word_on_the_mutual_listener_of_its_own_tenant_only() throws Exception {
        var chain = enrolled("holder");
        String renew = acme.path("/ca/certificates/renew");
        var early = send(client(chain), mutual, renew, request("CN=x"), NO_HEADERS);
        assertThat(early.statusCode()).isEqualTo(403);
        assertThat(new String(early.body(), StandardCharsets.UTF_8)).contains("may be renewed from");
        assertThat(send(client(), mutual, renew, request("CN=x")).statusCode()).isEqualTo(401);
        assertThat(send(client(chain), https, renew, request("CN=x")).statusCode())
                .as("where no certificate is asked for")
                .isEqualTo(401);
        String other = server.tenant("elsewhere.example").path("/ca/certificates/renew");
        assertThat(send(client(chain), mutual, other, request("CN=x")).statusCode())
                .isEqualTo(401);
        String est = "/.well-known/est/" + acme.name() + "/simplereenroll";
        byte[] body = Base64.getMimeEncoder().encode(request("CN=x"));
        assertThat(send(client(chain), mutual, est, body).statusCode()).isEqualTo(403);
    }

    @Test
    void a_certificate_binds_to_the_directory_until_it_is_revoked() throws Exception {
        var chain = enrolled("directory");
        int port = server.settings().listeners().ldaps();
        try (var connection = new LDAPConnection(context(chain).getSocketFactory(), "localhost", port)) {
            connection.bind(new EXTERNALBindRequest());
            var who = (WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest());
            assertThat(who.getAuthorizationID()).isEqualTo("dn:cn=directory,ou=clients,dc=certificates,dc=example");
            String serial = chain[0].getSerialNumber().toString(16);
            var found = server.http()
                    .get("/api/v1/tenants/%s/certificates?serial=%s".formatted(acme.name(), serial), server.operator());
            String id = found.json().get("items").get(0).get("id").asString();
            assertThat(server.http()
                            .json(
                                    "POST",
                                    "/api/v1/tenants/%s/certificates/%s/revoke".formatted(acme.name(), id),
                                    Map.of("reason", "superseded"),
                                    server.operator())
                            .status())
                    .isLessThan(300);
            assertThat(catchThrowableOfType(
                                    LDAPException.class,
                                    () -> connection.getEntry("cn=directory,ou=clients,dc=certificates,dc=example"))
                            .getResultCode())
                    .as("the session has ended with its certificate")
                    .isIn(ResultCode.SERVER_DOWN, ResultCode.STRONG_AUTH_REQUIRED);
        }
        try (var connection = new LDAPConnection(context(chain).getSocketFactory(), "localhost", port)) {
            assertThat(catchThrowableOfType(LDAPException.class, () -> connection.bind(new EXTERNALBindRequest()))
                            .getResultCode())
                    .isEqualTo(ResultCode.INVALID_CREDENTIALS);
        }
    }
}
