package io.lightwave.agent.node;

import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.Failure;
import io.lightwave.agent.connection.PemText;
import io.lightwave.agent.connection.SigningRequest;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/// Makes this machine a node, once, by a join token.
final class Joining {
    private Joining() {}

    /// @throws Failure when the token is refused, or the server cannot be reached
    static NodeCertificate join(Connection server, String tenant, String token) {
        KeyPair key = SigningRequest.newKey();
        String csr = SigningRequest.of(key).pem();
        String transcript = "lightwave node join 1\n%s\n%s\n%s\n".formatted(tenant, sha256(token), sha256(csr));
        String proof = Base64.getEncoder()
                .encodeToString(SigningRequest.sign(key, transcript.getBytes(StandardCharsets.UTF_8)));
        try {
            var joined = server.post("/t/" + tenant + "/node/join", Map.of("token", token, "csr", csr, "proof", proof));
            return new NodeCertificate(
                    key, PemText.certificates(joined.path("certificate").asString("")));
        } catch (Failure refused) {
            if (refused.kind() == Failure.Kind.UNREACHABLE) {
                throw refused;
            }
            throw new Failure(Failure.Kind.REFUSED, "the join token was not accepted: " + refused.getMessage());
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
