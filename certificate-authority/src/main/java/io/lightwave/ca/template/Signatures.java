package io.lightwave.ca.template;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
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

    private static final Map<ASN1ObjectIdentifier, MGF1ParameterSpec> PSS_HASHES = Map.of(
            NISTObjectIdentifiers.id_sha256, MGF1ParameterSpec.SHA256,
            NISTObjectIdentifiers.id_sha384, MGF1ParameterSpec.SHA384,
            NISTObjectIdentifiers.id_sha512, MGF1ParameterSpec.SHA512);

    private static final int LEAST_SALT_OCTETS = 32;
    private static final int MOST_SALT_OCTETS = 512;

    private Signatures() {}

    /// Whether it is an algorithm that we take.
    public static boolean isKnown(AlgorithmIdentifier algorithm) {
        return ALGORITHMS.containsKey(algorithm.getAlgorithm())
                || pss(algorithm).isPresent();
    }

    /// Whether the key made the signature; false too when it is of another kind than the algorithm.
    ///
    /// @throws IllegalArgumentException when the algorithm is none that we take
    public static boolean isBy(SubjectKey key, AlgorithmIdentifier algorithm, byte[] content, byte[] signature) {
        String name = ALGORITHMS.get(algorithm.getAlgorithm());
        var pss = pss(algorithm);
        if (name == null && pss.isEmpty()) {
            throw new IllegalArgumentException(
                    "the request must be signed by ECDSA, RSA (PKCS #1 or PSS) with SHA-2," + " Ed25519 or ML-DSA-65");
        }
        try {
            var verifier = Signature.getInstance(name == null ? "RSASSA-PSS" : name);
            if (pss.isPresent()) {
                verifier.setParameter(pss.get());
            }
            verifier.initVerify(key.publicKey());
            verifier.update(content);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException unusable) {
            return false;
        }
    }

    /// RFC 4056 §2.2: MGF1 with the hash of the signature; the salt may be longer than it, as OpenSSL makes it.
    private static Optional<PSSParameterSpec> pss(AlgorithmIdentifier algorithm) {
        if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return Optional.empty();
        }
        try {
            var parameters = RSASSAPSSparams.getInstance(algorithm.getParameters());
            var hash = parameters.getHashAlgorithm().getAlgorithm();
            var generator = parameters.getMaskGenAlgorithm();
            int salt = parameters.getSaltLength().intValueExact();
            boolean sound = generator.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
                    && AlgorithmIdentifier.getInstance(generator.getParameters())
                            .getAlgorithm()
                            .equals(hash)
                    && salt >= LEAST_SALT_OCTETS
                    && salt <= MOST_SALT_OCTETS
                    && parameters.getTrailerField().equals(BigInteger.ONE);
            return Optional.ofNullable(sound ? PSS_HASHES.get(hash) : null)
                    .map(mask -> new PSSParameterSpec(
                            mask.getDigestAlgorithm(), "MGF1", mask, salt, PSSParameterSpec.TRAILER_FIELD_BC));
        } catch (RuntimeException unreadable) { // whatever the reader trips over
            return Optional.empty();
        }
    }
}
