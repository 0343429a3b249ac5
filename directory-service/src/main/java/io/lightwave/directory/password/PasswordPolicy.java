package io.lightwave.directory.password;

import io.lightwave.directory.UnacceptablePasswordException;
import io.lightwave.directory.UnacceptablePasswordException.Fault;
import java.time.Duration;
import java.util.Locale;

/// What a tenant asks of passwords (draft-behera-ldap-password-policy §5.2). A password is at most 512 bytes, as
/// [io.lightwave.directory.Password] holds, and never contains the user name.
///
/// @param minimumLength in characters
/// @param minimumClasses how many of small letters, capital letters, digits and others there must be, 0 to 4
/// @param history how many earlier passwords are not taken again, the present one counted
/// @param maximumAge after which a password has expired; zero means never
/// @param minimumAge before which people do not change it themselves; zero means at once
/// @param graceLogins how often an expired password still counts
/// @param expiryWarning how long before it expires people are told
/// @param mustChange whether a password that another has set is to be changed before anything else
/// @param allowUserChange whether people change theirs otherwise
/// @param safeModify whether they give the present one with it
/// @param refuseBreached whether passwords of the operator's list of breached ones are refused
/// @param cost of the hashes that are kept
/// @param scram whether SASL SCRAM is allowed, and what it needs is kept beside the hash
/// @param lockout null when failures are only slowed down, as they always are
public record PasswordPolicy(
        int minimumLength,
        int minimumClasses,
        int history,
        Duration maximumAge,
        Duration minimumAge,
        int graceLogins,
        Duration expiryWarning,
        boolean mustChange,
        boolean allowUserChange,
        boolean safeModify,
        boolean refuseBreached,
        Argon2Cost cost,
        boolean scram,
        @org.jspecify.annotations.Nullable Lockout lockout) {
    /// At least 8 characters, no rules on classes of characters (NIST SP 800-63B §3.1.1.2), no expiry.
    public static final PasswordPolicy DEFAULT = new PasswordPolicy(
            8,
            0,
            0,
            Duration.ZERO,
            Duration.ZERO,
            0,
            Duration.ZERO,
            false,
            true,
            false,
            true,
            Argon2Cost.DEFAULT,
            false,
            null);

    /// A shorter name occurs in words by chance.
    private static final int MINIMUM_NAME = 3;

    /// @param failures after which the account is closed to passwords
    /// @param duration for which it then is: it always opens by itself
    /// @param interval after which a failure is forgotten
    public record Lockout(int failures, Duration duration, Duration interval) {
        public Lockout {
            if (failures < 1 || !duration.isPositive() || !interval.isPositive()) {
                throw new IllegalArgumentException("a lockout begins after failures and ends by itself");
            }
        }
    }

    void check(String password, String userName) {
        if (password.codePointCount(0, password.length()) < minimumLength) {
            throw new UnacceptablePasswordException(Fault.TOO_SHORT, "at least %d characters".formatted(minimumLength));
        }
        if (userName.length() >= MINIMUM_NAME
                && password.toLowerCase(Locale.ROOT).contains(userName.toLowerCase(Locale.ROOT))) {
            throw new UnacceptablePasswordException(Fault.QUALITY, "must not contain the user name");
        }
        if (classes(password) < minimumClasses) {
            throw new UnacceptablePasswordException(
                    Fault.QUALITY,
                    "at least %d of: small letters, capital letters, digits, others".formatted(minimumClasses));
        }
    }

    private static int classes(String password) {
        int found = 0;
        for (int i = 0; i < password.length(); i += Character.charCount(password.codePointAt(i))) {
            int character = password.codePointAt(i);
            found |= Character.isLowerCase(character)
                    ? 1
                    : Character.isUpperCase(character) ? 2 : Character.isDigit(character) ? 4 : 8;
        }
        return Integer.bitCount(found);
    }
}
