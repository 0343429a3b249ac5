package io.lightwave.token.account;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.assurance.Assurance.Next;
import io.lightwave.token.assurance.Wish;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.mail.Notices;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.Account;
import io.lightwave.token.page.FormGuard;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.SessionCookie;
import io.lightwave.token.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// What every account page and form has in common, so that none can forget it: a session that stands, and a form that
/// was given to it.
final class Desk {
    static final String FORM = "form";
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,64}");
    private static final String CHANGE = "account.change";
    private static final Map<String, Notices.Change> DANGEROUS = Map.of(
            "password.change", Notices.Change.PASSWORD,
            "factor.add", Notices.Change.FACTOR_ADDED,
            "factor.remove", Notices.Change.FACTOR_REMOVED);

    private final ActiveTenants tenants;
    private final Sessions sessions;
    private final Assurance assurance;
    private final AccountPages pages;
    private final Notices notices;
    private final Refusals refusals;
    private final Audit audit;

    Desk(
            ActiveTenants tenants,
            Sessions sessions,
            Assurance assurance,
            AccountPages pages,
            Notices notices,
            Refusals refusals,
            Audit audit) {
        this.tenants = tenants;
        this.sessions = sessions;
        this.assurance = assurance;
        this.pages = pages;
        this.notices = notices;
        this.refusals = refusals;
        this.audit = audit;
    }

    /// One request of somebody who is signed in.
    ///
    /// @param secret the session's
    record Visitor(
            Tenant tenant,
            LiveSession session,
            OpaqueSecret secret,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin) {

        String csrf() {
            return secret.derive("account forms of " + tenant.id());
        }
    }

    /// Whoever is not signed in is led to the sign-in page, which leads back.
    Optional<Visitor> visitor(String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin) {
        Tenant active = tenants.require(tenant);
        return SessionCookie.SESSION
                .read(active.id(), request)
                .flatMap(secret -> sessions.find(active.id(), request)
                        .filter(this::isProvenInFull)
                        .map(session -> new Visitor(active, session, secret, request, response, origin)));
    }

    /// Not by a session that is older than the second factor.
    private boolean isProvenInFull(LiveSession session) {
        return assurance.next(session.principal(), session.session().amr(), Wish.SECOND_FACTOR) instanceof Next.Nothing;
    }

    ResponseEntity<?> signIn(String tenant) {
        return seeOther(tenants.require(tenant), "/login?account");
    }

    /// To prove anew who they are.
    ResponseEntity<?> signInAnew(Tenant tenant) {
        return seeOther(tenant, "/login?account-anew");
    }

    /// A form of ours, sent by the browser that holds the session it was shown in.
    ResponseEntity<?> form(
            String tenant,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin,
            BiFunction<Visitor, FormParameters, ResponseEntity<?>> then)
            throws IOException {
        Optional<Visitor> visitor = visitor(tenant, request, response, origin);
        if (visitor.isEmpty()) {
            return signIn(tenant);
        }
        Decisions.of(request)
                .held(
                        "session",
                        "of %s, by %s"
                                .formatted(
                                        visitor.get().session().principal().name(),
                                        visitor.get().session().session().amr()));
        FormParameters form;
        try {
            form = FormParameters.read(request);
        } catch (MalformedRequestException malformed) {
            refuse(visitor.get(), FORM, CHANGE, "account", String.valueOf(malformed.getMessage()));
            return pages.show(visitor.get(), HttpStatus.BAD_REQUEST, Account.Said.MALFORMED.alert());
        }
        boolean ours = FormGuard.accepts(
                visitor.get().tenant(),
                request,
                visitor.get().csrf(),
                form.find("csrf").orElse(""));
        if (!ours) {
            refuse(visitor.get(), FORM, CHANGE, "account", "not a form of ours in this session");
            return pages.show(visitor.get(), HttpStatus.FORBIDDEN, Account.Said.STALE.alert());
        }
        Decisions.of(request).held(FORM, "of ours, given to this session");
        return then.apply(visitor.get(), form);
    }

    /// What a form names; empty when it is no id.
    static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /// What its owner calls something; empty when it is no name.
    static Optional<String> name(FormParameters form) {
        return form.find("name")
                .map(String::strip)
                .filter(text -> NAME.matcher(text).matches());
    }

    /// By GET, so that a page loaded again sends nothing again.
    static ResponseEntity<?> done(Visitor visitor, Account.Said said) {
        return seeOther(visitor.tenant(), said.path());
    }

    static ResponseEntity<?> seeOther(Tenant tenant, String path) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", tenant.issuer() + path)
                .build();
    }

    /// Notes something that was done, and tells the person by letter where it is dangerous.
    void note(Visitor visitor, String action, String target, String reason) {
        audit.record(event(visitor, action, target, AuditEvent.Outcome.SUCCESS, reason));
        Optional.ofNullable(DANGEROUS.get(action)).ifPresent(change -> tell(visitor, change));
    }

    /// Tells the person by letter of something that was done and stands in the audit trail already.
    void tell(Visitor visitor, Notices.Change change) {
        notices.tell(visitor.tenant(), visitor.session().principal(), change, visitor.origin());
    }

    /// Notes something that was not done.
    ///
    /// @param policy what refuses
    void refuse(Visitor visitor, String policy, String action, String target, String reason) {
        refusals.refused(
                Decisions.of(visitor.request()),
                policy,
                event(visitor, action, target, AuditEvent.Outcome.REFUSED, reason));
    }

    private static AuditEvent event(
            Visitor visitor, String action, String target, AuditEvent.Outcome outcome, String reason) {
        return new AuditEvent(
                visitor.tenant().id(),
                "user:%s@%s"
                        .formatted(
                                visitor.session().principal().name(),
                                visitor.tenant().id()),
                action,
                target,
                outcome,
                reason,
                visitor.origin());
    }
}
