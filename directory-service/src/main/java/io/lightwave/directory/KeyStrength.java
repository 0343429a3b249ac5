package io.lightwave.directory;

import java.security.PublicKey;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/// What the platform takes of keys in certificates of authorities that it does not know, and validators elsewhere do
/// not.
public final class KeyStrength {
    private static final int LEAST_RSA_BITS = 2048;
    private static final int LEAST_EC_BITS = 256;

    private KeyStrength() {}

    /// Whether it is an RSA key below 2048 bits, an EC key below 256, or one of DSA.
    public static boolean isWeak(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() < LEAST_RSA_BITS;
            case ECPublicKey ec -> ec.getParams().getOrder().bitLength() < LEAST_EC_BITS;
            case DSAPublicKey _ -> true;
            default -> false;
        };
    }
}
