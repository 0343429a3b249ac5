package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.PasswordChanges;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.ldapsource.SourcedPasswords;
import io.lightwave.token.page.Account;
import io.lightwave.token.page.NewPassword;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.session.LiveSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/account/password`: a new password, for whoever knows the present one. Every session ends with it
/// but that of the browser which asks, which goes on under a new secret.
@RestController
class OwnPasswordEndpoint {
    private final Desk desk;
    private final AccountPages pages;
    private final SourcedPasswords passwords;
    private final PasswordChanges changes;
    private final Renewal renewal;

    OwnPasswordEndpoint(
            Desk desk, AccountPages pages, SourcedPasswords passwords, PasswordChanges changes, Renewal renewal) {
        this.desk = desk;
        this.pages = pages;
        this.passwords = passwords;
        this.changes = changes;
        this.renewal = renewal;
    }

    @PostMapping(path = "/t/{tenant}/account/password", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> submit(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(tenant, request, response, origin, this::change);
    }

    private ResponseEntity<?> change(Visitor visitor, FormParameters form) {
        ActivePrincipal owner = visitor.session().principal();
        if (passwords.isKeptElsewhere(owner.tenant(), owner.id())) {
            refuse(visitor, "account", "it is kept elsewhere");
            return pages.show(visitor, HttpStatus.FORBIDDEN, Account.Said.KEPT_ELSEWHERE.alert());
        }
        Optional<Password> chosen = NewPassword.chosen(form);
        if (chosen.isEmpty()) {
            refuse(visitor, Desk.FORM, "not twice the same password, of at most 512 bytes");
            return pages.show(visitor, HttpStatus.BAD_REQUEST, Account.Said.DIFFERENT.alert());
        }
        Optional<Password> present = form.find("password").flatMap(NewPassword::password);
        return switch (prove(visitor, present)) {
            case PasswordAuthentication.Outcome.Refused refused -> {
                refuse(visitor, "fresh proof by the present password", refused.reason());
                yield pages.show(visitor, HttpStatus.FORBIDDEN, Account.Said.WRONG_PASSWORD.alert());
            }
            case PasswordAuthentication.Outcome.Busy(String reason) -> {
                refuse(visitor, "capacity", reason);
                yield pages.show(visitor, HttpStatus.SERVICE_UNAVAILABLE, Account.Said.BUSY.alert());
            }
            case PasswordAuthentication.Outcome.Authenticated(var person) ->
                switch (changes.change(person, chosen.get(), visitor.origin())) {
                    case PasswordChanges.Outcome.Changed(var changed) -> goOn(visitor, changed);
                    case PasswordChanges.Outcome.Refused(String reason) -> {
                        Decisions.of(visitor.request()).held("fresh proof by the present password", "");
                        refuse(visitor, "password policy", reason);
                        yield pages.show(visitor, HttpStatus.BAD_REQUEST, Account.Message.notTaken(reason));
                    }
                };
        };
    }

    private void refuse(Visitor visitor, String policy, String reason) {
        desk.refuse(visitor, policy, "password.change", "own password", reason);
    }

    private PasswordAuthentication.Outcome prove(Visitor visitor, Optional<Password> present) {
        ActivePrincipal person = visitor.session().principal();
        return present.map(password -> passwords.confirm(person.tenant(), person.id(), password, visitor.origin()))
                .orElseGet(() -> new PasswordAuthentication.Outcome.Refused("no acceptable password"));
    }

    private ResponseEntity<?> goOn(Visitor visitor, ActivePrincipal changed) {
        LiveSession renewed = renewal.withPassword(visitor, changed);
        desk.note(visitor, "password.change", "session " + renewed.session().id(), "every other session has ended");
        return Desk.done(visitor, Account.Said.PASSWORD);
    }
}
