package io.lightwave.token.totp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A code that stands in for the authenticator once: 80 random bits, of which the SHA-256 is kept.
final class RecoveryCode {
    private static final int BYTES = 10;
    private static final int GROUP = 4;

    private RecoveryCode() {}

    /// As it is shown: `abcd-efgh-ijkl-mnop`.
    static String random(SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        String text = TotpSecret.base32(bits).toLowerCase(Locale.ROOT);
        return IntStream.range(0, text.length() / GROUP)
                .mapToObj(i -> text.substring(GROUP * i, GROUP * i + GROUP))
                .collect(Collectors.joining("-"));
    }

    /// Of what was typed, in whichever case and grouping.
    static String hash(String typed) {
        String bare = typed.toLowerCase(Locale.ROOT).replace("-", "").replace(" ", "");
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bare.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
