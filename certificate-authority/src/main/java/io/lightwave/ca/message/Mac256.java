package io.lightwave.ca.message;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC with SHA-256 (RFC 2104).
final class Mac256 {
    private static final String ALGORITHM = "HmacSHA256";

    private Mac256() {}

    static byte[] of(byte[] key, byte[] octets) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(octets);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
