package io.lightwave.ca.template;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Signatures by which holders of keys prove that they have them.
public final class Signatures {
    private static final Map<ASN1ObjectIdentifier, String> ALGORITHMS = Map.of(
            X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA",
            PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA",
            PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA",
            PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA",
            EdECObjectIdentifiers.id_Ed25519, "Ed25519",
            NISTObjectIdentifiers.id_ml_dsa_65, "ML-DSA-65");

    private Signatures() {}

    /// Whether it is an algorithm that we take.
    public static boolean isKnown(AlgorithmIdentifier algorithm) {
        return ALGORITHMS.containsKey(algorithm.getAlgorithm());
    }

    /// Whether the key made the signature; false too when it is of another kind than the algorithm.
    ///
    /// @throws IllegalArgumentException when the algorithm is none that we take
    public static boolean isBy(SubjectKey key, AlgorithmIdentifier algorithm, byte[] content, byte[] signature) {
        String name = ALGORITHMS.get(algorithm.getAlgorithm());
        if (name == null) {
            throw new IllegalArgumentException(
                    "the request must be signed by ECDSA, RSA PKCS #1 with SHA-2, Ed25519 or ML-DSA-65");
        }
        try {
            var verifier = Signature.getInstance(name);
            verifier.initVerify(key.publicKey());
            verifier.update(content);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException unusable) {
            return false;
        }
    }
}
