package io.lightwave.token.session;

import io.lightwave.directory.ActivePrincipal;
import java.util.List;
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

    /// By these factors: level `2` for a password and a one-time code, else `1`.
    public static SignIn by(ActivePrincipal principal, List<String> factors) {
        if (!factors.containsAll(List.of(PASSWORD, CODE))) {
            return new SignIn(principal, "1", factors);
        }
        return new SignIn(
                principal,
                "2",
                Stream.concat(factors.stream(), Stream.of(SEVERAL)).distinct().toList());
    }
}
