package io.lightwave.token.passwordlink;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordChanges;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.Throttle;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.language.Text;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.NewPassword;
import io.lightwave.token.page.Page;
import io.lightwave.token.protocol.FormParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/login/new-password`: where a link leads. Looking at it uses nothing up, since programs that read
/// letters do so too; the form does.
@RestController
class PasswordLinkEndpoint {
    private static final String FORM = "password by link";

    private final LinkPages pages;
    private final PasswordLinks links;
    private final PasswordChanges changes;
    private final Mailer mailer;
    private final Throttle throttle;
    private final Refusals refusals;
    private final Audit audit;

    PasswordLinkEndpoint(
            LinkPages pages,
            PasswordLinks links,
            PasswordChanges changes,
            Mailer mailer,
            Throttle throttle,
            Refusals refusals,
            Audit audit) {
        this.pages = pages;
        this.links = links;
        this.changes = changes;
        this.mailer = mailer;
        this.throttle = throttle;
        this.refusals = refusals;
        this.audit = audit;
    }

    @GetMapping("/t/{tenant}/login/new-password")
    ResponseEntity<String> page(
            @PathVariable String tenant,
            @RequestParam(defaultValue = "") String link,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin) {
        return ask(pages.require(tenant), link, Optional.empty(), request, response, origin);
    }

    private ResponseEntity<String> ask(
            Tenant tenant,
            String link,
            Optional<Text> objection,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin) {
        return OpaqueSecret.parse(link)
                .flatMap(secret -> links.find(tenant.id(), secret))
                .map(person -> pages.show(
                        new Page.PasswordByLink(
                                tenant, pages.csrf(tenant, FORM, request, response), link, person.name(), objection),
                        origin))
                .orElseGet(() -> over(Decisions.of(request), tenant, origin));
    }

    @PostMapping(path = "/t/{tenant}/login/new-password", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<String> submit(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant active = pages.require(tenant);
        FormParameters form = LinkPages.read(request);
        String link = form.find("link").orElse("");
        Decisions decisions = Decisions.of(request);
        if (!pages.isOurs(active, FORM, request, form)) {
            refuse(decisions, active, "", "form", "not a form of ours in this browser", origin);
            return ask(active, link, Optional.of(Text.of("stale")), request, response, origin);
        }
        decisions.held("form", "of ours, given to this browser");
        Optional<Password> chosen = NewPassword.chosen(form);
        if (chosen.isEmpty()) {
            refuse(
                    decisions,
                    active,
                    "",
                    "typed password",
                    "not twice the same password, of at most 512 bytes",
                    origin);
            return ask(active, link, Optional.of(Text.of("password.different")), request, response, origin);
        }
        decisions.held("typed password", "twice the same");
        Optional<OpaqueSecret> secret = OpaqueSecret.parse(link);
        Optional<PasswordLinks.Taken> taken = secret.flatMap(known -> links.take(active.id(), known));
        if (taken.isEmpty()) {
            return over(decisions, active, origin);
        }
        ActivePrincipal person = taken.get().person();
        return switch (changes.change(person, chosen.get(), origin)) {
            case PasswordChanges.Outcome.Changed(var changed) -> {
                note(active, changed, origin);
                yield pages.show(Page.Told.passwordSet(active));
            }
            case PasswordChanges.Outcome.Refused(String reason) -> {
                links.giveBack(taken.get(), secret.get());
                decisions.held("link", "given to %s, not used and in time".formatted(person.name()));
                refuse(decisions, active, person.name(), "password policy", reason, origin);
                yield ask(
                        active,
                        link,
                        Optional.of(Text.of("password.not-taken", NewPassword.fault(reason))),
                        request,
                        response,
                        origin);
            }
        };
    }

    /// Nobody guesses a link: a right one is never held up, but a wrong one is a failure of its network.
    private ResponseEntity<String> over(Decisions decisions, Tenant tenant, Origin origin) {
        throttle.failed(Throttle.Guess.ofPerson(tenant.id(), "password-link", origin.address(), origin));
        refuse(decisions, tenant, "", "link", "it was used, was replaced, has expired or was never given", origin);
        return pages.show(Page.Told.linkOver(tenant), origin);
    }

    private void refuse(
            Decisions decisions, Tenant tenant, String userName, String policy, String reason, Origin origin) {
        refusals.refused(
                decisions,
                policy,
                new AuditEvent(
                        tenant.id(),
                        "user:%s@%s".formatted(userName, tenant.id()),
                        "password.change",
                        "own password",
                        AuditEvent.Outcome.REFUSED,
                        reason,
                        origin));
    }

    private void note(Tenant tenant, ActivePrincipal person, Origin origin) {
        audit.record(new AuditEvent(
                tenant.id(),
                "user:%s@%s".formatted(person.name(), tenant.id()),
                "password.change",
                "own password",
                AuditEvent.Outcome.SUCCESS,
                "by a link; every session has ended",
                origin));
        mailer.notice(
                person,
                Text.of("letter.subject", Text.of("letter.changed.password"), tenant.shownName()),
                Text.of("letter.password-by-link", person.name(), tenant.shownName(), origin.address()),
                origin);
    }
}
