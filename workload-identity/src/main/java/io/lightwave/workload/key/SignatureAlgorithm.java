package io.lightwave.workload.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/// The signature algorithms we accept (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). There is no `none` and no HMAC
/// among them.
public enum SignatureAlgorithm {
    RS256("SHA256withRSA", KeyType.RSA, 0),
    RS384("SHA384withRSA", KeyType.RSA, 0),
    RS512("SHA512withRSA", KeyType.RSA, 0),
    PS256("SHA-256", KeyType.RSA, 32),
    PS384("SHA-384", KeyType.RSA, 48),
    PS512("SHA-512", KeyType.RSA, 64),
    ES256("SHA256withECDSA", KeyType.P256, 64),
    ES384("SHA384withECDSA", KeyType.P384, 96),
    ES512("SHA512withECDSA", KeyType.P521, 132),
    EdDSA("Ed25519", KeyType.ED25519, 64);

    private final String name;
    private final KeyType keyType;
    /// The salt's length for PSS, the signature's for the elliptic ones.
    private final int length;

    SignatureAlgorithm(String name, KeyType keyType, int length) {
        this.name = name;
        this.keyType = keyType;
        this.length = length;
    }

    /// By its name in a JOSE header, exactly; Ed25519 has two.
    public static Optional<SignatureAlgorithm> of(String alg) {
        if (alg.equals("Ed25519")) {
            return Optional.of(EdDSA);
        }
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(alg))
                .findFirst();
    }

    KeyType keyType() {
        return keyType;
    }

    boolean verify(PublicKey key, byte[] content, byte[] signature) {
        try {
            if (keyType != KeyType.RSA && signature.length != length) {
                return false;
            }
            var verifier = verifier();
            verifier.initVerify(key);
            verifier.update(content);
            return verifier.verify(
                    switch (keyType) {
                        case P256, P384, P521 -> ECDSA.transcodeSignatureToDER(signature);
                        case RSA, ED25519 -> signature;
                    });
        } catch (GeneralSecurityException | JOSEException unfit) {
            return false;
        }
    }

    private Signature verifier() throws GeneralSecurityException {
        return switch (this) {
            case PS256, PS384, PS512 -> {
                var verifier = Signature.getInstance("RSASSA-PSS");
                verifier.setParameter(new PSSParameterSpec(
                        name, "MGF1", new MGF1ParameterSpec(name), length, PSSParameterSpec.TRAILER_FIELD_BC));
                yield verifier;
            }
            default -> Signature.getInstance(name);
        };
    }
}
