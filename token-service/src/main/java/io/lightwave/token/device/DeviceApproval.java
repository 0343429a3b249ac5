package io.lightwave.token.device;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.claims.ClaimsRequest;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.Clients;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.Sessions;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/// What a person who is signed in does with the code that a device shows. Guesses are slowed down for each person;
/// a right one makes up for none, since everybody has a device to get right ones from.
final class DeviceApproval {
    private static final String FORM = "form of the user code";
    private static final String GOOD = "letters as they are shown";
    private static final String THROTTLE = "user-code";

    private final DeviceAuthorizations devices;
    private final Clients clients;
    private final ActivePrincipals principals;
    private final Approvals approvals;
    private final Sessions sessions;
    private final TransactionTemplate transactions;
    private final Throttle throttle;
    private final Refusals refusals;
    private final Audit audit;

    DeviceApproval(
            DeviceAuthorizations devices,
            Clients clients,
            ActivePrincipals principals,
            Approvals approvals,
            Sessions sessions,
            TransactionTemplate transactions,
            Throttle throttle,
            Refusals refusals,
            Audit audit) {
        this.devices = devices;
        this.clients = clients;
        this.principals = principals;
        this.approvals = approvals;
        this.sessions = sessions;
        this.transactions = transactions;
        this.throttle = throttle;
        this.refusals = refusals;
        this.audit = audit;
    }

    /// A device that waits for its person, and whose client is active.
    record Asking(DeviceAuthorizations.Kept device, Client client, ActivePrincipal principal) {}

    /// Empty for an unknown code, one that was answered or has expired, and whoever has guessed too much.
    Optional<Asking> find(LiveSession session, String typed, Origin origin) {
        ActivePrincipal person = session.principal();
        String key = person.id().toString();
        boolean permitted = throttle.permits(person.tenant(), THROTTLE, key);
        Optional<UserCode> code = permitted ? UserCode.read(typed) : Optional.empty();
        Optional<DeviceAuthorizations.Kept> device = code.flatMap(read -> devices.pending(person.tenant(), read));
        Optional<Asking> found = device.flatMap(waiting -> asking(person.tenant(), waiting));
        if (found.isEmpty()) {
            throttle.failed(person.tenant(), THROTTLE, key);
            Decisions decisions = decisions(session, permitted);
            if (!permitted) {
                refused(person, decisions, "throttle of user codes", "too many wrong user codes", origin);
            } else if (code.isEmpty()) {
                refused(person, decisions, FORM, "not of the form of a user code", origin);
            } else if (device.isEmpty()) {
                refused(person, decisions.held(FORM, GOOD), "user code", "no device waits with that user code", origin);
            } else {
                decisions.held(FORM, GOOD).held("user code", "of a device that waits");
                refused(person, decisions, "client", "the device's client is not active", origin);
            }
        }
        return found;
    }

    private void refused(ActivePrincipal person, Decisions decisions, String step, String reason, Origin origin) {
        refusals.refused(decisions, step, event(person, "device", AuditEvent.Outcome.REFUSED, reason, origin));
    }

    private Optional<Asking> asking(TenantId tenant, DeviceAuthorizations.Kept device) {
        return clients.byId(tenant, device.client())
                .flatMap(client ->
                        principals.find(tenant, client.id()).map(principal -> new Asking(device, client, principal)));
    }

    /// False when it was answered, or the session ended, in the meantime.
    boolean allow(LiveSession live, Asking asking, Origin origin) {
        Session session = live.session();
        return transactions.execute(status -> {
            Optional<UUID> sid = sessions.sid(session, asking.client().id());
            if (sid.isEmpty()) {
                return false;
            }
            Approval approval = approvals.add(new Approvals.Given(
                    asking.principal(),
                    live.principal(),
                    session.id(),
                    sid.get(),
                    sessions.endOf(session),
                    session.authTime(),
                    session.acr(),
                    session.amr(),
                    asking.device().scopes(),
                    asking.device().audiences(),
                    ClaimsRequest.NONE,
                    asking.device().details()));
            if (!devices.answer(session.tenant(), asking.device().userCode(), Optional.of(approval.id()))) {
                status.setRollbackOnly();
                return false;
            }
            audit.recordChange(event(
                    live.principal(),
                    "client %s, grant %s".formatted(asking.client().clientId(), approval.id()),
                    AuditEvent.Outcome.SUCCESS,
                    "device",
                    origin));
            return true;
        });
    }

    /// The device gets nothing.
    void deny(LiveSession session, Asking asking, Origin origin) {
        boolean denied = transactions.execute(
                _ -> devices.answer(session.session().tenant(), asking.device().userCode(), Optional.empty()));
        if (denied) {
            refusals.refused(
                    decisions(session, true).held("user code", "of a device that waits"),
                    "the person",
                    event(
                            session.principal(),
                            "client " + asking.client().clientId(),
                            AuditEvent.Outcome.REFUSED,
                            "the person has not agreed",
                            origin));
        }
    }

    private static Decisions decisions(LiveSession session, boolean permitted) {
        var decisions = new Decisions()
                .held(
                        "session",
                        "of %s, by %s"
                                .formatted(
                                        session.principal().name(),
                                        session.session().amr()));
        return permitted ? decisions.held("throttle of user codes", "not too many wrong ones") : decisions;
    }

    private static AuditEvent event(
            ActivePrincipal person, String target, AuditEvent.Outcome outcome, String reason, Origin origin) {
        return new AuditEvent(
                person.tenant(),
                "user:%s@%s".formatted(person.name(), person.tenant()),
                "authorization.approve",
                target,
                outcome,
                reason,
                origin);
    }
}
