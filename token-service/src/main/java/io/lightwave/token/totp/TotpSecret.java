package io.lightwave.token.totp;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What an authenticator shares with us: 160 bits, HMAC-SHA-1, 6 digits, steps of 30 seconds (RFC
/// 6238 §4 and §5.2), since that is what every authenticator can do. Prints as `***`.
public final class TotpSecret {
    static final int DIGITS = 6;

    private static final int BYTES = 20; // RFC 4226 §4 R6
    private static final int STEP_SECONDS = 30;
    private static final int MODULUS = 1_000_000;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final byte[] bits;

    TotpSecret(byte[] bits) {
        this.bits = bits.clone();
    }

    static TotpSecret random(SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return new TotpSecret(bits);
    }

    byte[] bits() {
        return bits.clone();
    }

    /// The number of the step at that time.
    static long step(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
    }

    /// The code of a step (RFC 4226 §5.3).
    String code(long step) {
        byte[] hash;
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(bits, "HmacSHA1"));
            hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        int offset = hash[hash.length - 1] & 0xF;
        int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
        return "%06d".formatted(number % MODULUS);
    }

    /// In base32 (RFC 4648 §6), for typing.
    public String text() {
        return base32(bits);
    }

    /// For authenticators that take an address (the key URI format).
    public String uri(String issuer, String userName) {
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
                .formatted(encode(issuer), encode(userName), text(), encode(issuer), DIGITS, STEP_SECONDS);
    }

    static String base32(byte[] bytes) {
        var text = new StringBuilder();
        int buffer = 0;
        int count = 0;
        for (byte b : bytes) {
            buffer = (buffer << 8) | (b & 0xFF);
            for (count += 8; count >= 5; count -= 5) {
                text.append(BASE32.charAt((buffer >> (count - 5)) & 31));
            }
        }
        return text.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "***";
    }
}
