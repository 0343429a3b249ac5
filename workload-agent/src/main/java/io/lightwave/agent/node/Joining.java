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
        };
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
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
