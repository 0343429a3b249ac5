package io.lightwave.workload.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// A secret of 256 bits with which one node joins once. It does not print.
record JoinToken(String value) {
    private static final String PREFIX = "lwj_";
    private static final int OCTETS = 32;
    private static final int LONGEST = 200;

    static JoinToken random(SecureRandom random) {
        byte[] secret = new byte[OCTETS];
        random.nextBytes(secret);
        return new JoinToken(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /// What is stored of it: 256 random bits need no slow hash.
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(value.substring(0, Math.min(value.length(), LONGEST))
                            .getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
