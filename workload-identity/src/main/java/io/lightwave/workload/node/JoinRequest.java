package io.lightwave.workload.node;

import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// What a node that wants to join says.
///
/// @param shown what lets it in
/// @param csr a PKCS #10 request in PEM, which gives the key and nothing else
/// @param proof the key's signature over the [#transcript], base64: so that a request seen elsewhere is no use here
record JoinRequest(Shown shown, String csr, String proof) {
    private static final int P256_BITS = 256;

    /// What a node is let in by.
    sealed interface Shown {
        /// An operator's word, which counts once.
        record Token(JoinToken token) implements Shown {}

        /// A projected token of the agent's service account.
        record ClusterToken(String text) implements Shown {
            @Override
            public String toString() {
                return "***";
            }
        }

        /// The certificate of the TLS connection, whose key the handshake proved, as it was shown, leaf first.
        record Certificate(List<X509Certificate> chain) implements Shown {
            public Certificate {
                chain = List.copyOf(chain);
            }
        }

        /// How the transcript begins; nothing else that the key ever signs begins like this.
        private String domain() {
            return switch (this) {
                case Token _ -> "lightwave node join 1\n";
                case ClusterToken _ -> "lightwave node join by cluster 1\n";
                case Certificate _ -> "lightwave node join by certificate 1\n";
            };
        }

        private byte[] hash() {
            return switch (this) {
                case Token(var token) -> token.hash();
                case ClusterToken(var text) -> sha256(text);
                case Certificate(var chain) -> sha256(encoded(chain.getFirst()));
            };
        }

        private static byte[] encoded(X509Certificate leaf) {
            try {
                return leaf.getEncoded();
            } catch (CertificateEncodingException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private byte[] transcript(TenantId tenant) {
        var hex = HexFormat.of();
        return (shown.domain() + tenant + "\n" + hex.formatHex(shown.hash()) + "\n" + hex.formatHex(sha256(csr)) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Whether the holder of the key, a P-256 key, made this request for this tenant.
    boolean isProvedBy(PublicKey key, TenantId tenant) {
        if (!(key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == P256_BITS)) {
            return false;
        }
        try {
            var verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            verifier.update(transcript(tenant));
            return verifier.verify(Base64.getDecoder().decode(proof));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }

    private static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
