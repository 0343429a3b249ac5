package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.entry.SearchPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.TransactionException;

/// One connection's state, who has bound, and the one place through which every request goes. Used by one thread.
///
/// Requests are answered one after the other, except that a long search looks at what has come in the meantime and
/// lets others go first ([Exchange#pulse]).
public final class LdapSession {
    private static final Logger LOG = LoggerFactory.getLogger(LdapSession.class);

    private final LdapOperations operations;
    private final ConnectionId id;
    private final Channel channel;
    private final int mostWaiting;
    private @Nullable Deque<LDAPMessage> waiting; // null until something has to wait
    private @Nullable Exchange running; // what began last, or null: a connection that is silent keeps little
    private Optional<ActivePrincipal> bound = Optional.empty();
    private BindOperation.@Nullable Proof proof; // by which it has bound, and as long as which is good; or null
    private long requests;
    private long heard = -1; // what the feed had heard of when the last request came
    private @Nullable ActivePrincipal now; // who has bound, as of then; null when it has to be looked up
    private @Nullable SearchPlace place; // where the last search began, as of then; null when it has to be found
    private String placeName = "";
    private SaslBind.@Nullable Begun sasl; // a mechanism that waits for the next bind, or null
    private Transactions.@Nullable Open transaction; // null while there is none
    private @Nullable Next ending; // what a request that went first has decided; null as long as nothing

    /// @param mostWaiting requests that are taken in while a search runs; more stay in the network
    LdapSession(LdapOperations operations, ConnectionId id, Channel channel, int mostWaiting) {
        this.operations = operations;
        this.id = id;
        this.channel = channel;
        this.mostWaiting = mostWaiting;
    }

    /// Unique to the connection.
    String id() {
        return id.toString();
    }

    /// Whether somebody has proved who they are.
    public boolean isBound() {
        return bound.isPresent();
    }

    /// Forgets who has bound, or has begun to, as when TLS begins: what was proved in clear proves nothing about the
    /// peer behind TLS.
    public void forget() {
        bound = Optional.empty();
        proof = null;
        sasl = null;
        transaction = null;
        now = null;
        place = null;
    }

    /// Where searches from that name begin, if nothing has changed since the last one began there; or null.
    @Nullable
    SearchPlace place(String name) {
        return placeName.equals(name) ? place : null;
    }

    /// Keeps what was found for the request that is being answered.
    void keep(String name, SearchPlace found) {
        if (heard >= 0) {
            placeName = name;
            place = found;
        }
    }

    /// The transaction that this connection has begun, or null.
    Transactions.@Nullable Open transaction() {
        return transaction;
    }

    void transaction(Transactions.@Nullable Open open) {
        transaction = open;
    }

    /// A request that came while another one was being answered, or null.
    public @Nullable LDAPMessage nextWaiting() {
        return waiting == null ? null : waiting.poll();
    }

    public boolean hasWaiting() {
        return waiting != null && !waiting.isEmpty();
    }

    private Collection<LDAPMessage> allWaiting() {
        return waiting == null ? List.of() : waiting;
    }

    private @Nullable LDAPMessage firstWaiting() {
        return waiting == null ? null : waiting.peek();
    }

    private void hasToWait(LDAPMessage message) {
        Deque<LDAPMessage> known = waiting;
        if (known == null) {
            known = new ArrayDeque<>();
            waiting = known;
        }
        known.add(message);
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
            case LdapRequest.Abandon(int target) -> {
                stop(target, StoppedException.Cause.ABANDONED);
                yield Next.REQUEST;
            }
            case LdapRequest.Answered answered -> answer(message, answered);
        };
    }

    private Next answer(LDAPMessage message, LdapRequest.Answered request) throws IOException {
        Origin origin = new Origin(channel.address(), id + "-" + ++requests);
        SaslBind.Begun begun = sasl;
        if (request instanceof LdapRequest.Bind) {
            forget(); // at once, whatever is wrong with the request (RFC 4513 §4)
        }
        try {
            RequestControls controls = RequestControls.of(request.kind(), message.getControls());
            origin = SessionTracking.told(origin, controls);
            if (request instanceof LdapRequest.Bind bind) {
                return bind(message, bind, begun, controls, origin);
            }
            Optional<Requester> requester = requester(origin);
            if (requester.isEmpty()) {
                return ended(origin);
            }
            Requester effective = operations.identities().requester(requester.get(), controls);
            var exchange = new Exchange(this, message.getMessageID(), effective, controls, channel, running);
            running = exchange;
            try {
                return answer(message, request, exchange);
            } finally {
                running = exchange.around();
            }
        } catch (RefusedException e) {
            return send(message, request, e.result());
        } catch (StoppedException e) {
            return stopped(message, request, e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RejectedExecutionException e) { // too much of something costly at a time
            return send(message, request, ResultCode.BUSY, "try again later");
        } catch (
                PessimisticLockingFailureException
                        e) { // two changes that wait for each other; the client may repeat it
            return send(message, request, ResultCode.BUSY, "another change is in the way");
        } catch (DataAccessException | TransactionException e) {
            LOG.error("LDAP request {}: the database does not answer", origin.requestId(), e);
            return send(message, request, ResultCode.UNAVAILABLE, "request " + origin.requestId());
        } catch (RuntimeException e) {
            LOG.error("LDAP request {} failed", origin.requestId(), e);
            return send(message, request, ResultCode.OTHER, "request " + origin.requestId());
        }
    }

    private Next bind(
            LDAPMessage message,
            LdapRequest.Bind request,
            SaslBind.@Nullable Begun begun,
            RequestControls controls,
            Origin origin)
            throws IOException {
        BindOperation.Bound outcome = operations.bind().bind(request.asked(), controls, begun, channel, origin);
        bound = outcome.principal();
        proof = outcome.proof();
        sasl = outcome.begun();
        LdapResult result = outcome.result();
        channel.send(
                message.getMessageID(),
                new BindResponseProtocolOp(
                        result.code().intValue(),
                        result.matched(),
                        result.diagnostic(),
                        List.of(),
                        outcome.challenge()),
                result.controls());
        return Next.REQUEST;
    }

    private Next answer(LDAPMessage message, LdapRequest.Answered request, Exchange exchange)
            throws IOException, RefusedException {
        if (request instanceof LdapRequest.Extended extended) {
            ExtendedOperation.Answer answer = operations.extended().answer(extended, exchange);
            channel.send(message.getMessageID(), answer.response(), answer.controls());
            return answer.next();
        }
        return send(message, request, result(message, request, exchange));
    }

    private LdapResult result(LDAPMessage message, LdapRequest.Answered request, Exchange exchange)
            throws RefusedException {
        if (exchange.controls().has(KnownControl.TRANSACTION)) {
            int bytes = message.encode().encode().length;
            return operations.transactions().queue(request, exchange, bytes);
        }
        return operations.result(request, exchange);
    }

    /// Takes in what has come while `exchange` runs, and answers what need not wait for its end.
    ///
    /// @throws StoppedException when its own answer is not wanted any more
    void lookAround(Exchange exchange) throws IOException {
        @Nullable LDAPMessage next;
        while (allWaiting().size() < mostWaiting && (next = channel.poll()) != null) {
            arrived(next);
        }
        exchange.check();
        if (exchange.around() == null && hasWaiting()) {
            letOthersGoFirst();
            exchange.check();
        }
        if (!operations.isStill(exchange.requester())
                || !bound.map(then -> operations.still(then, proof).isPresent()).orElse(true)) {
            ending = ended(exchange.requester().origin());
            throw StoppedException.connectionEnds();
        }
    }

    /// As [#lookAround], after having waited for the peer. What changes the connection itself ends an operation that
    /// would never end (RFC 4511 §4.2.1).
    void await(Exchange exchange, Duration most) throws IOException {
        if (allWaiting().size() < mostWaiting && !channel.awaitInput(most)) {
            throw StoppedException.connectionEnds();
        }
        lookAround(exchange);
        LDAPMessage next = firstWaiting();
        if (next != null && (allWaiting().size() == mostWaiting || !needNotWait(next))) {
            throw StoppedException.connectionEnds();
        }
    }

    /// Whether an operation is being answered that only ends when somebody ends it.
    boolean hasLasting() {
        for (Exchange exchange = running; exchange != null; exchange = exchange.around()) {
            if (exchange.isLasting()) {
                return true;
            }
        }
        return false;
    }

    private void arrived(LDAPMessage message) throws IOException {
        LdapRequest request = LdapRequest.of(message.getProtocolOp()).orElse(null);
        switch (request) {
            case LdapRequest.Abandon(int target) -> stop(target, StoppedException.Cause.ABANDONED);
            case LdapRequest.Extended cancel
            when cancel.oid().equals(ExtendedOperation.CANCEL) -> decide(answer(message, cancel));
            case LdapRequest.Unbind _ -> {
                hasToWait(message);
                abandonAll();
            }
            case null, default -> hasToWait(message);
        }
    }

    private void abandonAll() {
        for (Exchange exchange = running; exchange != null; exchange = exchange.around()) {
            exchange.stop(StoppedException.Cause.ABANDONED);
        }
    }

    /// In their order, up to one that changes the connection itself.
    private void letOthersGoFirst() throws IOException {
        LDAPMessage next = firstWaiting();
        while (next != null && ending == null && needNotWait(next)) {
            nextWaiting();
            decide(answer(next));
            next = firstWaiting();
        }
        channel.flush();
    }

    private boolean needNotWait(LDAPMessage message) {
        return switch (LdapRequest.of(message.getProtocolOp()).orElse(null)) {
            case LdapRequest.Search _ when lasts(message) -> hasLasting(); // to be refused; else it has to go last
            case LdapRequest.Extended extended -> !extended.oid().equals(ExtendedOperation.START_TLS);
            case LdapRequest.Bind _, LdapRequest.Unbind _ -> false;
            case null -> false;
            default -> true;
        };
    }

    private static boolean lasts(LDAPMessage message) {
        return message.getControls().stream().anyMatch(control -> KnownControl.LASTING.contains(control.getOID()));
    }

    private void decide(Next next) {
        if (!(next instanceof Next.Request)) {
            ending = next;
            abandonAll();
        }
    }

    /// Stops what runs or waits under that id; false when nothing does.
    boolean stop(int messageId, StoppedException.Cause cause) throws IOException {
        for (Exchange exchange = running; exchange != null; exchange = exchange.around()) {
            if (exchange.messageId() == messageId) {
                exchange.stop(cause);
                return true;
            }
        }
        for (LDAPMessage message : allWaiting()) {
            if (message.getMessageID() == messageId && needNotWait(message)) {
                allWaiting().remove(message);
                if (cause == StoppedException.Cause.CANCELED
                        && LdapRequest.of(message.getProtocolOp()).orElse(null)
                                instanceof LdapRequest.Answered request) {
                    send(message, request, ResultCode.CANCELED, "");
                }
                return true;
            }
        }
        return false;
    }

    /// Whether what waits under that id is among the few that cannot be stopped.
    boolean cannotStop(int messageId) {
        return allWaiting().stream().anyMatch(message -> message.getMessageID() == messageId && !needNotWait(message));
    }

    private Next stopped(LDAPMessage message, LdapRequest.Answered request, StoppedException why) throws IOException {
        if (why.reason() == StoppedException.Cause.CANCELED) {
            return send(message, request, ResultCode.CANCELED, "");
        }
        Next decided = ending;
        if (decided == null || running != null) {
            return Next.REQUEST;
        }
        ending = null;
        return decided;
    }

    /// Looked up again for each request (architecture, decision 10), unless nothing at all has changed since the last
    /// one; empty when the one that bound has since been
    /// disabled, deleted, or given another password, or when its certificate or token is not good any more.
    private Optional<Requester> requester(Origin origin) {
        long hears = operations.heard();
        if (hears != heard || hears < 0) {
            heard = hears;
            now = null;
            place = null;
        }
        if (bound.isEmpty()) {
            return Optional.of(new Requester.Anonymous(origin));
        }
        if (now == null || proof != null) { // what is good for a while may end without anything having changed
            now = operations.still(bound.get(), proof).orElse(null);
        }
        return Optional.ofNullable(now).map(principal -> new Requester.Authenticated(principal, origin));
    }

    /// The session in which somebody changes their own password goes on; all others of theirs end.
    void changedOwnPassword(ActivePrincipal owner) {
        bound = bound.map(then ->
                then.id().equals(owner.id()) ? operations.afterOwnPassword(then).orElse(then) : then);
        now = null;
    }

    private Next ended(Origin origin) {
        bound.ifPresent(then -> {
            operations
                    .audit()
                    .record(new AuditEvent(
                            then.tenant(),
                            then.actor(),
                            "ldap.session",
                            then.id().toString(),
                            AuditEvent.Outcome.REFUSED,
                            "ended: no longer active, or what it bound by is no longer good",
                            origin));
        });
        return new Next.Disconnect(ResultCode.STRONG_AUTH_REQUIRED, "the session has ended; bind again");
    }

    private Next send(LDAPMessage message, LdapRequest.Answered request, ResultCode code, String diagnostic)
            throws IOException {
        return send(message, request, LdapResult.of(code, diagnostic));
    }

    private Next send(LDAPMessage message, LdapRequest.Answered request, LdapResult result) throws IOException {
        channel.send(message.getMessageID(), request.response(result), result.controls());
        return Next.REQUEST;
    }
}
