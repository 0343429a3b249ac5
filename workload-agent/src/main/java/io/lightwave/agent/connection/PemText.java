package io.lightwave.agent.connection;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Keys and certificates as text (RFC 7468).
public final class PemText {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private PemText() {}

    public static String of(String label, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, LINES.encodeToString(content), label);
    }

    public static String of(List<X509Certificate> certificates) {
        var text = new StringBuilder();
        try {
            for (var certificate : certificates) {
                text.append(of("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
        return text.toString();
    }

    /// @throws IllegalArgumentException unless there is at least one, and nothing but certificates
    public static List<X509Certificate> certificates(String text) {
        try {
            var found = new ArrayList<X509Certificate>();
            for (var certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))) {
                found.add((X509Certificate) certificate);
            }
            if (found.isEmpty()) {
                throw new IllegalArgumentException("no certificate");
            }
            return found;
        } catch (GeneralSecurityException malformed) {
            throw new IllegalArgumentException("not certificates in PEM", malformed);
        }
    }

    /// A P-256 key in PKCS #8.
    ///
    /// @throws IllegalArgumentException when it is none
    public static PrivateKey privateKey(String text) {
        return privateKey(text, "EC");
    }

    /// The same of an algorithm as the JDK names it.
    public static PrivateKey privateKey(String text, String algorithm) {
        try {
            String base64 = text.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        } catch (GeneralSecurityException malformed) {
            throw new IllegalArgumentException("not a private key in PEM", malformed);
        }
    }
}
