package io.lightwave.directory.ldap;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;

/// What both ends of a TLS connection know of it, to be bound into what a client proves.
final class ChannelBindings {
    private static final String LABEL = "EXPORTER-Channel-Binding";
    private static final int EXPORTED_BYTES = 32;
    private static final Pattern HASHED = Pattern.compile("(MD5|SHA-?\\d+)(?:/\\d+)?with.*", Pattern.CASE_INSENSITIVE);

    private ChannelBindings() {}

    static Optional<byte[]> of(SSLSession session, String type) {
        return switch (type) {
            case "tls-server-end-point" -> endPoint(session);
            case "tls-exporter" -> exported(session);
            default -> Optional.empty();
        };
    }

    /// RFC 9266 §2, of TLS 1.3 only: before, it would be unique only with further conditions (§4.2).
    private static Optional<byte[]> exported(SSLSession session) {
        if (!session.getProtocol().equals("TLSv1.3") || !(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        try {
            return Optional.of(extended.exportKeyingMaterialData(LABEL, new byte[0], EXPORTED_BYTES));
        } catch (javax.net.ssl.SSLException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /// RFC 5929 §4.1: the certificate by the hash of its signature, or by SHA-256 where that is an old one.
    private static Optional<byte[]> endPoint(SSLSession session) {
        Certificate[] own = session.getLocalCertificates();
        if (own == null || !(own[0] instanceof X509Certificate certificate)) {
            return Optional.empty();
        }
        Matcher hashed = HASHED.matcher(certificate.getSigAlgName());
        if (!hashed.matches()) { // undefined for signatures without a hash of their own, as of Ed25519
            return Optional.empty();
        }
        try {
            return Optional.of(MessageDigest.getInstance(hash(hashed.group(1))).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static String hash(String ofSignature) {
        return switch (ofSignature.toUpperCase(java.util.Locale.ROOT).replace("-", "")) {
            case "SHA384" -> "SHA-384";
            case "SHA512" -> "SHA-512";
            case "SHA224" -> "SHA-224";
            default -> "SHA-256";
        };
    }
}
