package io.lightwave.agent.node;

import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.Failure;
import io.lightwave.agent.connection.PemText;
import io.lightwave.agent.connection.SigningRequest;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/// Makes this machine a node.
final class Joining {
    private Joining() {}

    /// @throws Failure when what is shown is refused, or the server cannot be reached
    static NodeCertificate join(Connection server, String tenant, Admission admission, KeyPair key) {
        return switch (admission) {
            case Admission.JoinToken(var token) ->
                join(server, tenant, "lightwave node join 1", "token", token.get(), key, "the join token");
            case Admission.ClusterToken(var token) ->
                join(
                        server,
                        tenant,
                        "lightwave node join by cluster 1",
                        "clusterToken",
                        token.get(),
                        key,
                        "the cluster's token");
            case Admission.Certificate(var shown) -> byCertificate(server, tenant, shown.get(), key);
        };
    }

    /// Over mutual TLS, whose handshake proves that the machine has the certificate's key.
    private static NodeCertificate byCertificate(
            Connection server, String tenant, Admission.Certificate.Own own, KeyPair key) {
        String address = server.json("/t/" + tenant + "/.well-known/openid-configuration")
                .at("/mtls_endpoint_aliases/token_endpoint")
                .asString("");
        if (!address.endsWith("/t/" + tenant + "/oauth2/token")) {
            throw new Failure(Failure.Kind.UNREACHABLE, "the server names no address for mutual TLS");
        }
        String csr = SigningRequest.of(key).pem();
        String transcript = "lightwave node join by certificate 1\n%s\n%s\n%s\n"
                .formatted(
                        tenant, sha256(encoded(own.chain().getFirst())), sha256(csr.getBytes(StandardCharsets.UTF_8)));
        String proof = Base64.getEncoder()
                .encodeToString(SigningRequest.sign(key, transcript.getBytes(StandardCharsets.UTF_8)));
        try {
            var joined = server.showing(
                            address.substring(0, address.length() - ("/t/" + tenant + "/oauth2/token").length()),
                            own.chain(),
                            own.key())
                    .post("/t/" + tenant + "/node/join", Map.of("certificate", true, "csr", csr, "proof", proof));
            return new NodeCertificate(
                    key, PemText.certificates(joined.path("certificate").asString("")));
        } catch (Failure refused) {
            if (refused.kind() == Failure.Kind.UNREACHABLE) {
                throw refused;
            }
            throw new Failure(Failure.Kind.REFUSED, "the certificate was not accepted: " + refused.getMessage());
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static NodeCertificate join(
            Connection server, String tenant, String domain, String member, String shown, KeyPair key, String name) {
        String csr = SigningRequest.of(key).pem();
        String transcript = "%s\n%s\n%s\n%s\n".formatted(domain, tenant, sha256(shown), sha256(csr));
        String proof = Base64.getEncoder()
                .encodeToString(SigningRequest.sign(key, transcript.getBytes(StandardCharsets.UTF_8)));
        try {
            var joined = server.post("/t/" + tenant + "/node/join", Map.of(member, shown, "csr", csr, "proof", proof));
            return new NodeCertificate(
                    key, PemText.certificates(joined.path("certificate").asString("")));
        } catch (Failure refused) {
            if (refused.kind() == Failure.Kind.UNREACHABLE) {
                throw refused;
            }
            throw new Failure(Failure.Kind.REFUSED, name + " was not accepted: " + refused.getMessage());
        }
    }

    private static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
