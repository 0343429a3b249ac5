package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Exception;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayList;
import java.util.List;

/// What an element of a request is by its place and tag (RFC 4511 appendix B). Every sequence may end with components
/// that nobody here knows, which are ignored (§4), and a choice may be one of those that came later; the codec takes
/// neither, and is given the message without the first and with what the second mean here.
public enum MessagePart {
    MESSAGE,
    BIND,
    SASL,
    SEARCH,
    MODIFY,
    CHANGES,
    CHANGE,
    ADD,
    ATTRIBUTES,
    ATTRIBUTE,
    MODIFY_DN,
    COMPARE,
    EXTENDED,
    CONTROLS,
    CONTROL,
    FILTERS,
    NOT,
    ASSERTION,
    SUBSTRINGS,
    SUBSTRING_LIST,
    RULE_ASSERTION,
    /// What has no parts, or only such as are all alike, or is for the codec to refuse.
    OTHER,
    /// A component that is ignored.
    EXTRA,
    UNKNOWN_AUTHENTICATION,
    UNKNOWN_FILTER,
    UNKNOWN_SUBSTRING;

    private static final int OCTET_STRING = 0x04;
    private static final int BOOLEAN = 0x01;
    private static final byte SASL_CHOICE = (byte) 0xa3;
    private static final byte RULE_CHOICE = (byte) 0xa9;
    private static final byte RULE = (byte) 0x81;
    private static final byte VALUE = (byte) 0x83;
    /// No mechanism at all, to which the answer is as to an authentication choice that is not supported (§4.2, §4.2.1).
    private static final ASN1Element NO_MECHANISM = new ASN1Sequence(SASL_CHOICE, new ASN1OctetString());
    /// By a matching rule that there is not: Undefined, as is a type of filter that is not implemented (§4.5.1.7).
    private static final ASN1Element UNDEFINED =
            new ASN1Sequence(RULE_CHOICE, new ASN1OctetString(RULE, "undefined"), new ASN1OctetString(VALUE));

    /// @param index how many parts of it that are known stand before
    public MessagePart child(int index, int tag) {
        return switch (this) {
            case MESSAGE ->
                switch (index) {
                    case 0 -> OTHER;
                    case 1 -> operation(tag);
                    default -> index == 2 && tag == 0xa0 ? CONTROLS : EXTRA;
                };
            case BIND -> index == 2 ? authentication(tag) : upTo(2, index);
            case SASL -> index == 1 && tag != OCTET_STRING ? EXTRA : upTo(2, index);
            case SEARCH -> index == 6 ? filter(tag) : upTo(8, index);
            case MODIFY -> index == 1 ? CHANGES : upTo(1, index);
            case CHANGES -> CHANGE;
            case CHANGE -> index == 1 ? ATTRIBUTE : upTo(1, index);
            case ADD -> index == 1 ? ATTRIBUTES : upTo(1, index);
            case ATTRIBUTES -> ATTRIBUTE;
            case ATTRIBUTE, ASSERTION -> upTo(2, index);
            case MODIFY_DN -> index == 3 && tag != 0x80 ? EXTRA : upTo(4, index);
            case COMPARE -> index == 1 ? ASSERTION : upTo(1, index);
            case EXTENDED -> index == 1 && tag != 0x81 ? EXTRA : upTo(2, index);
            case CONTROLS -> CONTROL;
            case CONTROL -> index > 0 && tag != OCTET_STRING && (tag != BOOLEAN || index > 1) ? EXTRA : upTo(3, index);
            case FILTERS, NOT -> filter(tag);
            case SUBSTRINGS -> index == 1 ? SUBSTRING_LIST : upTo(1, index);
            case SUBSTRING_LIST -> tag >= 0x80 && tag <= 0x82 ? OTHER : UNKNOWN_SUBSTRING;
            case RULE_ASSERTION -> tag >= 0x81 && tag <= 0x84 ? OTHER : EXTRA;
            case OTHER, EXTRA, UNKNOWN_AUTHENTICATION, UNKNOWN_FILTER, UNKNOWN_SUBSTRING -> OTHER;
        };
    }

    private static MessagePart upTo(int count, int index) {
        return index < count ? OTHER : EXTRA;
    }

    private static MessagePart operation(int tag) {
        return switch (tag) {
            case 0x60 -> BIND;
            case 0x63 -> SEARCH;
            case 0x66 -> MODIFY;
            case 0x68 -> ADD;
            case 0x6c -> MODIFY_DN;
            case 0x6e -> COMPARE;
            case 0x77 -> EXTENDED;
            default -> OTHER;
        };
    }

    private static MessagePart authentication(int tag) {
        return switch (tag) {
            case 0x80 -> OTHER;
            case 0xa3 -> SASL;
            default -> UNKNOWN_AUTHENTICATION;
        };
    }

    private static MessagePart filter(int tag) {
        return switch (tag) {
            case 0xa0, 0xa1 -> FILTERS;
            case 0xa2 -> NOT;
            case 0xa3, 0xa5, 0xa6, 0xa8 -> ASSERTION;
            case 0xa4 -> SUBSTRINGS;
            case 0xa9 -> RULE_ASSERTION;
            case 0x87 -> OTHER;
            default -> UNKNOWN_FILTER;
        };
    }

    /// Whether the codec takes it.
    public boolean isKnown() {
        return compareTo(EXTRA) < 0;
    }

    /// The filter in a control's value: what is unknown in it means what it means in a search request.
    ///
    /// @param element whose structure has been checked
    static Filter filter(ASN1Element element) throws ASN1Exception, LDAPException {
        return Filter.decode(filter(element.getType() & 0xff).known(element));
    }

    /// The element as the codec takes it.
    ///
    /// @param element whose structure has been checked
    public ASN1Element known(ASN1Element element) throws ASN1Exception {
        if (this == UNKNOWN_AUTHENTICATION) {
            return NO_MECHANISM;
        }
        if (this == UNKNOWN_FILTER) {
            return UNDEFINED;
        }
        if (this == OTHER || !element.isConstructed()) {
            return element;
        }
        List<ASN1Element> parts = new ArrayList<>();
        for (ASN1Element each : ASN1Sequence.decodeAsSequence(element).elements()) {
            MessagePart part = child(parts.size(), each.getType() & 0xff);
            if (part == SUBSTRING_LIST && hasUnknown(each)) {
                return UNDEFINED;
            }
            if (part != EXTRA) {
                parts.add(part.known(each));
            }
        }
        return new ASN1Sequence(element.getType(), parts);
    }

    private static boolean hasUnknown(ASN1Element substrings) throws ASN1Exception {
        for (ASN1Element each : ASN1Sequence.decodeAsSequence(substrings).elements()) {
            if (SUBSTRING_LIST.child(0, each.getType() & 0xff) == UNKNOWN_SUBSTRING) {
                return true;
            }
        }
        return false;
    }
}
