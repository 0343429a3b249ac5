package io.lightwave.workload.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/// A public key that verifies signatures.
///
/// @param id its `kid`; empty when it has none
/// @param algorithm the only one it is for; empty when its type alone decides
public record VerificationKey(
        Optional<String> id, KeyType type, Optional<SignatureAlgorithm> algorithm, PublicKey key) {
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 4096;

    /// Reads a JWK (RFC 7517); empty when it is not for signatures, or of a type or size that we do not take.
    ///
    /// @throws IllegalArgumentException when it holds a secret
    static Optional<VerificationKey> of(JWK jwk) {
        if (jwk.isPrivate()) {
            throw new IllegalArgumentException("holds a private or symmetric key");
        }
        boolean signs = (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
                && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
        KeyType type = signs ? type(jwk) : null;
        if (type == null) {
            return Optional.empty();
        }
        Optional<SignatureAlgorithm> algorithm = Optional.empty();
        if (jwk.getAlgorithm() != null) {
            algorithm = SignatureAlgorithm.of(jwk.getAlgorithm().getName()).filter(named -> named.keyType() == type);
            if (algorithm.isEmpty()) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(
                    new VerificationKey(Optional.ofNullable(jwk.getKeyID()), type, algorithm, publicKey(jwk)));
        } catch (GeneralSecurityException | JOSEException | IOException | RuntimeException unusable) {
            return Optional.empty();
        }
    }

    private static @Nullable KeyType type(JWK jwk) {
        return switch (jwk) {
            case RSAKey rsa when rsa.size() >= LEAST_RSA_BITS && rsa.size() <= MOST_RSA_BITS -> KeyType.RSA;
            case ECKey ec when ec.getCurve().equals(Curve.P_256) -> KeyType.P256;
            case ECKey ec when ec.getCurve().equals(Curve.P_384) -> KeyType.P384;
            case ECKey ec when ec.getCurve().equals(Curve.P_521) -> KeyType.P521;
            case OctetKeyPair pair when pair.getCurve().equals(Curve.Ed25519) -> KeyType.ED25519;
            default -> null;
        };
    }

    private static PublicKey publicKey(JWK jwk) throws GeneralSecurityException, JOSEException, IOException {
        return switch (jwk) {
            case RSAKey rsa -> loaded("RSA", rsa.toRSAPublicKey().getEncoded());
            case ECKey ec -> loaded("EC", ec.toECPublicKey().getEncoded());
            case OctetKeyPair pair ->
                loaded(
                        "Ed25519",
                        new SubjectPublicKeyInfo(
                                        new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), pair.getDecodedX())
                                .getEncoded("DER"));
            default -> throw new IllegalArgumentException("another type of key");
        };
    }

    /// Loaded by the provider that will verify with it.
    private static PublicKey loaded(String algorithm, byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
    }

    boolean fits(SignatureAlgorithm wanted) {
        return algorithm.map(only -> only == wanted).orElse(type == wanted.keyType());
    }
}
