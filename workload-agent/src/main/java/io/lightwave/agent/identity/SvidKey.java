package io.lightwave.agent.identity;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A public key of JWT-SVIDs: of RSA with 2048 to 8192 bits, or of one of the curves of RFC 7518 §6.2.1.1.
///
/// @param family of the algorithms that it is for: `RSA`, or the one algorithm of its curve
record SvidKey(String family, PublicKey key) {
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 8192;
    private static final String RSA = "RSA";
    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");
    private static final Map<String, String> ALGORITHMS = Map.of("P-256", "ES256", "P-384", "ES384", "P-521", "ES512");
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    /// Empty when it is of a type or curve that is not known here, or cannot be loaded.
    static Optional<SvidKey> of(JsonNode jwk) {
        try {
            return switch (jwk.path("kty").asString("")) {
                case "EC" -> {
                    String curve = jwk.path("crv").asString("");
                    yield CURVES.containsKey(curve)
                            ? Optional.of(new SvidKey(ALGORITHMS.getOrDefault(curve, ""), elliptic(jwk, curve)))
                            : Optional.empty();
                }
                case RSA -> {
                    var modulus = number(jwk, "n");
                    if (modulus.bitLength() < LEAST_RSA_BITS || modulus.bitLength() > MOST_RSA_BITS) {
                        yield Optional.empty();
                    }
                    yield Optional.of(new SvidKey(
                            RSA,
                            KeyFactory.getInstance(RSA)
                                    .generatePublic(new RSAPublicKeySpec(modulus, number(jwk, "e")))));
                }
                default -> Optional.empty();
            };
        } catch (GeneralSecurityException | RuntimeException unusable) {
            return Optional.empty();
        }
    }

    private static PublicKey elliptic(JsonNode jwk, String curve) throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(CURVES.get(curve)));
        var point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger number(JsonNode jwk, String name) {
        return new BigInteger(1, DECODER.decode(jwk.path(name).asString("")));
    }

    /// Whether this key made the signature by this algorithm (JWT-SVID §2.1 names those that there are).
    boolean verifies(String algorithm, byte[] text, byte[] signature) {
        if (!algorithm.matches("(RS|PS|ES)(256|384|512)")
                || !(algorithm.startsWith("ES") ? algorithm.equals(family) : RSA.equals(family))) {
            return false;
        }
        String bits = algorithm.substring(2);
        try {
            var verifier = Signature.getInstance(
                    switch (algorithm.substring(0, 2)) {
                        case "ES" -> "SHA" + bits + "withECDSAinP1363Format";
                        case "PS" -> "RSASSA-PSS";
                        default -> "SHA" + bits + "withRSA";
                    });
            if (algorithm.startsWith("PS")) {
                verifier.setParameter(new PSSParameterSpec(
                        "SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), Integer.parseInt(bits) / 8, 1));
            }
            verifier.initVerify(key);
            verifier.update(text);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }
}
