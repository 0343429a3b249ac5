package io.lightwave.token.session;

import io.lightwave.directory.ActivePrincipal;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A person who has just proved who they are, and how. A session begins with nothing less.
///
/// @param acr the level reached
/// @param amr the methods used (RFC 8176), at least one
public record SignIn(ActivePrincipal principal, String acr, List<String> amr) {

    public SignIn {
        amr = List.copyOf(amr);
        if (amr.isEmpty()) {
            throw new IllegalArgumentException("nobody signs in without a proof");
        }
    }

    /// A password, as RFC 8176 calls it.
    public static final String PASSWORD = "pwd";

    /// A one-time code, as RFC 8176 calls it.
    public static final String CODE = "otp";

    private static final String SEVERAL = "mfa";

    /// The proof of a key that may be on several devices, and of one that may not, as RFC 8176 calls them.
    private static final Set<String> POSSESSIONS = Set.of(CODE, "swk", "hwk");

    /// Whether two factors of different kinds have held: a password and something the person has, or a passkey whose
    /// authenticator has verified its user.
    public static boolean isStrong(List<String> factors) {
        return factors.contains(SEVERAL)
                || (factors.contains(PASSWORD) && factors.stream().anyMatch(POSSESSIONS::contains));
    }

    /// By these factors: level `2` for two of different kinds, else `1`.
    public static SignIn by(ActivePrincipal principal, List<String> factors) {
        if (!isStrong(factors)) {
            return new SignIn(principal, "1", factors);
        }
        return new SignIn(
                principal,
                "2",
                Stream.concat(factors.stream(), Stream.of(SEVERAL)).distinct().toList());
    }
}
