package io.lightwave.token.page;

import io.lightwave.directory.Password;
import io.lightwave.token.language.Text;
import io.lightwave.token.protocol.FormParameters;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The two fields of a form in which a person chooses a password.
public final class NewPassword {
    private static final Map<Pattern, String> FAULTS = Map.of(
            Pattern.compile("at least ([0-9]{1,9}) characters"), "password.fault.length",
            Pattern.compile("must not contain the user name"), "password.fault.user-name",
            Pattern.compile("at least ([0-9]) of: .*"), "password.fault.classes",
            Pattern.compile("was changed too short a time ago"), "password.fault.too-young",
            Pattern.compile("is one of the last ([0-9]{1,9})"), "password.fault.history",
            Pattern.compile("must be text in UTF-8"), "password.fault.encoding",
            Pattern.compile("is known from a breach elsewhere"), "password.fault.breached");

    private NewPassword() {}

    /// Why a password is not taken.
    ///
    /// @param reason as the directory has it, in English, as everybody outside of our pages gets it
    public static Text fault(String reason) {
        for (Map.Entry<Pattern, String> fault : FAULTS.entrySet()) {
            Matcher known = fault.getKey().matcher(reason);
            if (known.matches()) {
                return known.groupCount() == 0
                        ? Text.of(fault.getValue())
                        : Text.of(fault.getValue(), Integer.valueOf(known.group(1)));
            }
        }
        return Text.asItIs(reason);
    }

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
