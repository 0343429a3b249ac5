package io.lightwave.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.fixture.Door;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import tools.jackson.databind.json.JsonMapper;

/// A machine with a key, as an agent has one.
public final class Machine {
    private final World world;
    private final World.Tenant tenant;
    public final KeyPair key;

    public Machine(World world, World.Tenant tenant) {
        this.world = world;
        this.tenant = tenant;
        this.key = newKey();
    }

    public static KeyPair newKey() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A request for a certificate in PEM.
    public static String csr(KeyPair key) {
        try {
            var request = new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=root"), key.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()));
            return "-----BEGIN CERTIFICATE REQUEST-----\n"
                    + Base64.getMimeEncoder().encodeToString(request.getEncoded())
                    + "\n-----END CERTIFICATE REQUEST-----\n";
        } catch (java.io.IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The signature that proves a request to join; what is signed is written here anew, as an agent in another
    /// language would.
    public static String proof(KeyPair key, String tenant, String token, String csr) {
        return proof(key, "lightwave node join 1", tenant, token, csr);
    }

    private static String proof(KeyPair key, String domain, String tenant, String shown, String csr) {
        try {
            String transcript = "%s\n%s\n%s\n%s\n".formatted(domain, tenant, sha256(shown), sha256(csr));
            var signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(key.getPrivate());
            signer.update(transcript.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// The answer to an honest request to join.
    public Door.Answer asksToJoin(String token) {
        String csr = csr(key);
        return sends(tenant.id.value(), token, csr, proof(key, tenant.id.value(), token, csr));
    }

    public Door.Answer sends(String toTenant, String token, String csr, String proof) {
        var body = JsonMapper.shared().createObjectNode();
        body.put("token", token).put("csr", csr).put("proof", proof);
        return world.door.post(
                "/t/%s/node/join".formatted(toTenant),
                null,
                "application/json",
                body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// The answer to an honest request to join by the token of a cluster.
    public Door.Answer asksToJoinByCluster(String token) {
        String csr = csr(key);
        return sendsOfCluster(
                token, csr, proof(key, "lightwave node join by cluster 1", tenant.id.value(), token, csr));
    }

    public Door.Answer sendsOfCluster(String token, String csr, String proof) {
        var body = JsonMapper.shared().createObjectNode();
        body.put("clusterToken", token).put("csr", csr).put("proof", proof);
        return world.door.post(
                "/t/%s/node/join".formatted(tenant.id),
                null,
                "application/json",
                body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// Joins, and gives the certificate.
    public X509Certificate joins(String token) {
        var answer = asksToJoin(token);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return leaf(answer.json().get("certificate").asString());
    }

    public static X509Certificate leaf(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
