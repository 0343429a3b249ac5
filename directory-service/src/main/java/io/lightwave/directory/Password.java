package io.lightwave.directory;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/// A clear-text password on its way to be hashed or checked: it can be read only by the code that does so and
/// prints as `***`. At most 512 bytes of UTF-8; longer is an [IllegalArgumentException].
public final class Password {
    private static final int MAXIMUM_BYTES = 512;

    private final byte[] utf8;

    public Password(char[] characters) {
        var encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
        this.utf8 = new byte[encoded.remaining()];
        encoded.get(utf8);
        requireAcceptableLength();
    }

    public Password(byte[] utf8) {
        this.utf8 = utf8.clone();
        requireAcceptableLength();
    }

    public static Password of(String text) {
        return new Password(text.toCharArray());
    }

    private void requireAcceptableLength() {
        if (utf8.length > MAXIMUM_BYTES) {
            throw new IllegalArgumentException("a password is at most 512 bytes");
        }
    }

    /// A copy of the UTF-8 bytes, for the hash function.
    public byte[] utf8() {
        return utf8.clone();
    }

    public boolean isEmpty() {
        return utf8.length == 0;
    }

    @Override
    public String toString() {
        return "***";
    }
}
