package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ExtendedRequest;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.CancelExtendedRequest;
import com.unboundid.ldap.sdk.extensions.EndTransactionExtendedRequest;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.StartTransactionExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import io.lightwave.directory.entry.Requester;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Extended operations (RFC 4511 §4.12): StartTLS (§4.14), Who am I? (RFC 4532), Password Modify (RFC 3062),
/// Cancel (RFC 3909), transactions (RFC 5805) and refresh (RFC 2589).
final class ExtendedOperation {
    static final String START_TLS = StartTLSExtendedRequest.STARTTLS_REQUEST_OID;
    static final String WHO_AM_I = WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID;
    static final String PASSWORD_MODIFY = PasswordModifyExtendedRequest.PASSWORD_MODIFY_REQUEST_OID;
    static final String CANCEL = CancelExtendedRequest.CANCEL_REQUEST_OID;
    static final String START_TRANSACTION = StartTransactionExtendedRequest.START_TRANSACTION_REQUEST_OID;
    static final String END_TRANSACTION = EndTransactionExtendedRequest.END_TRANSACTION_REQUEST_OID;

    private final Identities identities;
    private final PasswordModify passwordModify;
    private final Transactions transactions;
    private final Refresh refresh;

    ExtendedOperation(
            Identities identities, PasswordModify passwordModify, Transactions transactions, Refresh refresh) {
        this.identities = identities;
        this.passwordModify = passwordModify;
        this.refresh = refresh;
        this.transactions = transactions;
    }

    /// What the root DSE names.
    static List<String> oids() {
        return List.of(CANCEL, START_TRANSACTION, END_TRANSACTION, START_TLS, PASSWORD_MODIFY, WHO_AM_I, Refresh.OID);
    }

    /// @param next [Next.Tls] only after a success that announces it
    record Answer(ProtocolOp response, List<Control> controls, Next next) {}

    Answer answer(LdapRequest.Extended asked, Exchange exchange) throws IOException, RefusedException {
        return switch (asked.oid()) {
            case START_TLS -> startTls(asked, exchange);
            case WHO_AM_I -> whoAmI(asked, exchange.requester());
            case PASSWORD_MODIFY -> passwordModify(asked, exchange);
            case CANCEL -> cancel(asked, exchange);
            case START_TRANSACTION -> answered(response(null, transactions.start(asked, exchange)));
            case END_TRANSACTION -> transactions.end(asked, exchange);
            case Refresh.OID -> refresh.answer(asked, exchange);
            default -> refused(asked, ResultCode.PROTOCOL_ERROR, "an extended operation that is unknown here");
        };
    }

    private static Answer startTls(LdapRequest.Extended asked, Exchange exchange) throws IOException {
        if (asked.value() != null || exchange.controls().has(KnownControl.PROXIED_AUTHORIZATION)) {
            return refused(asked, ResultCode.PROTOCOL_ERROR, "StartTLS has no value, and nobody to act for");
        }
        if (exchange.channel().isSecure()) {
            return refused(asked, ResultCode.OPERATIONS_ERROR, "TLS is already in place");
        }
        if (exchange.channel().hasUnread()) { // it would be taken for the protected peer's, whoever put it there
            return new Answer(
                    asked.response(LdapResult.of(ResultCode.OPERATIONS_ERROR, "requests follow behind StartTLS")),
                    List.of(),
                    new Next.Disconnect(ResultCode.PROTOCOL_ERROR, "requests follow behind StartTLS"));
        }
        return new Answer(response(START_TLS, null), List.of(), new Next.Tls());
    }

    private Answer whoAmI(LdapRequest.Extended asked, Requester requester) {
        if (asked.value() != null) {
            return refused(asked, ResultCode.PROTOCOL_ERROR, "this question has no value");
        }
        String authorizationId = switch (requester) {
            case Requester.Anonymous _ -> "";
            case Requester.Authenticated authenticated -> identities.of(authenticated.principal());
        };
        return answered(response(null, new ASN1OctetString(authorizationId)));
    }

    private Answer passwordModify(LdapRequest.Extended asked, Exchange exchange) throws RefusedException {
        PasswordModify.Outcome outcome =
                passwordModify.change(decode(asked, PasswordModifyExtendedRequest::new), exchange);
        return outcome.result().isSuccess()
                ? answered(response(null, outcome.generated()))
                : new Answer(asked.response(outcome.result()), outcome.result().controls(), Next.REQUEST);
    }

    /// RFC 3909 §2: success means that the other operation has been stopped and will say so, if it says anything.
    private static Answer cancel(LdapRequest.Extended asked, Exchange exchange) throws IOException, RefusedException {
        int target = decode(asked, CancelExtendedRequest::new).getTargetMessageID();
        LdapSession session = exchange.session();
        if (target == exchange.messageId() || session.cannotStop(target)) {
            return refused(asked, ResultCode.CANNOT_CANCEL, "that operation cannot be cancelled");
        }
        return session.stop(target, StoppedException.Cause.CANCELED)
                ? answered(response(null, null))
                : refused(asked, ResultCode.NO_SUCH_OPERATION, "no such operation is being answered");
    }

    interface Decoder<T> {
        T decode(ExtendedRequest request) throws LDAPException;
    }

    static <T> T decode(LdapRequest.Extended asked, Decoder<T> decoder) throws RefusedException {
        try {
            NestedValue.check(asked.value());
            return decoder.decode(new ExtendedRequest(asked.oid(), asked.value()));
        } catch (LDAPException | RuntimeException e) { // the codec lets a few odd inputs escape as unchecked ones
            throw new RefusedException(ResultCode.PROTOCOL_ERROR, "the request's value cannot be decoded");
        }
    }

    private static Answer refused(LdapRequest.Extended asked, ResultCode code, String diagnostic) {
        return answered(asked.response(LdapResult.of(code, diagnostic)));
    }

    static Answer answered(ProtocolOp response) {
        return new Answer(response, List.of(), Next.REQUEST);
    }

    static ProtocolOp response(@Nullable String oid, @Nullable ASN1OctetString value) { // null leaves the field out
        return new ExtendedResponseProtocolOp(ResultCode.SUCCESS_INT_VALUE, "", "", List.of(), oid, value);
    }
}
