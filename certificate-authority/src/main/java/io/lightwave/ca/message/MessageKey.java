package io.lightwave.ca.message;

import io.lightwave.ca.template.SubjectKey;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// A public key that messages are signed by, with the one algorithm that it is used for: ES256 with P-256, ES384 with
/// P-384, RS256 with RSA, EdDSA with Ed25519 (RFC 7518 §3, RFC 8037 §3.1), and ML-DSA-65 (RFC 9964). It is as strong as
/// what we certify ([SubjectKey]).
public final class MessageKey {
    /// Of accounts.
    static final List<String> ALGORITHMS = List.of("ES256", "ES384", "RS256", "EdDSA");

    private static final int ED25519_OCTETS = 32;
    private static final String ML_DSA_65 = "ML-DSA-65";
    private static final int ML_DSA_65_OCTETS = 1952;

    private enum Curve {
        P_256("P-256", "secp256r1", 32, "ES256"),
        P_384("P-384", "secp384r1", 48, "ES384");

        final String crv;
        final String standard;
        final int octets;
        final String algorithm;

        Curve(String crv, String standard, int octets, String algorithm) {
            this.crv = crv;
            this.standard = standard;
            this.octets = octets;
            this.algorithm = algorithm;
        }

        static Curve of(String crv) {
            return Arrays.stream(values())
                    .filter(each -> each.crv.equals(crv))
                    .findFirst()
                    .orElseThrow(MessageKey::unsupported);
        }
    }

    private final PublicKey key;
    private final String algorithm;
    private final String canonical;

    private MessageKey(PublicKey key, String algorithm, String canonical) {
        this.key = key;
        this.algorithm = algorithm;
        this.canonical = canonical;
    }

    /// From a JWK (RFC 7517).
    ///
    /// @throws AcmeException `badPublicKey`, or `badSignatureAlgorithm` for kinds of keys that sign no messages
    static MessageKey parse(JsonObject jwk) {
        if (jwk.has("d") || jwk.has("priv")) {
            throw new AcmeException(ErrorType.BAD_PUBLIC_KEY, "the key is a private one");
        }
        try {
            return of(
                    switch (jwk.text("kty")) {
                        case "EC" -> SubjectKey.of(ec(jwk));
                        case "RSA" -> SubjectKey.of(rsa(jwk));
                        case "OKP" -> ed25519(jwk);
                        case "AKP" -> mlDsa(jwk);
                        default -> throw unsupported();
                    });
        } catch (GeneralSecurityException | IllegalArgumentException bad) {
            throw new AcmeException(ErrorType.BAD_PUBLIC_KEY, "the key: " + bad.getMessage());
        }
    }

    /// From its SubjectPublicKeyInfo.
    public static MessageKey of(byte[] encoded) {
        return of(new SubjectKey(SubjectPublicKeyInfo.getInstance(encoded)));
    }

    private static MessageKey of(SubjectKey subject) {
        PublicKey key = subject.publicKey();
        return switch (subject.type()) {
            case EC_P256 -> ofCurve(Curve.P_256, (ECPublicKey) key);
            case EC_P384 -> ofCurve(Curve.P_384, (ECPublicKey) key);
            case RSA -> {
                var rsa = (RSAPublicKey) key;
                yield new MessageKey(
                        key,
                        "RS256",
                        "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}"
                                .formatted(unsigned(rsa.getPublicExponent()), unsigned(rsa.getModulus())));
            }
            case ED25519 ->
                new MessageKey(
                        key, "EdDSA", "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"%s\"}".formatted(bits(subject)));
            case ML_DSA_65 ->
                new MessageKey(
                        key,
                        ML_DSA_65,
                        "{\"alg\":\"ML-DSA-65\",\"kty\":\"AKP\",\"pub\":\"%s\"}".formatted(bits(subject)));
        };
    }

    private static MessageKey ofCurve(Curve curve, ECPublicKey key) {
        return new MessageKey(
                key,
                curve.algorithm,
                "{\"crv\":\"%s\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}"
                        .formatted(
                                curve.crv,
                                fixed(key.getW().getAffineX(), curve.octets),
                                fixed(key.getW().getAffineY(), curve.octets)));
    }

    /// The key itself, as the end of its SubjectPublicKeyInfo.
    private static String bits(SubjectKey key) {
        return Base64Url.encoded(key.info().getPublicKeyData().getOctets());
    }

    private static PublicKey ec(JsonObject jwk) throws GeneralSecurityException {
        Curve curve = Curve.of(jwk.text("crv"));
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curve.standard));
        var point = new ECPoint(
                new BigInteger(1, octets(jwk, "x", curve.octets)), new BigInteger(1, octets(jwk, "y", curve.octets)));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static PublicKey rsa(JsonObject jwk) throws GeneralSecurityException {
        var modulus = new BigInteger(1, Base64Url.decoded("n", jwk.text("n")));
        var exponent = new BigInteger(1, Base64Url.decoded("e", jwk.text("e")));
        if (modulus.bitLength() > 4096 || exponent.bitLength() > 256) { // before anything computes with it
            throw new IllegalArgumentException("an RSA key has 2048 to 4096 bits");
        }
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    private static SubjectKey ed25519(JsonObject jwk) {
        if (!jwk.text("crv").equals("Ed25519")) {
            throw unsupported();
        }
        return key(EdECObjectIdentifiers.id_Ed25519, octets(jwk, "x", ED25519_OCTETS));
    }

    private static SubjectKey mlDsa(JsonObject jwk) {
        if (!jwk.text("alg").equals(ML_DSA_65)) {
            throw unsupported();
        }
        return key(NISTObjectIdentifiers.id_ml_dsa_65, octets(jwk, "pub", ML_DSA_65_OCTETS));
    }

    private static SubjectKey key(ASN1ObjectIdentifier algorithm, byte[] octets) {
        return new SubjectKey(new SubjectPublicKeyInfo(new AlgorithmIdentifier(algorithm), octets));
    }

    private static byte[] octets(JsonObject jwk, String member, int length) {
        byte[] octets = Base64Url.decoded(member, jwk.text(member));
        if (octets.length != length) {
            throw new IllegalArgumentException("the member %s must have %d octets".formatted(member, length));
        }
        return octets;
    }

    private static AcmeException unsupported() {
        return new AcmeException(AcmeProblem.of(
                        ErrorType.BAD_SIGNATURE_ALGORITHM,
                        "messages are signed by keys on P-256 or P-384, RSA or Ed25519")
                .instead(ALGORITHMS));
    }

    /// A key of ML-DSA-65 revokes its own certificate, and does nothing else: clients of accounts have none.
    ///
    /// @throws AcmeException `badSignatureAlgorithm`
    public void requireFitForAccounts() {
        if (!ALGORITHMS.contains(algorithm)) {
            throw unsupported();
        }
    }

    public PublicKey publicKey() {
        return key;
    }

    /// RFC 7638, by SHA-256.
    public String thumbprint() {
        return Base64Url.encoded(Sha256.of(canonical));
    }

    /// @throws AcmeException when the algorithm is not the key's, or the signature not its own
    void verify(String named, byte[] signed, byte[] signature) {
        if (!named.equals(algorithm)) {
            throw new AcmeException(AcmeProblem.of(
                            ErrorType.BAD_SIGNATURE_ALGORITHM,
                            "the key signs by %s and nothing else".formatted(algorithm))
                    .instead(ALGORITHMS));
        }
        boolean good;
        try {
            var verifier = Signature.getInstance(
                    switch (algorithm) {
                        case "ES256" -> "SHA256withECDSAinP1363Format";
                        case "ES384" -> "SHA384withECDSAinP1363Format";
                        case "RS256" -> "SHA256withRSA";
                        case ML_DSA_65 -> ML_DSA_65;
                        default -> "Ed25519";
                    });
            verifier.initVerify(key);
            verifier.update(signed);
            good = verifier.verify(signature);
        } catch (SignatureException malformed) {
            good = false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        if (!good) {
            throw AcmeException.malformed("the signature is not by the key");
        }
    }

    private static String fixed(BigInteger coordinate, int size) {
        byte[] octets = new byte[size];
        byte[] signed = coordinate.toByteArray();
        int length = Math.min(signed.length, size);
        System.arraycopy(signed, signed.length - length, octets, size - length, length);
        return Base64Url.encoded(octets);
    }

    private static String unsigned(BigInteger number) {
        byte[] signed = number.toByteArray();
        return Base64Url.encoded(signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageKey same && canonical.equals(same.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }
}
