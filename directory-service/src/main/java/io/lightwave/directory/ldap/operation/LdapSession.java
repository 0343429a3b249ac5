package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.entry.Requester;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// One connection's state, who has bound, and the one place through which every request goes. Used by one thread.
public final class LdapSession {
    private static final Logger LOG = LoggerFactory.getLogger(LdapSession.class);

    private final LdapOperations operations;
    private final String id;
    private final Channel channel;
    private Optional<ActivePrincipal> bound = Optional.empty();
    private long requests;

    LdapSession(LdapOperations operations, String id, Channel channel) {
        this.operations = operations;
        this.id = id;
        this.channel = channel;
    }

    /// Whether somebody has proved who they are.
    public boolean isBound() {
        return bound.isPresent();
    }

    /// Forgets who has bound, as when TLS begins: what was proved in clear proves nothing about the peer behind TLS.
    public void forget() {
        bound = Optional.empty();
    }

    /// Answers one request.
    ///
    /// @throws IOException when the peer is gone
    public Next answer(LDAPMessage message) throws IOException {
        Optional<LdapRequest> request = LdapRequest.of(message.getProtocolOp());
        if (request.isEmpty()) {
            return new Next.Disconnect(ResultCode.PROTOCOL_ERROR, "not a request");
        }
        return switch (request.get()) {
            case LdapRequest.Unbind _ -> new Next.End();
            case LdapRequest.Abandon _ -> Next.REQUEST; // what it names has been answered, see Channel.isAbandoned
            case LdapRequest.Answered answered -> answer(message, answered);
        };
    }

    private Next answer(LDAPMessage message, LdapRequest.Answered request) throws IOException {
        for (Control control : message.getControls()) {
            if (control.isCritical()) { // no control is known yet (RFC 4511 §4.1.11)
                return send(message, request, ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, "unknown critical control");
            }
        }
        Origin origin = new Origin(channel.address(), id + "-" + ++requests);
        try {
            if (request instanceof LdapRequest.Bind(var asked)) {
                bound = Optional.empty(); // also when the bind fails (RFC 4511 §4.2.1)
                BindOperation.Bound outcome = operations.bind().bind(asked, channel, origin);
                bound = outcome.principal();
                return send(message, request, outcome.result());
            }
            Optional<Requester> requester = requester(origin);
            if (requester.isEmpty()) {
                return ended(origin);
            }
            return answer(message, request, new Exchange(message.getMessageID(), requester.get(), channel));
        } catch (Exchange.Abandoned e) {
            return Next.REQUEST;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RejectedExecutionException e) { // too much of something costly at a time
            return send(message, request, ResultCode.BUSY, "try again later");
        } catch (DataAccessException | TransactionException e) {
            LOG.error("LDAP request {}: the database does not answer", origin.requestId(), e);
            return send(message, request, ResultCode.UNAVAILABLE, "request " + origin.requestId());
        } catch (RuntimeException e) {
            LOG.error("LDAP request {} failed", origin.requestId(), e);
            return send(message, request, ResultCode.OTHER, "request " + origin.requestId());
        }
    }

    private Next answer(LDAPMessage message, LdapRequest.Answered request, Exchange exchange) throws IOException {
        if (request instanceof LdapRequest.Extended extended) {
            ExtendedOperation.Answer answer = ExtendedOperation.answer(extended, exchange);
            channel.send(message.getMessageID(), answer.response());
            return answer.next();
        }
        try {
            return send(message, request, result(request, exchange));
        } catch (RefusedException e) {
            return send(message, request, e.result());
        }
    }

    private LdapResult result(LdapRequest.Answered request, Exchange exchange) throws RefusedException {
        Requester requester = exchange.requester();
        return switch (request) {
            case LdapRequest.Search(var asked) -> operations.search().search(asked, exchange);
            case LdapRequest.Add(var asked) ->
                LdapResult.of(operations.entries().add(requester, exchange.name(asked.getDN()), asked.getAttributes()));
            case LdapRequest.Modify(var asked) ->
                LdapResult.of(
                        operations.entries().modify(requester, exchange.name(asked.getDN()), asked.getModifications()));
            case LdapRequest.Delete(var name) ->
                LdapResult.of(operations.entries().delete(requester, exchange.name(name)));
            case LdapRequest.Compare(var asked) ->
                LdapResult.of(operations
                        .entries()
                        .compare(
                                requester,
                                exchange.name(asked.getDN()),
                                asked.getAttributeName(),
                                asked.getAssertionValue().getValue()));
            case LdapRequest.ModifyDn _ ->
                LdapResult.of(ResultCode.UNWILLING_TO_PERFORM, "entries are not renamed or moved here");
            case LdapRequest.Bind _, LdapRequest.Extended _ ->
                throw new IllegalStateException("answered elsewhere: " + request);
        };
    }

    /// Looked up again for each request (architecture, decision 10); empty when the one that bound has since been
    /// disabled, deleted, or given another password.
    private Optional<Requester> requester(Origin origin) {
        if (bound.isEmpty()) {
            return Optional.of(new Requester.Anonymous(origin));
        }
        ActivePrincipal then = bound.get();
        return operations
                .principals()
                .find(then.tenant(), then.id())
                .filter(now -> now.epochs().equals(then.epochs()))
                .map(now -> new Requester.Authenticated(now, origin));
    }

    private Next ended(Origin origin) {
        ActivePrincipal then = bound.orElseThrow();
        String actor = "%s:%s@%s".formatted(then.kind().name().toLowerCase(Locale.ROOT), then.name(), then.tenant());
        operations
                .audit()
                .record(new AuditEvent(
                        then.tenant(),
                        actor,
                        "ldap.session",
                        then.id().toString(),
                        AuditEvent.Outcome.REFUSED,
                        "ended: no longer active, or its credentials changed since it bound",
                        origin));
        return new Next.Disconnect(ResultCode.STRONG_AUTH_REQUIRED, "the session has ended; bind again");
    }

    private Next send(LDAPMessage message, LdapRequest.Answered request, ResultCode code, String diagnostic)
            throws IOException {
        return send(message, request, LdapResult.of(code, diagnostic));
    }

    private Next send(LDAPMessage message, LdapRequest.Answered request, LdapResult result) throws IOException {
        channel.send(message.getMessageID(), request.response(result));
        return Next.REQUEST;
    }
}
