package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1Constants;
import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Exception;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.Origin;
import org.jspecify.annotations.Nullable;

/// The session tracking control (draft-wahl-ldap-session-03): for whom a client that serves others
/// says it acts. It goes into the audit trail as what it is, an assertion, and nothing is decided
/// by it.
final class SessionTracking {
    private static final int LONGEST_PART = 100;
    private static final int PARTS = 4;

    private SessionTracking() {}

    /// @throws RefusedException when the control's value is none
    static Origin told(Origin origin, RequestControls controls) throws RefusedException {
        return controls.read(KnownControl.SESSION_TRACKING, SessionTracking::decode)
                .map(session -> new Origin(origin.address(), origin.requestId(), session))
                .orElse(origin);
    }

    /// Source address, source name, what kind of identifier follows, and the identifier (§2).
    static String decode(Control control) throws LDAPException {
        ASN1OctetString value = control.getValue();
        try {
            ASN1Element[] parts = elements(value);
            if (parts.length != PARTS) {
                throw new LDAPException(ResultCode.PROTOCOL_ERROR);
            }
            var text = new StringBuilder();
            for (ASN1Element part : parts) {
                if (part.getType() != ASN1Constants.UNIVERSAL_OCTET_STRING_TYPE) {
                    throw new LDAPException(ResultCode.PROTOCOL_ERROR);
                }
                text.append(text.isEmpty() ? "" : " ")
                        .append('"')
                        .append(shortened(part.decodeAsOctetString().stringValue()))
                        .append('"');
            }
            return text.toString();
        } catch (ASN1Exception e) {
            throw new LDAPException(ResultCode.PROTOCOL_ERROR, e);
        }
    }

    private static ASN1Element[] elements(@Nullable ASN1OctetString value) throws LDAPException, ASN1Exception {
        if (value == null) {
            throw new LDAPException(ResultCode.PROTOCOL_ERROR);
        }
        return ASN1Sequence.decodeAsSequence(value.getValue()).elements();
    }

    /// Without what would let a part look like two.
    private static String shortened(String part) {
        String plain = part.replace('"', '\'');
        return plain.length() <= LONGEST_PART ? plain : plain.substring(0, LONGEST_PART);
    }
}
