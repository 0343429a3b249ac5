package io.lightwave.directory.schema;

import com.unboundid.asn1.ASN1Exception;
import com.unboundid.asn1.ASN1Sequence;
import io.lightwave.directory.DistinguishedName;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.regex.Pattern;

/// The syntaxes of RFC 4517 §3.3 that the schema uses. Text is kept free of control characters, so that no value can
/// break a line of what it is later written into.
enum Syntax {
    DIRECTORY_STRING("1.3.6.1.4.1.1466.115.121.1.15"),
    IA5_STRING("1.3.6.1.4.1.1466.115.121.1.26"),
    PRINTABLE_STRING("1.3.6.1.4.1.1466.115.121.1.44"),
    TELEPHONE_NUMBER("1.3.6.1.4.1.1466.115.121.1.50"),
    COUNTRY_STRING("1.3.6.1.4.1.1466.115.121.1.11"),
    NUMERIC_STRING("1.3.6.1.4.1.1466.115.121.1.36"),
    POSTAL_ADDRESS("1.3.6.1.4.1.1466.115.121.1.41"),
    INTEGER("1.3.6.1.4.1.1466.115.121.1.27"),
    BOOLEAN("1.3.6.1.4.1.1466.115.121.1.7"),
    GENERALIZED_TIME("1.3.6.1.4.1.1466.115.121.1.24"),
    DN("1.3.6.1.4.1.1466.115.121.1.12"),
    OID("1.3.6.1.4.1.1466.115.121.1.38"),
    UUID("1.3.6.1.1.16.1"),
    JPEG("1.3.6.1.4.1.1466.115.121.1.28"),
    CERTIFICATE("1.3.6.1.4.1.1466.115.121.1.8"),
    OCTET_STRING("1.3.6.1.4.1.1466.115.121.1.40"),
    BIT_STRING("1.3.6.1.4.1.1466.115.121.1.6"),
    NAME_AND_UID("1.3.6.1.4.1.1466.115.121.1.34"),
    DELIVERY_METHOD("1.3.6.1.4.1.1466.115.121.1.14"),
    FACSIMILE_NUMBER("1.3.6.1.4.1.1466.115.121.1.22"),
    TELEX_NUMBER("1.3.6.1.4.1.1466.115.121.1.52"),
    TELETEX_TERMINAL("1.3.6.1.4.1.1466.115.121.1.51"),
    CERTIFICATE_LIST("1.3.6.1.4.1.1466.115.121.1.9"),
    CERTIFICATE_PAIR("1.3.6.1.4.1.1466.115.121.1.10"),
    SUPPORTED_ALGORITHM("1.3.6.1.4.1.1466.115.121.1.49"),
    /// RFC 2307 §2.3
    NIS_NETGROUP_TRIPLE("1.3.6.1.1.1.0.0"),
    BOOT_PARAMETER("1.3.6.1.1.1.0.1"),
    /// The definitions of the schema itself, which nobody writes.
    DESCRIPTION("");

    private static final String METHOD = "(any|mhs|physical|telex|teletex|g3fax|g4fax|ia5|videotex|telephone)";
    // Groups that may come many times are possessive: the others take stack for each time.
    private static final Pattern PRINTABLE = Pattern.compile("[A-Za-z0-9'()+,./:? =-]+");
    private static final Pattern DIGITS = Pattern.compile(" *[0-9][0-9 ]*");
    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,63}");
    private static final Pattern IDENTIFIER =
            Pattern.compile("[A-Za-z][A-Za-z0-9-]*|(0|[1-9][0-9]*)([.](0|[1-9][0-9]*))++");
    private static final Pattern TELETEX =
            Pattern.compile("[A-Za-z0-9'()+,./:? =-]+(\\$(graphic|control|misc|page|private):[^$]*)*+", Pattern.DOTALL);
    private static final Pattern BITS = Pattern.compile("'[01]*'B");
    private static final Pattern DELIVERY = Pattern.compile(METHOD + "( *\\$ *" + METHOD + ")*+");
    private static final Pattern FACSIMILE = Pattern.compile(
            "[A-Za-z0-9'()+,./:? =-]+(\\$(twoDimensional|fineResolution|unlimitedLength|b4Length|a3Width|b4Width"
                    + "|uncompressed))*+");
    private static final Pattern TELEX = Pattern.compile("[A-Za-z0-9'()+,./:? =-]+(\\$[A-Za-z0-9'()+,./:? =-]+){2}");
    private static final Pattern TRIPLE = Pattern.compile("\\((-|[^(),\\s]*)(,(-|[^(),\\s]*)){2}\\)");
    private static final Pattern BOOT = Pattern.compile("[^=:\\s]+=[^=:\\s]*:[^=:\\s]+");
    private static final Pattern HEX_UUID =
            Pattern.compile("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");

    private final String oid;

    Syntax(String oid) {
        this.oid = oid;
    }

    static Syntax of(String oid) {
        return Arrays.stream(values())
                .filter(syntax -> syntax.oid.equals(oid))
                .findFirst()
                .orElse(DESCRIPTION);
    }

    /// Whether values are bytes, not text.
    boolean isBinary() {
        return switch (this) {
            case JPEG, OCTET_STRING, TELETEX_TERMINAL -> true;
            case CERTIFICATE, CERTIFICATE_LIST, CERTIFICATE_PAIR, SUPPORTED_ALGORITHM -> true;
            default -> false;
        };
    }

    boolean accepts(byte[] value) {
        return switch (this) {
            case OCTET_STRING -> true;
            case JPEG -> value.length > 3 && (value[0] & 0xff) == 0xff && (value[1] & 0xff) == 0xd8;
            case CERTIFICATE -> isCertificate(value);
            case CERTIFICATE_LIST -> isCertificateList(value);
            case CERTIFICATE_PAIR, SUPPORTED_ALGORITHM -> isSequence(value);
            case TELETEX_TERMINAL -> isTeletex(value);
            case DESCRIPTION -> false;
            default -> isText(value) && accepts(StringPreparation.utf8(value));
        };
    }

    private boolean accepts(String text) {
        return switch (this) {
            case DIRECTORY_STRING -> isPrepared(text);
            case POSTAL_ADDRESS -> PostalLines.are(text) && isPrepared(text);
            case IA5_STRING -> text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
            case PRINTABLE_STRING, TELEPHONE_NUMBER -> PRINTABLE.matcher(text).matches();
            case COUNTRY_STRING -> text.length() == 2 && PRINTABLE.matcher(text).matches();
            case NUMERIC_STRING -> DIGITS.matcher(text).matches();
            case INTEGER -> WHOLE.matcher(text).matches();
            case BOOLEAN -> text.equals("TRUE") || text.equals("FALSE");
            case GENERALIZED_TIME -> parses(() -> GeneralizedTime.parse(text));
            case DN -> parses(() -> DistinguishedName.parseSpaced(text));
            case OID -> IDENTIFIER.matcher(text).matches();
            case UUID -> HEX_UUID.matcher(text).matches();
            case BIT_STRING -> BITS.matcher(text).matches();
            case NAME_AND_UID -> parses(() -> DistinguishedName.parseSpaced(NameAndUid.name(text)));
            case DELIVERY_METHOD -> DELIVERY.matcher(text).matches();
            case FACSIMILE_NUMBER -> FACSIMILE.matcher(text).matches();
            case TELEX_NUMBER -> TELEX.matcher(text).matches();
            case NIS_NETGROUP_TRIPLE -> TRIPLE.matcher(text).matches();
            case BOOT_PARAMETER -> BOOT.matcher(text).matches();
            case OCTET_STRING, JPEG, DESCRIPTION, TELETEX_TERMINAL -> false;
            case CERTIFICATE, CERTIFICATE_LIST, CERTIFICATE_PAIR, SUPPORTED_ALGORITHM -> false;
        };
    }

    private static boolean isText(byte[] value) {
        for (byte b : value) {
            if ((b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') || b == 0x7f) {
                return false;
            }
        }
        return parses(() -> StringPreparation.utf8(value));
    }

    /// Whether something is left of it to be compared. Spaces are (RFC 4518 §2.6.1): clients that have no name for
    /// somebody give a space where a class requires one.
    private static boolean isPrepared(String text) {
        try {
            return !StringPreparation.prepare(text.getBytes(StandardCharsets.UTF_8), true)
                            .isEmpty()
                    || (!text.isEmpty() && text.chars().allMatch(c -> c == ' '));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean parses(Runnable parser) {
        try {
            parser.run();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isCertificateList(byte[] value) {
        try {
            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(value));
            return isSequence(value);
        } catch (CertificateException | CRLException e) {
            return false;
        }
    }

    /// One DER element of that kind and nothing behind it.
    private static boolean isSequence(byte[] value) {
        try {
            ASN1Sequence.decodeAsSequence(value);
            return true;
        } catch (ASN1Exception e) {
            return false;
        }
    }

    /// RFC 4517 §3.3.34: a printable string, and parameters of which some are bytes.
    private static boolean isTeletex(byte[] value) {
        return TELETEX.matcher(new String(value, StandardCharsets.ISO_8859_1)).matches();
    }

    private static boolean isCertificate(byte[] value) {
        try {
            CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(value));
            return isSequence(value);
        } catch (CertificateException e) {
            return false;
        }
    }
}
