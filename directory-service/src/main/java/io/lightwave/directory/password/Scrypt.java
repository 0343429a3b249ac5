package io.lightwave.directory.password;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.SCrypt;

/// scrypt (RFC 7914) in the three forms that are about: `16384$8$1$salt$hash`, `$scrypt$ln=14,r=8,p=1$salt$hash` and
/// `$s1$0e0801$salt$hash`, the last with N as a power of two, r and p in hexadecimal.
final class Scrypt implements StoredHash {
    private static final int MAXIMUM_MEMORY = 64 * 1024 * 1024;
    private static final String BASE64 = "([A-Za-z0-9+/.]{2,172}={0,2})";
    private static final String END = "\\$" + BASE64 + "\\$" + BASE64;
    private static final Pattern NUMBERS = Pattern.compile("([0-9]{1,9})\\$([0-9]{1,4})\\$([0-9]{1,4})" + END);
    private static final Pattern NAMED =
            Pattern.compile("\\$scrypt\\$ln=([0-9]{1,2}),r=([0-9]{1,4}),p=([0-9]{1,4})" + END);
    private static final Pattern HEXADECIMAL =
            Pattern.compile("\\$s1\\$([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})" + END);

    private final int n;
    private final int r;
    private final int p;
    private final byte[] salt;
    private final byte[] hash;

    private Scrypt(int n, int r, int p, byte[] salt, byte[] hash) {
        this.n = n;
        this.r = r;
        this.p = p;
        this.salt = salt;
        this.hash = hash;
    }

    static Scrypt parse(String text) {
        Matcher numbers = NUMBERS.matcher(text);
        if (numbers.matches()) {
            return of(Integer.parseInt(numbers.group(1)), number(numbers, 2), number(numbers, 3), numbers);
        }
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            return of(power(number(named, 1)), number(named, 2), number(named, 3), named);
        }
        Matcher hexadecimal = HEXADECIMAL.matcher(text);
        if (hexadecimal.matches()) {
            return of(
                    power(Integer.parseInt(hexadecimal.group(1), 16)),
                    Integer.parseInt(hexadecimal.group(2), 16),
                    Integer.parseInt(hexadecimal.group(3), 16),
                    hexadecimal);
        }
        throw new IllegalArgumentException("a scrypt hash has the form N$r$p$salt$hash, $scrypt$… or $s1$…");
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static int power(int exponent) {
        return exponent > 30 ? 0 : 1 << exponent;
    }

    private static Scrypt of(int n, int r, int p, Matcher matcher) {
        boolean sound = n > 1 && Integer.bitCount(n) == 1 && r >= 1 && p >= 1;
        if (!sound || 128L * n * r > MAXIMUM_MEMORY || p > 4 || 128L * r * p > 1024 * 1024) {
            throw new IllegalArgumentException("scrypt: N a power of two, 128 N r at most 64 MiB, p 1 to 4");
        }
        byte[] hash = base64(matcher.group(5));
        if (hash.length < 16 || hash.length > 64) {
            throw new IllegalArgumentException("a scrypt hash has 16 to 64 bytes");
        }
        return new Scrypt(n, r, p, base64(matcher.group(4)), hash);
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text.replace('.', '+').replace("=", ""));
    }

    @Override
    public boolean matches(byte[] password) {
        return MessageDigest.isEqual(hash, SCrypt.generate(password, salt, n, r, p, hash.length));
    }
}
