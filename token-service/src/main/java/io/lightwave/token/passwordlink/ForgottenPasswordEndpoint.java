package io.lightwave.token.passwordlink;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.Throttle;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.page.Page;
import io.lightwave.token.protocol.FormParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/login/forgotten`: asks for a letter. Everybody gets the same answer at once, before anybody has looked
/// whether there is such a person.
@RestController
class ForgottenPasswordEndpoint {
    static final String FORM = "forgotten password";

    private static final String KIND = "password-letter";
    private static final int LONGEST_NAME = 256;

    private final LinkPages pages;
    private final PasswordLetters letters;
    private final Mailer mailer;
    private final Subjects subjects;
    private final ActivePrincipals principals;
    private final Throttle throttle;
    private final Audit audit;

    ForgottenPasswordEndpoint(
            LinkPages pages,
            PasswordLetters letters,
            Mailer mailer,
            Subjects subjects,
            ActivePrincipals principals,
            Throttle throttle,
            Audit audit) {
        this.pages = pages;
        this.letters = letters;
        this.mailer = mailer;
        this.subjects = subjects;
        this.principals = principals;
        this.throttle = throttle;
        this.audit = audit;
    }

    @GetMapping("/t/{tenant}/login/forgotten")
    ResponseEntity<String> page(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response) {
        Tenant active = pages.require(tenant);
        return pages.show(new Page.ForgottenPassword(active, pages.csrf(active, FORM, request, response)));
    }

    @PostMapping(path = "/t/{tenant}/login/forgotten", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<String> submit(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant active = pages.require(tenant);
        FormParameters form = LinkPages.read(request);
        if (!pages.isOurs(active, FORM, request, form)) {
            return page(tenant, request, response);
        }
        form.find("username")
                .filter(name -> !name.isBlank() && name.length() <= LONGEST_NAME)
                .ifPresent(name -> ask(active, name.strip(), origin));
        return pages.show(Page.Told.letterSent(active));
    }

    private void ask(Tenant tenant, String name, Origin origin) {
        if (!mailer.later(() -> note(tenant, name, refusal(tenant, name, origin), origin))) {
            note(tenant, name, Mailer.TOO_MANY, origin);
        }
    }

    /// @param reason why no letter is sent; empty when one is
    private void note(Tenant tenant, String name, String reason, Origin origin) {
        audit.record(new AuditEvent(
                tenant.id(),
                "user:%s@%s".formatted(name, tenant.id()),
                "password.forgotten",
                "user:" + name,
                reason.isEmpty() ? AuditEvent.Outcome.SUCCESS : AuditEvent.Outcome.REFUSED,
                reason,
                origin));
    }

    /// Sends the letter; why not, or nothing.
    private String refusal(Tenant tenant, String name, Origin origin) {
        String key = name.toLowerCase(Locale.ROOT);
        if (!throttle.permits(tenant.id(), KIND, key)) {
            return "too many letters";
        }
        throttle.failed(tenant.id(), KIND, key); // each is one too many, unless it is forgotten by and by
        return subjects.byName(tenant.id(), SubjectKind.USER, name)
                .flatMap(subject -> principals.find(tenant.id(), subject.id()))
                .map(person -> letters.address(person)
                        .map(to -> {
                            letters.forgotten(tenant, person, to, origin);
                            return "";
                        })
                        .orElse("no address, or the password is kept elsewhere"))
                .orElse("unknown or disabled user");
    }
}
