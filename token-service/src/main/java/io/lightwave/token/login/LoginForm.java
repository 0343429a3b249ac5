package io.lightwave.token.login;

import io.lightwave.directory.Password;
import io.lightwave.token.page.NewPassword;
import io.lightwave.token.protocol.FormParameters;
import java.util.Optional;

/// What the sign-in page sends.
///
/// @param userName at most 256 characters; empty when it was missing or longer
/// @param password empty when it was missing or longer than a password may be
record LoginForm(String userName, Optional<Password> password) {
    private static final int MAXIMUM_NAME = 256;

    /// Reads it from a POST.
    static LoginForm of(FormParameters form) {
        return new LoginForm(
                form.find("username")
                        .filter(name -> name.length() <= MAXIMUM_NAME)
                        .orElse(""),
                form.find("password").flatMap(NewPassword::password));
    }
}
