package io.lightwave.server.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The textual encodings of RFC 7468 that the server's own identity is kept in: `CERTIFICATE` (§5), which
/// [io.lightwave.ca.Pem] writes, and `PRIVATE KEY` (§10).
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    static String of(PrivateKey key) {
        return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                .formatted(LINES.encodeToString(key.getEncoded()));
    }

    /// @throws IllegalArgumentException when the texts hold no chain with a key that belongs to it
    static TlsIdentity identity(String chain, String key) {
        List<X509Certificate> certificates = certificates(chain);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate");
        }
        return new TlsIdentity(key(key, certificates.getFirst().getPublicKey().getAlgorithm()), certificates);
    }

    static List<X509Certificate> certificates(String text) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals("CERTIFICATE"))
                .map(block -> certificate(decode(block.group(2))))
                .toList();
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            Certificate certificate =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return (X509Certificate) certificate;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a certificate cannot be read", e);
        }
    }

    private static PrivateKey key(String text, String algorithm) {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals("PRIVATE KEY")) {
                try {
                    return KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(decode(block.group(2))));
                } catch (GeneralSecurityException e) {
                    throw new IllegalArgumentException("the private key does not belong to the certificate", e);
                }
            }
        }
        throw new IllegalArgumentException("there is no 'PRIVATE KEY' (PKCS #8, not encrypted)");
    }

    private static byte[] decode(String base64) {
        return Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
    }
}
