package io.lightwave.directory.password;

/// Gives text to the parsers of password hashes that come from elsewhere; what escapes from them is a bug.
public final class HashFuzz {
    private HashFuzz() {}

    public static void parse(String text) {
        try {
            StoredHash.parse(text);
        } catch (IllegalArgumentException e) {
            // that is how it is refused
        }
    }
}
