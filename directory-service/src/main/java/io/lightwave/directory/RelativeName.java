package io.lightwave.directory;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A relative distinguished name: one or more attribute value assertions, in the order they were written.
public record RelativeName(List<Assertion> assertions) {

    public RelativeName {
        if (assertions.isEmpty() || assertions.size() > DistinguishedName.MAXIMUM_ASSERTIONS) {
            throw new IllegalArgumentException("an RDN has one to four assertions");
        }
        assertions = List.copyOf(assertions);
    }

    public static RelativeName of(String type, String value) {
        return new RelativeName(List.of(new Assertion(type, value)));
    }

    /// The type of the first assertion, in lower case.
    public String type() {
        return assertions.getFirst().type().toLowerCase(Locale.ROOT);
    }

    /// The value of the first assertion.
    public String value() {
        return assertions.getFirst().value();
    }

    void appendTo(StringBuilder text) {
        for (int i = 0; i < assertions.size(); i++) {
            if (i > 0) {
                text.append('+');
            }
            assertions.get(i).appendTo(text);
        }
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        appendTo(text);
        return text.toString();
    }

    /// An attribute type (a short name or a numeric OID) and a value, unescaped; the value is neither empty nor does
    /// it contain NUL or a lone surrogate.
    public record Assertion(String type, String value) {
        private static final Pattern TYPE =
                Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}|(0|[1-9][0-9]{0,39})([.](0|[1-9][0-9]{0,39})){1,15}");

        public Assertion {
            if (!isShortName(type) && !TYPE.matcher(type).matches()) {
                throw new IllegalArgumentException("not an attribute type in a distinguished name");
            }
            if (value.isEmpty() || value.length() > DistinguishedName.MAXIMUM_LENGTH) {
                throw new IllegalArgumentException("an attribute value in a distinguished name is empty or too long");
            }
            for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
                int character = value.codePointAt(i);
                if (character == 0 || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE)) {
                    throw new IllegalArgumentException("a distinguished name contains NUL or is not Unicode text");
                }
            }
        }

        /// What the pattern says of most types, at less cost.
        private static boolean isShortName(String type) {
            for (int i = 0; i < type.length(); i++) {
                char c = type.charAt(i);
                if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z')) {
                    return false;
                }
            }
            return !type.isEmpty() && type.length() <= 64;
        }

        /// Types are the same without regard to case (RFC 4512 §2.5), values exactly.
        @Override
        public boolean equals(Object other) {
            return other instanceof Assertion that && type.equalsIgnoreCase(that.type) && value.equals(that.value);
        }

        @Override
        public int hashCode() {
            return 31 * type.toLowerCase(Locale.ROOT).hashCode() + value.hashCode();
        }

        /// Escapes as RFC 4514 §2.4 asks for, and control characters as hexadecimal pairs.
        void appendTo(StringBuilder text) {
            text.append(type).append('=');
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                boolean edge = i == 0 || i == value.length() - 1;
                if (c < ' ' || c == 0x7f) {
                    text.append("\\%02x".formatted((int) c));
                } else if ("\"+,;<>\\".indexOf(c) >= 0 || (c == ' ' && edge) || (c == '#' && i == 0)) {
                    text.append('\\').append(c);
                } else {
                    text.append(c);
                }
            }
        }
    }
}
