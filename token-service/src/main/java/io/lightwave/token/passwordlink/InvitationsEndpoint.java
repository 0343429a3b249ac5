package io.lightwave.token.passwordlink;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.mail.Address;
import io.lightwave.token.mail.Mailer;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /api/v1/tenants/{tenant}/users/{user}/invitation`: sends a person a link to set the first password by.
@RestController
class InvitationsEndpoint {
    private final PasswordLetters letters;
    private final Mailer mailer;
    private final Tenants tenants;
    private final Subjects subjects;
    private final ActivePrincipals principals;
    private final Audit audit;

    InvitationsEndpoint(
            PasswordLetters letters,
            Mailer mailer,
            Tenants tenants,
            Subjects subjects,
            ActivePrincipals principals,
            Audit audit) {
        this.letters = letters;
        this.mailer = mailer;
        this.tenants = tenants;
        this.subjects = subjects;
        this.principals = principals;
        this.audit = audit;
    }

    @PostMapping("/api/v1/tenants/{tenant}/users/{user}/invitation")
    ResponseEntity<Void> invite(@PathVariable TenantId tenant, @PathVariable String user, Caller caller) {
        if (!mailer.isThere()) {
            throw new InvalidFieldException("user", "the server sends no letters: no SMTP server is set");
        }
        Tenant inviting = tenants.find(tenant).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
        ActivePrincipal person = subjects.find(tenant, SubjectKind.USER, user)
                .flatMap(subject -> principals.find(tenant, subject.id()))
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
        Address to = letters.address(person)
                .orElseThrow(() -> new InvalidFieldException(
                        "user", "has no e-mail address that a letter can go to, or a password that is kept elsewhere"));
        if (!mailer.later(() -> letters.invitation(inviting, person, to, caller.origin()))) {
            throw new ErrorResponseException(HttpStatus.SERVICE_UNAVAILABLE);
        }
        audit.record(new AuditEvent(
                tenant,
                caller.actor(),
                "user.invite",
                "user:" + person.name(),
                AuditEvent.Outcome.SUCCESS,
                "",
                caller.origin()));
        return ResponseEntity.accepted().build();
    }
}
