package io.lightwave.agent.identity;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The keys of one trust domain (SPIFFE Trust Domain and Bundle §4).
///
/// @param trustDomain its name
/// @param anchors of X509-SVIDs
/// @param jwtKeys of JWT-SVIDs by their `kid`; P-256 all
/// @param jwks the same as a JWK set
/// @param sequence counts its changes
public record Bundle(
        String trustDomain, List<X509Certificate> anchors, Map<String, PublicKey> jwtKeys, String jwks, long sequence) {
    public Bundle {
        anchors = List.copyOf(anchors);
        jwtKeys = Map.copyOf(jwtKeys);
    }

    /// The trust domain as a SPIFFE ID.
    public String trustDomainId() {
        return "spiffe://" + trustDomain;
    }

    /// Keys of a use that is not known are left out, as are those of JWT-SVIDs without a `kid` (§4.2.2).
    ///
    /// @throws IllegalArgumentException when the document is no bundle
    public static Bundle of(String trustDomain, JsonNode document) {
        var anchors = new ArrayList<X509Certificate>();
        var jwtKeys = new HashMap<String, PublicKey>();
        var jwks = JsonMapper.shared().createObjectNode();
        var keys = jwks.putArray("keys");
        try {
            for (JsonNode key : document.path("keys")) {
                switch (key.path("use").asString("")) {
                    case "x509-svid" ->
                        anchors.add(certificate(key.path("x5c").path(0).asString("")));
                    case "jwt-svid" -> {
                        String kid = key.path("kid").asString("");
                        if (key.path("crv").asString("").equals("P-256") && !kid.isEmpty()) {
                            jwtKeys.put(kid, publicKey(key));
                            keys.add(key);
                        }
                    }
                    default -> {}
                }
            }
        } catch (GeneralSecurityException | RuntimeException malformed) {
            throw new IllegalArgumentException("not a bundle", malformed);
        }
        if (anchors.isEmpty()) {
            throw new IllegalArgumentException("a bundle without an anchor");
        }
        return new Bundle(
                trustDomain,
                anchors,
                jwtKeys,
                jwks.toString(),
                document.path("spiffe_sequence").asLong(0));
    }

    private static X509Certificate certificate(String base64) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }

    private static PublicKey publicKey(JsonNode key) throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        var decoder = Base64.getUrlDecoder();
        var point = new ECPoint(
                new BigInteger(1, decoder.decode(key.path("x").asString(""))),
                new BigInteger(1, decoder.decode(key.path("y").asString(""))));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
    }
}
