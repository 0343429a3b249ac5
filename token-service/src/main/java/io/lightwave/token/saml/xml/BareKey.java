package io.lightwave.token.saml.xml;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// A key without a certificate: the `ds:KeyValue` of metadata (XML Signature 1.1 §4.5.2), of RSA or on a curve that is
/// believed.
public final class BareKey {
    private static final int MOST_RSA_BITS = 8192; // what a longer one costs to look at is somebody's to choose
    private static final int MOST_EXPONENT_BITS = 64;
    private static final String DS11 = "http://www.w3.org/2009/xmldsig11#";
    private static final Map<String, Curve> CURVES = Map.of(
            "urn:oid:1.2.840.10045.3.1.7", Curve.P_256,
            "urn:oid:1.3.132.0.34", Curve.P_384,
            "urn:oid:1.3.132.0.35", Curve.P_521);
    private static final byte UNCOMPRESSED = 4;

    private BareKey() {}

    /// Empty when it is of another kind.
    ///
    /// @throws InvalidSamlException when it cannot be
    public static Optional<PublicKey> read(XmlElement keyValue) {
        Optional<XmlElement> rsa = keyValue.child(Ns.DS, "RSAKeyValue");
        return rsa.isPresent()
                ? rsa.map(BareKey::ofRsa)
                : keyValue.child(DS11, "ECKeyValue").flatMap(BareKey::onCurve);
    }

    private static PublicKey ofRsa(XmlElement value) {
        BigInteger modulus = number(value, "Modulus");
        BigInteger exponent = number(value, "Exponent");
        if (modulus.bitLength() < SignatureAlgorithm.LEAST_RSA_BITS
                || modulus.bitLength() > MOST_RSA_BITS
                || exponent.bitLength() > MOST_EXPONENT_BITS
                || !modulus.testBit(0)
                || exponent.compareTo(BigInteger.ONE) <= 0
                || !exponent.testBit(0)) {
            throw malformed(); // not every provider looks
        }
        try {
            return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
        } catch (InvalidKeySpecException impossible) {
            throw malformed();
        } catch (NoSuchAlgorithmException everyoneHasIt) {
            throw new IllegalStateException(everyoneHasIt);
        }
    }

    private static BigInteger number(XmlElement value, String name) {
        return new BigInteger(
                1, EnvelopedSignature.base64(value.only(Ns.DS, name).text()));
    }

    private static Optional<PublicKey> onCurve(XmlElement value) {
        return value.child(DS11, "NamedCurve")
                .flatMap(named -> Optional.ofNullable(CURVES.get(named.requireAttribute("URI"))))
                .map(curve -> point(
                        curve,
                        EnvelopedSignature.base64(value.only(DS11, "PublicKey").text())));
    }

    private static PublicKey point(Curve curve, byte[] octets) {
        int length = (curve.toECParameterSpec().getCurve().getField().getFieldSize() + 7) / 8;
        if (octets.length != 1 + 2 * length || octets[0] != UNCOMPRESSED) {
            throw malformed();
        }
        try {
            return new ECKey.Builder(
                            curve,
                            Base64URL.encode(Arrays.copyOfRange(octets, 1, 1 + length)),
                            Base64URL.encode(Arrays.copyOfRange(octets, 1 + length, octets.length)))
                    .build()
                    .toECPublicKey();
        } catch (IllegalStateException | IllegalArgumentException | JOSEException offTheCurve) {
            throw malformed();
        }
    }

    private static InvalidSamlException malformed() {
        return new InvalidSamlException("a key that cannot be read");
    }
}
