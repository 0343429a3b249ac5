package io.lightwave.token.passwordlink;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenant;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.NewPassword;
import io.lightwave.token.page.Page;
import io.lightwave.token.protocol.FormParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/login/registration`: where the link in a letter leads; makes the account. Its user name is the address
/// that has just been proved, so that nobody learns by it which names there are. It signs nobody in: the way on is the
/// sign-in, with what its person had come for, if it is the same browser.
@RestController
class RegistrationLinkEndpoint {
    private static final String FORM = "registration by link";
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N} .,'’-]{1,64}");

    private final LinkPages pages;
    private final OpenRegistration registration;
    private final RegistrationLinks links;
    private final Subjects subjects;
    private final TransactionTemplate transactions;
    private final Refusals refusals;
    private final Audit audit;

    RegistrationLinkEndpoint(
            LinkPages pages,
            OpenRegistration registration,
            RegistrationLinks links,
            Subjects subjects,
            TransactionTemplate transactions,
            Refusals refusals,
            Audit audit) {
        this.pages = pages;
        this.registration = registration;
        this.links = links;
        this.subjects = subjects;
        this.transactions = transactions;
        this.refusals = refusals;
        this.audit = audit;
    }

    /// One request, and where it came from.
    private record Call(Tenant tenant, HttpServletRequest request, HttpServletResponse response, Origin origin) {
        Decisions decisions() {
            return Decisions.of(request);
        }
    }

    @GetMapping("/t/{tenant}/login/registration")
    ResponseEntity<String> page(
            @PathVariable String tenant,
            @RequestParam(defaultValue = "") String link,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin) {
        return ask(new Call(require(tenant), request, response, origin), link, Optional.empty());
    }

    private ResponseEntity<String> ask(Call call, String link, Optional<Page.Objection> objection) {
        Tenant tenant = call.tenant();
        return OpaqueSecret.parse(link)
                .flatMap(secret -> links.find(tenant.id(), secret))
                .filter(asked -> registration.permits(tenant.id(), asked.address()))
                .map(asked -> pages.show(
                        new Page.NewAccount(
                                tenant,
                                pages.csrf(tenant, FORM, call.request(), call.response()),
                                link,
                                asked.address().text(),
                                objection),
                        call.origin()))
                .orElseGet(() -> over(call));
    }

    @PostMapping(path = "/t/{tenant}/login/registration", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<String> submit(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        var call = new Call(require(tenant), request, response, origin);
        FormParameters form = LinkPages.read(request);
        String link = form.find("link").orElse("");
        if (!pages.isOurs(call.tenant(), FORM, request, form)) {
            return refused(call, link, "form", "not a form of ours in this browser", Page.Objection.STALE);
        }
        call.decisions().held("form", "of ours, given to this browser");
        Optional<String> given = name(form, "given-name");
        Optional<String> family = name(form, "family-name");
        if (given.isEmpty() || family.isEmpty()) {
            return refused(call, link, "names", "not acceptable", Page.Objection.NO_NAME);
        }
        call.decisions().held("names", "acceptable");
        Optional<Password> chosen = NewPassword.chosen(form);
        if (chosen.isEmpty()) {
            return refused(
                    call,
                    link,
                    "typed password",
                    "not twice the same password, of at most 512 bytes",
                    Page.Objection.DIFFERENT);
        }
        call.decisions().held("typed password", "twice the same");
        Optional<RegistrationLinks.Asked> asked = OpaqueSecret.parse(link)
                .flatMap(secret -> links.find(call.tenant().id(), secret))
                .filter(known -> registration.permits(call.tenant().id(), known.address()));
        if (asked.isEmpty()) {
            return over(call);
        }
        try {
            Subjects.NewUser person = person(call.tenant(), asked.get(), given.get(), family.get(), chosen.get());
            return isMade(call, OpaqueSecret.parse(link).orElseThrow(), person) ? goOn(call, asked.get()) : over(call);
        } catch (InvalidFieldException policy) { // the link still stands
            call.decisions().held("link", "given, not used and in time");
            return refused(
                    call,
                    link,
                    "password policy",
                    String.valueOf(policy.getMessage()),
                    Page.Objection.password(String.valueOf(policy.getMessage())));
        }
    }

    /// Hashes the password: outside of the transaction, which holds a connection and the link.
    private Subjects.NewUser person(
            Tenant tenant, RegistrationLinks.Asked asked, String given, String family, Password password) {
        String address = asked.address().text();
        return subjects.newUser(
                tenant.id(),
                address,
                Map.of(
                        "givenName", List.of(given),
                        "sn", List.of(family),
                        "displayName", List.of(given + " " + family),
                        "mail", List.of(address),
                        "mailVerified", List.of("TRUE")),
                password);
    }

    /// False when the link or the permission has gone meanwhile, or there is such an account by now.
    private boolean isMade(Call call, OpaqueSecret link, Subjects.NewUser person) {
        Tenant tenant = call.tenant();
        return Boolean.TRUE.equals(transactions.execute(_ -> links.take(tenant.id(), link)
                .filter(asked -> registration.permits(tenant.id(), asked.address()))
                .filter(asked -> {
                    boolean added = person.add() instanceof Subjects.AddOutcome.Added;
                    if (added) {
                        audit.recordChange(event(
                                tenant,
                                asked.address().text(),
                                AuditEvent.Outcome.SUCCESS,
                                "by a proof of the address",
                                call.origin()));
                    }
                    return added;
                })
                .isPresent()));
    }

    private ResponseEntity<String> goOn(Call call, RegistrationLinks.Asked asked) {
        boolean same = pages.browser(call.tenant(), call.request())
                .filter(asked.browser()::equals)
                .isPresent();
        return pages.show(Page.Told.registered(call.tenant(), same ? asked.request() : ""));
    }

    private ResponseEntity<String> refused(
            Call call, String link, String policy, String reason, Page.Objection objection) {
        refuse(call, policy, reason);
        return ask(call, link, Optional.of(objection));
    }

    private ResponseEntity<String> over(Call call) {
        refuse(call, "link", "it was used, was replaced, has expired or was never given, or there is an account");
        return pages.show(Page.Told.registrationOver(call.tenant()), call.origin());
    }

    private void refuse(Call call, String policy, String reason) {
        refusals.refused(
                call.decisions(), policy, event(call.tenant(), "", AuditEvent.Outcome.REFUSED, reason, call.origin()));
    }

    private static AuditEvent event(
            Tenant tenant, String name, AuditEvent.Outcome outcome, String reason, Origin origin) {
        return new AuditEvent(
                tenant.id(),
                "user:%s@%s".formatted(name, tenant.id()),
                "user.register",
                "own account",
                outcome,
                reason,
                origin);
    }

    private static Optional<String> name(FormParameters form, String field) {
        return form.find(field)
                .map(String::strip)
                .filter(text -> NAME.matcher(text).matches());
    }

    private Tenant require(String tenant) {
        Tenant active = pages.require(tenant);
        if (!registration.isOpen(active.id())) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return active;
    }
}
