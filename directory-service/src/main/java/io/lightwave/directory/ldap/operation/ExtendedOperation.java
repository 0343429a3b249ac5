package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.entry.Requester;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Extended operations (RFC 4511 §4.12): StartTLS (§4.14) and Who am I? (RFC 4532).
final class ExtendedOperation {

    private ExtendedOperation() {}

    /// @param next [Next.Tls] only after a success that announces it
    record Answer(ProtocolOp response, Next next) {}

    static Answer answer(LdapRequest.Extended asked, Exchange exchange) throws IOException {
        return switch (asked.oid()) {
            case StartTLSExtendedRequest.STARTTLS_REQUEST_OID -> startTls(asked, exchange.channel());
            case WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID -> new Answer(whoAmI(exchange.requester()), Next.REQUEST);
            default -> refused(asked, ResultCode.PROTOCOL_ERROR, "an extended operation that is unknown here");
        };
    }

    private static Answer startTls(LdapRequest.Extended asked, Channel channel) throws IOException {
        if (channel.isSecure()) {
            return refused(asked, ResultCode.OPERATIONS_ERROR, "TLS is already in place");
        }
        if (channel.hasUnread()) { // it would be taken for the protected peer's, whoever put it there
            return new Answer(
                    asked.response(LdapResult.of(ResultCode.OPERATIONS_ERROR, "requests follow behind StartTLS")),
                    new Next.Disconnect(ResultCode.PROTOCOL_ERROR, "requests follow behind StartTLS"));
        }
        return new Answer(
                response(ResultCode.SUCCESS, StartTLSExtendedRequest.STARTTLS_REQUEST_OID, null), new Next.Tls());
    }

    private static ProtocolOp whoAmI(Requester requester) {
        String authorizationId = switch (requester) {
            case Requester.Anonymous _ -> "";
            case Requester.Authenticated authenticated -> "dn:" + nameOf(authenticated.principal());
        };
        return response(ResultCode.SUCCESS, null, new ASN1OctetString(authorizationId));
    }

    private static DistinguishedName nameOf(ActivePrincipal principal) {
        return DistinguishedName.suffixOf(principal.tenant())
                .child("ou", principal.kind().container())
                .child(principal.kind().namingAttribute(), principal.name());
    }

    private static Answer refused(LdapRequest.Extended asked, ResultCode code, String diagnostic) {
        return new Answer(asked.response(LdapResult.of(code, diagnostic)), Next.REQUEST);
    }

    private static ProtocolOp response(
            ResultCode code, @Nullable String oid, @Nullable ASN1OctetString value) { // null leaves the field out
        return new ExtendedResponseProtocolOp(code.intValue(), "", "", List.of(), oid, value);
    }
}
