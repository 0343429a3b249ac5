package io.lightwave.token.login;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.PasswordAuthentication.Outcome;
import io.lightwave.directory.TenantId;
import io.lightwave.token.session.SignIn;
import io.lightwave.token.session.SignIns;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/// Begins a session for whoever knows a password.
final class PasswordSignIn {
    private final PasswordAuthentication passwords;
    private final SignIns signIns;
    private final TransactionTemplate transactions;
    private final Audit audit;

    PasswordSignIn(PasswordAuthentication passwords, SignIns signIns, TransactionTemplate transactions, Audit audit) {
        this.passwords = passwords;
        this.signIns = signIns;
        this.transactions = transactions;
        this.audit = audit;
    }

    /// The session; empty for an unknown name, a wrong password, a disabled or throttled user alike.
    Optional<SignIns.Begun> begin(TenantId tenant, LoginForm form, HttpServletRequest request, Origin origin) {
        return switch (authenticate(tenant, form, origin)) {
            case Outcome.Authenticated(var principal) ->
                Optional.of(transactions.execute(_ -> {
                    SignIns.Begun begun = signIns.begin(SignIn.byPassword(principal), request);
                    audit.recordChange(event(
                            tenant,
                            principal.name(),
                            "session " + begun.session().session().id(),
                            AuditEvent.Outcome.SUCCESS,
                            "password",
                            origin));
                    return begun;
                }));
            case Outcome.Refused(String reason) -> {
                refuse(tenant, form, reason, origin);
                yield Optional.empty();
            }
        };
    }

    /// Notes a sign-in that was refused.
    void refuse(TenantId tenant, LoginForm form, String reason, Origin origin) {
        audit.record(event(tenant, form.userName(), "session", AuditEvent.Outcome.REFUSED, reason, origin));
    }

    private Outcome authenticate(TenantId tenant, LoginForm form, Origin origin) {
        return form.userName().isEmpty() || form.password().isEmpty()
                ? new Outcome.Refused("no acceptable user name and password")
                : passwords.authenticate(
                        tenant, form.userName(), form.password().get(), origin);
    }

    private static AuditEvent event(
            TenantId tenant, String userName, String target, AuditEvent.Outcome outcome, String reason, Origin origin) {
        return new AuditEvent(
                tenant, "user:%s@%s".formatted(userName, tenant), "session.begin", target, outcome, reason, origin);
    }
}
