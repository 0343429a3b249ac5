package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.EndTransactionExtendedRequest;
import com.unboundid.ldap.sdk.extensions.EndTransactionExtendedResult;
import io.lightwave.directory.entry.Requester;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// Transactions (RFC 5805): a connection's changes are kept until it ends the transaction, and then all take place or
/// none. One at a time, of few changes; it ends with the connection, with a bind and with StartTLS.
final class Transactions {
    static final int MAXIMUM_CHANGES = 100;
    /// Of all requests of a transaction: as much as a single one may have.
    static final int MAXIMUM_BYTES = 1 << 20;

    private static final int IDENTIFIER_BYTES = 12;

    private final LdapOperations operations;
    private final TransactionTemplate transactions;
    private final SecureRandom random;

    Transactions(LdapOperations operations, TransactionTemplate transactions, SecureRandom random) {
        this.operations = operations;
        this.transactions = transactions;
        this.random = random;
    }

    /// A transaction that has been started.
    static final class Open {
        private final ASN1OctetString identifier;
        private final List<Queued> changes = new ArrayList<>();
        private int bytes;

        Open(ASN1OctetString identifier) {
            this.identifier = identifier;
        }

        private boolean is(@Nullable ASN1OctetString other) {
            return other != null && Arrays.equals(identifier.getValue(), other.getValue());
        }
    }

    private record Queued(LdapRequest.Answered request, Exchange exchange) {}

    /// The identifier of a new transaction (RFC 5805 §3.1).
    ASN1OctetString start(LdapRequest.Extended asked, Exchange exchange) throws RefusedException {
        if (asked.value() != null) {
            throw new RefusedException(ResultCode.PROTOCOL_ERROR, "a start has no value");
        }
        if (!(exchange.requester() instanceof Requester.Authenticated)) {
            throw new RefusedException(ResultCode.STRONG_AUTH_REQUIRED, "nobody is bound");
        }
        if (exchange.session().transaction() != null) {
            throw new RefusedException(ResultCode.BUSY, "one transaction at a time");
        }
        byte[] identifier = new byte[IDENTIFIER_BYTES];
        random.nextBytes(identifier);
        var open = new Open(new ASN1OctetString(identifier));
        exchange.session().transaction(open);
        return open.identifier;
    }

    /// Keeps a change for later (RFC 5805 §3.2).
    ///
    /// @param bytes of its message
    LdapResult queue(LdapRequest.Answered request, Exchange exchange, int bytes) throws RefusedException {
        Control control = Objects.requireNonNull(exchange.controls().raw(KnownControl.TRANSACTION));
        Open open = exchange.session().transaction();
        if (!control.isCritical()) {
            throw new RefusedException(ResultCode.PROTOCOL_ERROR, "the transaction control is always critical");
        }
        if (open == null || !open.is(control.getValue())) {
            throw new RefusedException(ResultCode.UNWILLING_TO_PERFORM, "no such transaction");
        }
        if (exchange.controls().hasAny(KnownControl.NO_OPERATIONS)) {
            throw new RefusedException(ResultCode.UNWILLING_TO_PERFORM, "a no-op has no place in a transaction");
        }
        if (open.changes.size() == MAXIMUM_CHANGES || bytes > MAXIMUM_BYTES - open.bytes) {
            throw new RefusedException(
                    ResultCode.ADMIN_LIMIT_EXCEEDED,
                    "at most %d changes, in %d bytes".formatted(MAXIMUM_CHANGES, MAXIMUM_BYTES));
        }
        open.bytes += bytes;
        open.changes.add(new Queued(request, exchange));
        return LdapResult.SUCCESS;
    }

    /// All changes or none (RFC 5805 §3.3).
    ExtendedOperation.Answer end(LdapRequest.Extended asked, Exchange exchange) throws RefusedException {
        EndTransactionExtendedRequest request = ExtendedOperation.decode(asked, EndTransactionExtendedRequest::new);
        Open open = exchange.session().transaction();
        if (open == null || !open.is(request.getTransactionID())) {
            throw new RefusedException(ResultCode.UNWILLING_TO_PERFORM, "no such transaction");
        }
        exchange.session().transaction(null);
        return request.commit() ? commit(open) : ExtendedOperation.answered(ExtendedOperation.response(null, null));
    }

    /// @param failed the message id of the change that could not be made, or null
    private record Committed(LdapResult result, @Nullable Integer failed, Map<Integer, Control[]> controls) {}

    private ExtendedOperation.Answer commit(Open open) {
        Committed committed = Objects.requireNonNull(transactions.execute(status -> {
            var controls = new HashMap<Integer, Control[]>();
            for (Queued queued : open.changes) {
                int id = queued.exchange().messageId();
                LdapResult result = make(queued);
                if (!result.isSuccess()) {
                    status.setRollbackOnly();
                    return new Committed(result, id, Map.of());
                }
                if (!result.controls().isEmpty()) {
                    controls.put(id, result.controls().toArray(Control[]::new));
                }
            }
            return new Committed(LdapResult.SUCCESS, null, controls);
        }));
        LdapResult result = committed.result();
        ASN1OctetString value = new EndTransactionExtendedResult(
                        0,
                        result.code(),
                        result.diagnostic(),
                        result.matched(),
                        null,
                        committed.failed(),
                        committed.controls(),
                        null)
                .getValue();
        return ExtendedOperation.answered(new ExtendedResponseProtocolOp(
                result.code().intValue(), result.matched(), result.diagnostic(), List.of(), null, value));
    }

    /// As the one who asked for it, if that one is still there.
    private LdapResult make(Queued queued) {
        Exchange exchange = queued.exchange();
        if (!operations.isStill(exchange.requester())) {
            return LdapResult.of(ResultCode.STRONG_AUTH_REQUIRED, "who asked for it has ended");
        }
        try {
            return operations.result(queued.request(), exchange);
        } catch (RefusedException e) {
            return e.result();
        }
    }
}
