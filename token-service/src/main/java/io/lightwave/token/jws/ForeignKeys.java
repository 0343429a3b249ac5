package io.lightwave.token.jws;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import io.lightwave.directory.WeakModulus;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;

/// Which public keys of others we use, and with which algorithms.
public final class ForeignKeys {
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 8192;
    private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(3);
    private static final int MOST_EXPONENT_BITS = 64; // a larger one costs time and gives nothing
    private static final Map<Curve, JWSAlgorithm> CURVES =
            Map.of(Curve.P_256, JWSAlgorithm.ES256, Curve.P_384, JWSAlgorithm.ES384, Curve.P_521, JWSAlgorithm.ES512);
    private static final Set<JWSAlgorithm> OF_RSA = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);

    private ForeignKeys() {}

    /// Whether a key is of a kind and strength that we use, to verify or to encrypt.
    public static boolean isAcceptable(JWK key) {
        return switch (key) {
            case ECKey ec -> CURVES.containsKey(ec.getCurve());
            case RSAKey rsa -> isAcceptable(rsa);
            case OctetKeyPair pair ->
                pair.getCurve().equals(Curve.Ed25519) || pair.getCurve().equals(Curve.X25519);
            default -> false;
        };
    }

    private static boolean isAcceptable(RSAKey key) {
        BigInteger modulus = key.getModulus().decodeToBigInteger();
        BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
        return hasStrength(modulus.bitLength())
                && modulus.testBit(0)
                && exponent.testBit(0)
                && exponent.compareTo(LEAST_EXPONENT) >= 0
                && exponent.bitLength() <= MOST_EXPONENT_BITS
                && !WeakModulus.isOfRoca(modulus);
    }

    private static boolean hasStrength(int bits) {
        return bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS;
    }

    /// Whether the key's own `use` and `key_ops` (RFC 7517 §4.2, §4.3) let it verify.
    static boolean verifies(JWK key) {
        return !KeyUse.ENCRYPTION.equals(key.getKeyUse())
                && (key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY));
    }

    /// The key says which algorithms there are, never a header (RFC 8725 §3.1).
    static boolean fits(JWK key, JWSAlgorithm algorithm) {
        return switch (key) {
            case ECKey ec -> algorithm.equals(CURVES.get(ec.getCurve()));
            case RSAKey rsa -> hasStrength(rsa.size()) && OF_RSA.contains(algorithm);
            case OctetKeyPair pair ->
                pair.getCurve().equals(Curve.Ed25519) && olderName(algorithm).equals(JWSAlgorithm.EdDSA);
            default -> false;
        };
    }

    /// `EdDSA` for `Ed25519`, which since RFC 9864 says the curve too; we verify on no other.
    static JWSAlgorithm olderName(JWSAlgorithm algorithm) {
        return algorithm.equals(JWSAlgorithm.Ed25519) ? JWSAlgorithm.EdDSA : algorithm;
    }
}
