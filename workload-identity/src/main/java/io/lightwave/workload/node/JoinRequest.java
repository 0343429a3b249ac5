package io.lightwave.workload.node;

import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.HexFormat;

/// What a node that wants to join says.
///
/// @param token the join token
/// @param csr a PKCS #10 request in PEM, which gives the key and nothing else
/// @param proof the key's signature over the [#transcript], base64: so that a request seen elsewhere is no use here
record JoinRequest(JoinToken token, String csr, String proof) {
    private static final int P256_BITS = 256;
    /// Nothing else that the key ever signs begins like this.
    private static final String DOMAIN = "lightwave node join 1\n";

    private static byte[] transcript(TenantId tenant, JoinToken token, String csr) {
        var hex = HexFormat.of();
        return (DOMAIN + tenant + "\n" + hex.formatHex(token.hash()) + "\n" + hex.formatHex(sha256(csr)) + "\n")
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
            verifier.update(transcript(tenant, token, csr));
            return verifier.verify(Base64.getDecoder().decode(proof));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
