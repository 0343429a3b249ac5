package io.lightwave.token.page;

import io.lightwave.directory.Password;
import io.lightwave.token.protocol.FormParameters;
import java.util.Optional;

/// The two fields of a form in which a person chooses a password.
public final class NewPassword {
    private NewPassword() {}

    /// What was typed in both; empty when the two differ, or it is missing or longer than a password may be.
    public static Optional<Password> chosen(FormParameters form) {
        return form.find("new-password")
                .filter(text -> text.equals(form.find("repeated-password").orElse("")))
                .flatMap(NewPassword::password);
    }

    /// One that was typed; empty when it is longer than a password may be.
    public static Optional<Password> password(String text) {
        try {
            return Optional.of(Password.of(text));
        } catch (IllegalArgumentException tooLong) {
            return Optional.empty();
        }
    }
}
