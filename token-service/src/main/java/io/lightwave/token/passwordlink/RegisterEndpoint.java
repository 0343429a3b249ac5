package io.lightwave.token.passwordlink;

import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SourceNetwork;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.Throttle;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.language.Text;
import io.lightwave.token.mail.Address;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.page.Page;
import io.lightwave.token.protocol.FormParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/login/register`: asks for the address of whoever wants an account, and sends a link there. Everybody
/// gets the same answer at once, before anybody has looked whether there is an account of that address; its owner is
/// told by the letter.
@RestController
class RegisterEndpoint {
    private static final String FORM = "registration";
    private static final String LETTERS = "registration-letter";
    private static final String NETWORKS = "registration-network";

    /// What a network is given at once, for there may be a whole school in it: this many times what an address is.
    private static final int SHARES = 8;

    private static final Pattern QUERY = Pattern.compile("[!-~&&[^\"'<>#\\\\]]{0,6000}");

    private final LinkPages pages;
    private final OpenRegistration registration;
    private final RegistrationLinks links;
    private final Mailer mailer;
    private final Subjects subjects;
    private final Throttle throttle;
    private final Refusals refusals;

    RegisterEndpoint(
            LinkPages pages,
            OpenRegistration registration,
            RegistrationLinks links,
            Mailer mailer,
            Subjects subjects,
            Throttle throttle,
            Refusals refusals) {
        this.pages = pages;
        this.registration = registration;
        this.links = links;
        this.mailer = mailer;
        this.subjects = subjects;
        this.throttle = throttle;
        this.refusals = refusals;
    }

    @GetMapping("/t/{tenant}/login/register")
    ResponseEntity<String> page(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin) {
        return ask(require(tenant), query(request.getQueryString()), Optional.empty(), request, response, origin);
    }

    private ResponseEntity<String> ask(
            Tenant tenant,
            String waiting,
            Optional<Page.Objection> objection,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin) {
        return pages.show(
                new Page.Register(tenant, pages.csrf(tenant, FORM, request, response), waiting, objection), origin);
    }

    @PostMapping(path = "/t/{tenant}/login/register", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<String> submit(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant active = require(tenant);
        FormParameters form = LinkPages.read(request);
        String waiting = query(form.find("request").orElse(""));
        var decisions = new Decisions().held("authentication policy", "people make accounts of their own");
        if (!pages.isOurs(active, FORM, request, form)) {
            refuse(active, decisions, "form", "not a form of ours in this browser", origin);
            return ask(active, waiting, Optional.of(Page.Objection.STALE), request, response, origin);
        }
        decisions.held("form", "of ours, given to this browser");
        Optional<Address> address = form.find("email").map(String::strip).flatMap(Address::parse);
        if (address.isEmpty()) {
            refuse(active, decisions, "e-mail address", "it is none", origin);
            return ask(active, waiting, Optional.of(Page.Objection.NO_ADDRESS), request, response, origin);
        }
        String domain = address.get().domain();
        if (!registration.permits(active.id(), address.get())) {
            refuse(
                    active,
                    decisions.held("e-mail address", "of the domain " + domain),
                    "domains of the authentication policy",
                    "addresses of %s make no accounts here".formatted(domain),
                    origin);
            return ask(active, waiting, Optional.of(Page.Objection.DOMAIN), request, response, origin);
        }
        decisions.held("e-mail address", "of the domain %s, which may".formatted(domain));
        var asked = new RegistrationLinks.Asked(
                new Address(address.get().text().toLowerCase(Locale.ROOT)),
                waiting,
                pages.browser(active, request).orElseThrow());
        if (!mailer.later(() -> answer(active, asked, decisions, origin))) {
            refuse(active, decisions, "capacity", Mailer.TOO_MANY, origin);
        }
        return pages.show(Page.Told.registrationLetterSent(active));
    }

    private void answer(Tenant tenant, RegistrationLinks.Asked asked, Decisions decisions, Origin origin) {
        String address = asked.address().text();
        if (!isPermitted(tenant, LETTERS, address)
                || !isPermitted(
                        tenant,
                        NETWORKS,
                        SourceNetwork.of(origin.address())
                                        .map(SourceNetwork::value)
                                        .orElse("") + "/" + Math.floorMod(address.hashCode(), SHARES))) {
            refuse(tenant, decisions, "throttle", "too many letters to that address, or for that network", origin);
            return;
        }
        boolean known = subjects.byName(tenant.id(), SubjectKind.USER, address).isPresent();
        Text words = known
                ? Text.of("letter.register.known", tenant.shownName(), tenant.issuer() + "/login/forgotten")
                : Text.of(
                        "letter.register",
                        tenant.shownName(),
                        tenant.issuer() + "/login/registration?link="
                                + links.make(tenant.id(), asked).text());
        mailer.send(
                tenant.id(),
                asked.address(),
                Text.of("letter.subject", Text.of("letter.register.subject"), tenant.shownName()),
                words,
                origin);
    }

    /// Each is one too many, unless it is forgotten by and by.
    private boolean isPermitted(Tenant tenant, String kind, String key) {
        if (!throttle.permits(tenant.id(), kind, key)) {
            return false;
        }
        throttle.failed(tenant.id(), kind, key);
        return true;
    }

    private Tenant require(String tenant) {
        Tenant active = pages.require(tenant);
        if (!registration.isOpen(active.id())) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return active;
    }

    private void refuse(Tenant tenant, Decisions decisions, String policy, String reason, Origin origin) {
        refusals.refused(
                decisions,
                policy,
                new AuditEvent(
                        tenant.id(),
                        "user:@" + tenant.id(),
                        "user.register",
                        "own account",
                        AuditEvent.Outcome.REFUSED,
                        reason,
                        origin));
    }

    /// Nothing but what a query can be made of.
    private static String query(@org.jspecify.annotations.Nullable String text) { // null: there is none
        return text != null && QUERY.matcher(text).matches() ? text : "";
    }
}
