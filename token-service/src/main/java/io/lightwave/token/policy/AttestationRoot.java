package io.lightwave.token.policy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;

/// An authority that attests what model an authenticator is (WebAuthn Level 3 §7.1 step 23).
///
/// @param models those that it is believed about (AAGUID); any when it is empty. Not every statement binds its model:
///     whoever has a key that this authority vouches for may name another one
public record AttestationRoot(X509Certificate certificate, Set<UUID> models) {

    public AttestationRoot {
        models = Set.copyOf(models);
    }

    public boolean mayAttest(UUID model) {
        return models.isEmpty() || models.contains(model);
    }

    /// The SHA-256 of its certificate in hexadecimal digits.
    public String thumbprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("an authority's certificate that cannot be written", e);
        }
    }
}
