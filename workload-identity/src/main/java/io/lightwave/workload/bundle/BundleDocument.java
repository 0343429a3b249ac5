package io.lightwave.workload.bundle;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.Base64;
import io.lightwave.directory.StrictJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The keys of a trust domain as a SPIFFE bundle holds them: the anchors under the use `x509-svid`, the keys of
/// JWT-SVIDs under `jwt-svid`.
final class BundleDocument {
    private static final ObjectMapper JSON = StrictJson.mapper();
    private static final int REFRESH_HINT_SECONDS = 300;

    private final ArrayNode keys = JSON.createArrayNode();

    /// @param keySet a JWK set of public keys, as JSON
    BundleDocument(List<X509Certificate> anchors, String keySet) {
        anchors.forEach(anchor -> keys.add(JSON.readTree(x509(anchor).toJSONString())));
        for (JsonNode key : JSON.readTree(keySet).path("keys")) {
            keys.add(((ObjectNode) key.deepCopy()).put("use", "jwt-svid"));
        }
    }

    private static ECKey x509(X509Certificate anchor) {
        try {
            return new ECKey.Builder(Curve.P_256, (ECPublicKey) anchor.getPublicKey())
                    .keyUse(new KeyUse("x509-svid"))
                    .x509CertChain(List.of(Base64.encode(anchor.getEncoded())))
                    .build();
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Changes when a key does.
    byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(JSON.writeValueAsBytes(keys));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String json(long sequence) {
        var document = JSON.createObjectNode();
        document.set("keys", keys);
        document.put("spiffe_sequence", sequence);
        document.put("spiffe_refresh_hint", REFRESH_HINT_SECONDS);
        return JSON.writeValueAsString(document);
    }
}
