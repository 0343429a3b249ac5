package io.lightwave.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A document that a cloud has signed about a machine, shown to the server (ADR 115)")
class MachineDocumentTest {
    private static final String DOCUMENT = "urn:lightwave:params:oauth:client-assertion-type:instance-document";
    private static final String REGION = "eu-central-1";
    private static final KeyPair KEYS = keys();
    private static final X509Certificate CERTIFICATE = certificate();
    private static final ECKey KEY = DpopProof.key();

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();
    private final TestTenant acme = server.tenant("machines.example");

    MachineDocumentTest() {
        String issuer = "https://ec2.%s.amazonaws.com".formatted(REGION);
        if (acme.get("/trusted-issuers").body().contains(issuer)) {
            return;
        }
        acme.create("trusted-issuers", Map.of("issuer", issuer, "kind", "ec2", "caBundle", pem()));
        acme.create(
                "workloads",
                Map.of(
                        "name",
                        "machine",
                        "rules",
                        List.of(Map.of("issuer", issuer, "claims", Map.of("accountId", "123456789012")))));
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static X509Certificate certificate() {
        try {
            var name = new X500Principal("CN=Region");
            var now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(now.minus(Duration.ofDays(1))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    name,
                    KEYS.getPublic());
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(KEYS.getPrivate())));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String pem() {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(CERTIFICATE.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (java.security.cert.CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// As an instance reads its own, in one line.
    ///
    /// @param instance one that no other test has
    private static String document(String instance) throws Exception {
        var generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(KEYS.getPrivate()), CERTIFICATE));
        String content = """
                {"accountId":"123456789012","instanceId":"%s","imageId":"ami-1","pendingTime":"%s","region":"%s"}""".formatted(instance, Instant.now().truncatedTo(ChronoUnit.SECONDS), REGION);
        byte[] signed = generator
                .generate(new CMSProcessableByteArray(content.getBytes(StandardCharsets.US_ASCII)), true)
                .toASN1Structure()
                .getEncoded(ASN1Encoding.BER);
        return Base64.getEncoder().encodeToString(signed);
    }

    private String proof(String path) {
        return DpopProof.of(KEY, "POST", server.settings().publicUrl() + path, "", Instant.now(), "");
    }

    private Answer shown(String endpoint, String document, Map<String, String> more, String... headers) {
        var form = new java.util.HashMap<>(more);
        form.put("client_assertion_type", DOCUMENT);
        form.put("client_assertion", document);
        return http.form(acme.path(endpoint), form, headers);
    }

    private Answer token(String document, String... headers) {
        return shown("/oauth2/token", document, Map.of("grant_type", "client_credentials"), headers);
    }

    private Answer enroll(String document) {
        return http.send(
                "POST",
                acme.path("/ca/certificates"),
                BodyPublishers.ofByteArray(SigningRequest.p256()),
                "Authorization",
                "Bearer " + document,
                "Content-Type",
                "application/pkcs10");
    }

    @Test
    void gets_one_access_token_bound_to_the_key_of_the_proof() throws Exception {
        String document = document("i-token");
        Answer answer = token(document, "DPoP", proof(acme.path("/oauth2/token")));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("token_type")).isEqualTo("DPoP");
        var claims = SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet();
        assertThat(claims.getJSONObjectClaim("cnf"))
                .containsEntry("jkt", KEY.computeThumbprint().toString());
        assertThat(claims.getSubject()).endsWith("machine");

        Answer again = token(document, "DPoP", proof(acme.path("/oauth2/token")));
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.text("error")).isEqualTo("invalid_client");
    }

    @Test
    void is_not_used_up_by_a_proof_that_is_refused() throws Exception {
        String document = document("i-proof");
        Answer refused = token(document, "DPoP", proof(acme.path("/oauth2/introspect")));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_dpop_proof");
        assertThat(token(document, "DPoP", "garbage").status()).isEqualTo(400);
        assertThat(token(document, "DPoP", proof(acme.path("/oauth2/token"))).status())
                .isEqualTo(200);
    }

    @Test
    void gets_one_certificate_for_the_key_of_the_request() throws Exception {
        String document = document("i-certificate");
        Answer answer = enroll(document);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(enroll(document).status()).isEqualTo(401);
        assertThat(token(document, "DPoP", proof(acme.path("/oauth2/token"))).status())
                .isEqualTo(401);
    }

    @Test
    void is_refused_where_nothing_is_bound_to_a_key_and_not_used_up_there() throws Exception {
        String document = document("i-elsewhere");
        for (String endpoint : List.of("/oauth2/introspect", "/oauth2/revoke", "/oauth2/par")) {
            Answer answer = shown(endpoint, document, Map.of("token", "x"), "DPoP", proof(acme.path(endpoint)));
            assertThat(answer.status()).as(endpoint).isEqualTo(401);
        }
        assertThat(acme.audit("action=client.authenticate&limit=20"))
                .anySatisfy(event -> assertThat(event.path("reason").asString())
                        .isEqualTo("an instance document is for tokens only"));
        assertThat(http.get(acme.api("/clients"), Http.bearer(document)).status())
                .isIn(401, 403);
        assertThat(enroll(document("i-elsewhere-2")).status()).isEqualTo(201);
    }
}
