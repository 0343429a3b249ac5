package io.lightwave.directory.schema;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The equality rules of RFC 4517 §4.2: each turns a value into a form that is equal for equal values. The rules for
/// names (`objectIdentifierMatch`, `distinguishedNameMatch`, …) need the schema: see [DirectorySchema#normalise].
enum MatchingRule {
    CASE_IGNORE("caseIgnoreMatch"),
    CASE_EXACT("caseExactMatch"),
    CASE_IGNORE_IA5("caseIgnoreIA5Match"),
    CASE_EXACT_IA5("caseExactIA5Match"),
    CASE_IGNORE_LIST("caseIgnoreListMatch"),
    NUMERIC_STRING("numericStringMatch"),
    TELEPHONE_NUMBER("telephoneNumberMatch"),
    INTEGER("integerMatch"),
    BOOLEAN("booleanMatch"),
    UUID("uuidMatch"),
    GENERALIZED_TIME("generalizedTimeMatch"),
    OCTET_STRING("octetStringMatch"),
    OBJECT_IDENTIFIER("objectIdentifierMatch"),
    DISTINGUISHED_NAME("distinguishedNameMatch"),
    UNIQUE_MEMBER("uniqueMemberMatch"),
    BIT_STRING("bitStringMatch"),
    CERTIFICATE_EXACT("certificateExactMatch"),
    OBJECT_IDENTIFIER_FIRST_COMPONENT("objectIdentifierFirstComponentMatch"),
    INTEGER_FIRST_COMPONENT("integerFirstComponentMatch"),
    DIRECTORY_STRING_FIRST_COMPONENT("directoryStringFirstComponentMatch");

    static final String ORDERING = "OrderingMatch";
    static final String SUBSTRINGS = "SubstringsMatch";
    static final String ALL_BITS = "BitAndMatch";
    static final String ANY_BIT = "BitOrMatch";

    private final String name;

    MatchingRule(String name) {
        this.name = name;
    }

    static Optional<MatchingRule> named(String name) {
        return Arrays.stream(values())
                .filter(rule -> rule.name.equalsIgnoreCase(name))
                .findFirst();
    }

    /// That by which a rule of ordering, substrings or bits normalises, or itself.
    static Optional<MatchingRule> behind(String name) {
        return named(Stream.of(ORDERING, SUBSTRINGS, ALL_BITS, ANY_BIT)
                .filter(name::endsWith)
                .findFirst()
                .map(ending -> name.substring(0, name.length() - ending.length()) + "Match")
                .orElse(name));
    }

    /// What of a value is compared with what is asserted (RFC 4517 §4.2.10, §4.2.15, §4.2.26).
    byte[] compared(byte[] value) {
        return switch (this) {
            case OBJECT_IDENTIFIER_FIRST_COMPONENT, INTEGER_FIRST_COMPONENT, DIRECTORY_STRING_FIRST_COMPONENT ->
                FirstComponent.of(value);
            default -> value;
        };
    }

    /// Whether a value that is asserted may be of the rule's own syntax (RFC 4517 §4.2), as far as [#normalise] does
    /// not see it.
    boolean takes(byte[] asserted) {
        return switch (this) {
            case CASE_IGNORE, CASE_EXACT, CASE_IGNORE_LIST, DIRECTORY_STRING_FIRST_COMPONENT -> asserted.length > 0;
            case CASE_IGNORE_IA5, CASE_EXACT_IA5 -> isAscii(asserted);
            case NUMERIC_STRING -> Syntax.NUMERIC_STRING.accepts(asserted);
            case TELEPHONE_NUMBER -> Syntax.TELEPHONE_NUMBER.accepts(asserted);
            default -> true;
        };
    }

    private static boolean isAscii(byte[] value) {
        for (byte b : value) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /// Of what is [#compared], or asserted.
    ///
    /// @throws IllegalArgumentException when the value has no meaning under this rule
    String normalise(byte[] value) {
        return switch (this) {
            case CASE_IGNORE, CASE_IGNORE_IA5, DIRECTORY_STRING_FIRST_COMPONENT ->
                StringPreparation.prepare(value, true);
            case CASE_IGNORE_LIST -> PostalLines.normalise(value);
            case CASE_EXACT, CASE_EXACT_IA5 -> StringPreparation.prepare(value, false);
            case NUMERIC_STRING -> StringPreparation.prepare(value, false).replace(" ", "");
            case TELEPHONE_NUMBER -> withoutHyphens(StringPreparation.prepare(value, true));
            case INTEGER, INTEGER_FIRST_COMPONENT -> integer(value).toString();
            case BOOLEAN -> truth(StringPreparation.prepare(value, true));
            case UUID -> uuid(StringPreparation.prepare(value, true));
            case GENERALIZED_TIME ->
                GeneralizedTime.parse(StringPreparation.utf8(value)).toString();
            case OCTET_STRING -> HexFormat.of().formatHex(value);
            case BIT_STRING -> bits(value);
            case OBJECT_IDENTIFIER, OBJECT_IDENTIFIER_FIRST_COMPONENT -> identifier(value);
            case DISTINGUISHED_NAME, UNIQUE_MEMBER, CERTIFICATE_EXACT ->
                StringPreparation.utf8(value).toLowerCase(Locale.ROOT);
        };
    }

    /// Whether the attribute's values can be compared by this rule; definitions by the one of their first component.
    boolean applies(AttributeType type) {
        return applies(type.syntax())
                && (type.syntax() != Syntax.DESCRIPTION
                        || type.equality().filter(this::equals).isPresent());
    }

    /// Whether values of the syntax can be compared by this rule.
    boolean applies(Syntax syntax) {
        return switch (this) {
            case CASE_IGNORE,
                    CASE_EXACT,
                    CASE_IGNORE_IA5,
                    CASE_EXACT_IA5,
                    CASE_IGNORE_LIST,
                    NUMERIC_STRING,
                    TELEPHONE_NUMBER ->
                switch (syntax) {
                    case DIRECTORY_STRING,
                            IA5_STRING,
                            PRINTABLE_STRING,
                            TELEPHONE_NUMBER,
                            COUNTRY_STRING,
                            NUMERIC_STRING,
                            POSTAL_ADDRESS -> true;
                    default -> false;
                };
            case INTEGER -> syntax == Syntax.INTEGER;
            case BOOLEAN -> syntax == Syntax.BOOLEAN;
            case UUID -> syntax == Syntax.UUID;
            case GENERALIZED_TIME -> syntax == Syntax.GENERALIZED_TIME;
            case OCTET_STRING -> syntax.isBinary();
            case OBJECT_IDENTIFIER -> syntax == Syntax.OID;
            case DISTINGUISHED_NAME -> syntax == Syntax.DN;
            case UNIQUE_MEMBER -> syntax == Syntax.NAME_AND_UID || syntax == Syntax.DN;
            case BIT_STRING -> syntax == Syntax.BIT_STRING;
            case CERTIFICATE_EXACT -> syntax == Syntax.CERTIFICATE;
            case OBJECT_IDENTIFIER_FIRST_COMPONENT, INTEGER_FIRST_COMPONENT, DIRECTORY_STRING_FIRST_COMPONENT ->
                syntax == Syntax.DESCRIPTION;
        };
    }

    /// Whether a space between words is part of a normalised value.
    boolean keepsSpaces() {
        return switch (this) {
            case CASE_IGNORE, CASE_EXACT, CASE_IGNORE_IA5, CASE_EXACT_IA5, CASE_IGNORE_LIST -> true;
            default -> false;
        };
    }

    /// Orders two normalised values (RFC 4517 §4.2, the ordering rules).
    int compare(String left, String right) {
        return switch (this) {
            case INTEGER -> new BigInteger(left).compareTo(new BigInteger(right));
            case GENERALIZED_TIME ->
                isPlainTime(left, right)
                        ? left.compareTo(right)
                        : Instant.parse(left).compareTo(Instant.parse(right));
            default -> left.compareTo(right);
        };
    }

    /// Whether both are of years of four digits and equally precise: then their texts are ordered as they are.
    private static boolean isPlainTime(String left, String right) {
        return left.length() == right.length()
                && Character.isDigit(left.charAt(0))
                && Character.isDigit(right.charAt(0));
    }

    /// RFC 4518 §2.6.3: spaces and every kind of hyphen go.
    private static String withoutHyphens(String text) {
        var kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (" -\u058a\u2010\u2011\u2212\ufe63\uff0d".indexOf(c) < 0) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static String truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("neither TRUE nor FALSE");
        }
        return text;
    }

    private static String uuid(String text) {
        if (!Syntax.UUID.accepts(text.getBytes(StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException("not a UUID");
        }
        return text;
    }

    private static String identifier(byte[] value) {
        if (!Syntax.OID.accepts(value)) {
            throw new IllegalArgumentException("not an object identifier");
        }
        return StringPreparation.utf8(value).toLowerCase(Locale.ROOT);
    }

    private static String bits(byte[] value) {
        if (!Syntax.BIT_STRING.accepts(value)) {
            throw new IllegalArgumentException("not a bit string");
        }
        return StringPreparation.utf8(value);
    }

    private static BigInteger integer(byte[] value) {
        if (!Syntax.INTEGER.accepts(value)) {
            throw new IllegalArgumentException("not an integer");
        }
        return new BigInteger(StringPreparation.utf8(value));
    }
}
