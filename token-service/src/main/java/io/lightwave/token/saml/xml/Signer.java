package io.lightwave.token.saml.xml;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;

/// Signs with an RSA key and SHA-256.
///
/// @param certificate that of the key, which goes along
public record Signer(X509Certificate certificate, PrivateKey key) {
    private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.RSA_SHA256;

    /// Puts a signature of an element into it (SAML core §5.4).
    ///
    /// @param element as [XmlText] wrote it
    /// @param at where in its text the signature goes: after the `Issuer`, or at the begin of metadata's content
    /// @param id the value of its attribute `ID`
    public String sign(String element, int at, String id) {
        String digest = base64(digest(element));
        // alone it declares its prefix, within the signature it must not
        String octets = signedInfo(new XmlText(), id, digest).toString();
        var signature = new XmlText().open("ds:Signature");
        signedInfo(signature, id, digest);
        signature
                .element("ds:SignatureValue", base64(octets(octets)))
                .open("ds:KeyInfo")
                .open("ds:X509Data")
                .element("ds:X509Certificate", encodedCertificate())
                .close()
                .close()
                .close();
        return element.substring(0, at) + signature + element.substring(at);
    }

    /// The signature of these octets as they are (SAML bindings §3.4.4.1), by [#algorithm].
    public String detached(String text) {
        return base64(octets(text));
    }

    /// As a `SigAlg`.
    public static String algorithm() {
        return ALGORITHM.uri();
    }

    private static XmlText signedInfo(XmlText text, String id, String digest) {
        return text.open("ds:SignedInfo")
                .element("ds:CanonicalizationMethod", algorithm(EnvelopedSignature.EXCLUSIVE), "")
                .element("ds:SignatureMethod", algorithm(ALGORITHM.uri()), "")
                .open("ds:Reference", Map.of("URI", "#" + id))
                .open("ds:Transforms")
                .element("ds:Transform", algorithm(EnvelopedSignature.ENVELOPED), "")
                .element("ds:Transform", algorithm(EnvelopedSignature.EXCLUSIVE), "")
                .close()
                .element("ds:DigestMethod", algorithm(EnvelopedSignature.SHA256), "")
                .element("ds:DigestValue", digest)
                .close()
                .close();
    }

    private static Map<String, String> algorithm(String uri) {
        return Map.of("Algorithm", uri);
    }

    private byte[] octets(String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM.jca());
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// In base64, as it stands in an `X509Certificate`.
    public String encodedCertificate() {
        try {
            return base64(certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    @Override
    public String toString() {
        return "Signer[" + certificate.getSerialNumber().toString(16) + "]";
    }
}
