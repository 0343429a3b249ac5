package io.lightwave.token.login;

import io.lightwave.directory.Password;
import io.lightwave.token.protocol.FormParameters;
import java.util.Optional;

/// What the sign-in page sends.
///
/// @param userName at most 256 characters; empty when it was missing or longer
/// @param password empty when it was missing or longer than a password may be
/// @param csrf proves that the form is ours
/// @param request the authorization request that waits, as a query string; may be empty
record LoginForm(String userName, Optional<Password> password, String csrf, String request) {
    private static final int MAXIMUM_NAME = 256;

    /// Reads it from a POST.
    static LoginForm of(FormParameters form) {
        return new LoginForm(
                form.find("username")
                        .filter(name -> name.length() <= MAXIMUM_NAME)
                        .orElse(""),
                form.find("password").flatMap(LoginForm::password),
                form.find("csrf").orElse(""),
                form.find("request").orElse(""));
    }

    private static Optional<Password> password(String text) {
        try {
            return Optional.of(Password.of(text));
        } catch (IllegalArgumentException tooLong) {
            return Optional.empty();
        }
    }
}
