package io.lightwave.token.mail;

import java.util.Optional;
import java.util.regex.Pattern;

/// An e-mail address in ASCII, as RFC 5321 §4.1.2 has it without quoted strings and address literals: nothing that a
/// command or a header could be made of.
public record Address(String text) {
    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+([.][A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
                    + "@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");
    private static final int LONGEST = 254;

    public Address {
        if (text.length() > LONGEST || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not an e-mail address");
        }
    }

    /// What stands after the at sign.
    public String domain() {
        return text.substring(text.lastIndexOf('@') + 1);
    }

    /// Empty for anything else.
    public static Optional<Address> parse(String text) {
        try {
            return Optional.of(new Address(text));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
