package io.lightwave.token.saml.xml;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Collection;

/// The signatures that are believed: nothing with MD5, DSA or a shared secret is among them, and nothing with
/// SHA-1 but of those for whom that is allowed.
public enum SignatureAlgorithm {
    RSA_SHA256("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "SHA256withRSA"),
    RSA_SHA384("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "SHA384withRSA"),
    RSA_SHA512("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "SHA512withRSA"),
    ECDSA_SHA256("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "SHA256withECDSA"),
    ECDSA_SHA384("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", "SHA384withECDSA"),
    ECDSA_SHA512("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", "SHA512withECDSA"),
    /// RFC 9231 §2.3.10: masked by the same hash, with a salt of its length.
    RSA_PSS_SHA256("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", "SHA-256", 32),
    RSA_PSS_SHA384("http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1", "SHA-384", 48),
    RSA_PSS_SHA512("http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1", "SHA-512", 64),
    RSA_SHA1(Ns.DS + "rsa-sha1", "SHA1withRSA");

    static final int LEAST_RSA_BITS = 2048;

    private final String uri;
    private final String jca;
    private final String hash;
    private final int salt;

    SignatureAlgorithm(String uri, String jca) {
        this.uri = uri;
        this.jca = jca;
        this.hash = "";
        this.salt = 0;
    }

    SignatureAlgorithm(String uri, String hash, int salt) {
        this.uri = uri;
        this.jca = "RSASSA-PSS";
        this.hash = hash;
        this.salt = salt;
    }

    public String uri() {
        return uri;
    }

    String jca() {
        return jca;
    }

    /// Whether it is believed of those only for whom that is allowed.
    public boolean isOld() {
        return this == RSA_SHA1;
    }

    /// @throws InvalidSamlException when it is none of these
    public static SignatureAlgorithm require(String uri, Algorithms allowed) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.uri.equals(uri))
                .filter(algorithm -> allowed == Algorithms.OLD_TOO || !algorithm.isOld())
                .findFirst()
                .orElseThrow(() -> new InvalidSamlException("signature algorithm not accepted: " + shortened(uri)));
    }

    static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) : text;
    }

    /// Returns when one of the keys signed these octets.
    ///
    /// @throws InvalidSamlException when none did
    public void check(Collection<PublicKey> keys, byte[] octets, byte[] signature) {
        if (keys.stream().noneMatch(key -> verify(key, octets, signature))) {
            throw new InvalidSamlException("the signature is not by a key of whoever it names");
        }
    }

    /// Whether the key, which must be one for this algorithm and of 2048 bits at least if it is RSA's, signed
    /// these octets.
    private boolean verify(PublicKey key, byte[] octets, byte[] signature) {
        boolean elliptic = jca.endsWith("ECDSA");
        boolean fits = elliptic
                ? key instanceof ECPublicKey
                : key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= LEAST_RSA_BITS;
        if (!fits) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(jca);
            if (!hash.isEmpty()) {
                verifier.setParameter(new PSSParameterSpec(
                        hash, "MGF1", new MGF1ParameterSpec(hash), salt, PSSParameterSpec.TRAILER_FIELD_BC));
            }
            verifier.initVerify(key);
            verifier.update(octets);
            return verifier.verify(elliptic ? ECDSA.transcodeSignatureToDER(signature) : signature);
        } catch (SignatureException | JOSEException wrong) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot verify with " + this, e);
        }
    }
}
