package io.lightwave.token.session;

import io.lightwave.directory.ActivePrincipal;
import java.util.List;

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

    /// By these factors.
    public static SignIn by(ActivePrincipal principal, List<String> factors) {
        return new SignIn(principal, "1", factors);
    }
}
