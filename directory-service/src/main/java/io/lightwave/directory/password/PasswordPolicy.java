package io.lightwave.directory.password;

import io.lightwave.directory.InvalidFieldException;
import java.util.Locale;

/// The default policy: at least 8 characters, not containing the user name, no rules on classes of characters
/// (NIST SP 800-63B §3.1.1.2). At most 512 bytes, as [io.lightwave.directory.Password] holds.
final class PasswordPolicy {
    private static final int MINIMUM_CHARACTERS = 8;
    /// A shorter name occurs in words by chance.
    private static final int MINIMUM_NAME = 3;

    private PasswordPolicy() {}

    static void check(String password, String userName) {
        if (password.codePointCount(0, password.length()) < MINIMUM_CHARACTERS) {
            throw new InvalidFieldException("password", "at least 8 characters");
        }
        if (userName.length() >= MINIMUM_NAME
                && password.toLowerCase(Locale.ROOT).contains(userName.toLowerCase(Locale.ROOT))) {
            throw new InvalidFieldException("password", "must not contain the user name");
        }
    }
}
