package io.lightwave.workload.bundle;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import io.lightwave.directory.StrictJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The keys of a trust domain as a SPIFFE bundle holds them: the anchors under the use `x509-svid`, the keys of
/// JWT-SVIDs under `jwt-svid`.
final class BundleDocument {
    private static final ObjectMapper JSON = StrictJson.mapper();
    private static final int REFRESH_HINT_SECONDS = 300;
    private static final Map<ASN1ObjectIdentifier, String> ML_DSA = Map.of(
            NISTObjectIdentifiers.id_ml_dsa_44, "ML-DSA-44",
            NISTObjectIdentifiers.id_ml_dsa_65, "ML-DSA-65",
            NISTObjectIdentifiers.id_ml_dsa_87, "ML-DSA-87");

    private final ArrayNode keys = JSON.createArrayNode();

    /// @param keySet a JWK set of public keys, as JSON
    BundleDocument(List<X509Certificate> anchors, String keySet) {
        anchors.forEach(anchor -> keys.add(x509(anchor)));
        for (JsonNode key : JSON.readTree(keySet).path("keys")) {
            keys.add(((ObjectNode) key.deepCopy()).put("use", "jwt-svid"));
        }
    }

    /// An authority's key is of whichever kind it was set up with, or of others that certified it.
    private static ObjectNode x509(X509Certificate anchor) {
        try {
            ObjectNode jwk = jwk(anchor.getPublicKey());
            jwk.put("use", "x509-svid");
            jwk.putArray("x5c").add(Base64.encode(anchor.getEncoded()).toString());
            return jwk;
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ObjectNode jwk(PublicKey key) {
        return switch (key) {
            case ECPublicKey ec
            when Curve.forECParameterSpec(ec.getParams()) != null ->
                read(new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build());
            case RSAPublicKey rsa -> read(new RSAKey.Builder(rsa).build());
            case EdECPublicKey edwards ->
                read(new OctetKeyPair.Builder(Curve.parse(edwards.getParams().getName()), octets(key)).build());
            default -> // RFC 9964 §4: keys that are known by their algorithm alone
                JSON.createObjectNode()
                        .put("kty", "AKP")
                        .put("alg", algorithm(key))
                        .put("pub", octets(key).toString());
        };
    }

    /// Providers call a key of ML-DSA by its set of parameters or without it.
    private static String algorithm(PublicKey key) {
        var algorithm = SubjectPublicKeyInfo.getInstance(key.getEncoded())
                .getAlgorithm()
                .getAlgorithm();
        return ML_DSA.getOrDefault(algorithm, key.getAlgorithm());
    }

    private static ObjectNode read(JWK jwk) {
        return (ObjectNode) JSON.readTree(jwk.toJSONString());
    }

    private static Base64URL octets(PublicKey key) {
        return Base64URL.encode(SubjectPublicKeyInfo.getInstance(key.getEncoded())
                .getPublicKeyData()
                .getBytes());
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
