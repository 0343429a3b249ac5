package io.lightwave.token.jws;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Map;
import java.util.Set;

/// Which public keys of others we use, and with which algorithms.
public final class ForeignKeys {
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 8192;
    private static final Map<Curve, JWSAlgorithm> CURVES =
            Map.of(Curve.P_256, JWSAlgorithm.ES256, Curve.P_384, JWSAlgorithm.ES384, Curve.P_521, JWSAlgorithm.ES512);
    private static final Set<JWSAlgorithm> OF_RSA = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);

    private ForeignKeys() {}

    /// Whether a key is of a kind and strength that we use, to verify or to encrypt.
    public static boolean isAcceptable(JWK key) {
        return switch (key) {
            case ECKey ec -> CURVES.containsKey(ec.getCurve());
            case RSAKey rsa -> rsa.size() >= LEAST_RSA_BITS && rsa.size() <= MOST_RSA_BITS;
            case OctetKeyPair pair ->
                pair.getCurve().equals(Curve.Ed25519) || pair.getCurve().equals(Curve.X25519);
            default -> false;
        };
    }

    /// The key says which algorithms there are, never a header (RFC 8725 §3.1).
    static boolean fits(JWK key, JWSAlgorithm algorithm) {
        return switch (key) {
            case ECKey ec -> algorithm.equals(CURVES.get(ec.getCurve()));
            case RSAKey rsa -> isAcceptable(rsa) && OF_RSA.contains(algorithm);
            case OctetKeyPair pair -> pair.getCurve().equals(Curve.Ed25519) && algorithm.equals(JWSAlgorithm.EdDSA);
            default -> false;
        };
    }
}
