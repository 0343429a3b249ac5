package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Exception;
import com.unboundid.asn1.ASN1Integer;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.ExtendedRequest;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.dit.DynamicEntries;
import io.lightwave.directory.entry.Entries;
import java.time.Duration;

/// The refresh of a dynamic entry (RFC 2589 §4). What the client asks for is what it gets.
final class Refresh {
    static final String OID = "1.3.6.1.4.1.1466.101.119.1";

    private static final byte NAME = (byte) 0x80;
    private static final byte TIME_TO_LIVE = (byte) 0x81;

    private final Entries entries;

    Refresh(Entries entries) {
        this.entries = entries;
    }

    record Asked(String name, int seconds) {}

    ExtendedOperation.Answer answer(LdapRequest.Extended request, Exchange exchange) throws RefusedException {
        Asked asked = ExtendedOperation.decode(request, Refresh::decode);
        LdapResult result = LdapResult.of(entries.refresh(
                exchange.requester(), exchange.name(asked.name()), Duration.ofSeconds(asked.seconds())));
        return ExtendedOperation.answered(
                result.isSuccess() ? ExtendedOperation.response(OID, time(asked)) : request.response(result));
    }

    private static ASN1OctetString time(Asked asked) {
        return new ASN1OctetString(new ASN1Sequence(new ASN1Integer(TIME_TO_LIVE, asked.seconds())).encode());
    }

    static Asked decode(ExtendedRequest request) throws LDAPException {
        ASN1OctetString value = request.getValue();
        try {
            ASN1Element[] parts = value == null
                    ? new ASN1Element[0]
                    : ASN1Sequence.decodeAsSequence(value.getValue()).elements();
            if (parts.length != 2 || parts[0].getType() != NAME || parts[1].getType() != TIME_TO_LIVE) {
                throw new LDAPException(ResultCode.PROTOCOL_ERROR);
            }
            int seconds = parts[1].decodeAsInteger().intValue();
            if (seconds < 1 || seconds > DynamicEntries.MAXIMUM_SECONDS) {
                throw new LDAPException(ResultCode.PROTOCOL_ERROR);
            }
            return new Asked(parts[0].decodeAsOctetString().stringValue(), seconds);
        } catch (ASN1Exception e) {
            throw new LDAPException(ResultCode.PROTOCOL_ERROR, e);
        }
    }
}
