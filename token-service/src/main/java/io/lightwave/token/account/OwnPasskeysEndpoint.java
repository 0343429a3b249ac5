package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.page.Account;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.passkey.Attestation;
import io.lightwave.token.passkey.Passkeys;
import io.lightwave.token.protocol.FormParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/account/passkeys`: adds passkeys and removes them, each after a fresh proof.
@RestController
class OwnPasskeysEndpoint {
    private final Desk desk;
    private final AccountPages accountPages;
    private final Pages pages;
    private final OwnProof proof;
    private final OwnFactors factors;
    private final Renewal renewal;

    OwnPasskeysEndpoint(
            Desk desk, AccountPages accountPages, Pages pages, OwnProof proof, OwnFactors factors, Renewal renewal) {
        this.desk = desk;
        this.accountPages = accountPages;
        this.pages = pages;
        this.proof = proof;
        this.factors = factors;
        this.renewal = renewal;
    }

    @PostMapping(path = "/t/{tenant}/account/passkeys", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> begin(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(tenant, request, response, origin, this::begin);
    }

    private ResponseEntity<?> begin(Visitor visitor, FormParameters form) {
        Optional<String> name = Desk.name(form);
        if (name.isEmpty()) {
            desk.refuse(visitor, Desk.FORM, "factor.add", "passkey", "no acceptable name");
            return accountPages.show(visitor, HttpStatus.BAD_REQUEST, Account.Said.NAME.alert());
        }
        Optional<ResponseEntity<?>> refused = proof.refused(visitor, form, "factor.add", "passkey");
        return refused.orElseGet(() -> pages.show(new Page.SetUpPasskey(
                visitor.tenant(),
                visitor.csrf(),
                name.get(),
                passkeys().creationOptions(visitor.tenant(), visitor.session().principal(), binding(visitor)))));
    }

    /// The challenge was given only after the fresh proof.
    @PostMapping(path = "/t/{tenant}/account/passkeys/confirm", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> confirm(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(tenant, request, response, origin, this::confirm);
    }

    private ResponseEntity<?> confirm(Visitor visitor, FormParameters form) {
        ActivePrincipal person = visitor.session().principal();
        boolean first = !factors.areEnrolled(person);
        String name = Desk.name(form).orElse("Passkey");
        return switch (passkeys().register(visitor.tenant(), person, binding(visitor), name, Attestation.read(form))) {
            case Passkeys.Registration.Refused(String reason) -> {
                desk.refuse(visitor, "passkey", "factor.add", "passkey", reason);
                yield accountPages.show(visitor, HttpStatus.BAD_REQUEST, Account.Said.PASSKEY_NOT_ADDED.alert());
            }
            case Passkeys.Registration.Added added -> {
                Visitor renewed = renewal.withFactors(visitor, added.factors(), first);
                desk.note(
                        visitor,
                        "factor.add",
                        "passkey " + added.passkey().id(),
                        first ? "every other session has ended" : "");
                List<String> codes = first ? factors.codes().replaceRecoveryCodes(person) : List.of();
                yield codes.isEmpty()
                        ? Desk.done(renewed, Account.Said.PASSKEY_ADDED)
                        : pages.show(new Page.RecoveryCodes(visitor.tenant(), codes, Optional.empty()));
            }
        };
    }

    @PostMapping(path = "/t/{tenant}/account/passkeys/remove", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> remove(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(
                tenant,
                request,
                response,
                origin,
                (visitor, form) -> proof.refused(visitor, form, "factor.remove", "passkey")
                        .orElseGet(() -> remove(visitor, form.find("passkey").flatMap(Desk::id))));
    }

    /// Whoever else had it is signed out with it.
    private ResponseEntity<?> remove(Visitor visitor, Optional<UUID> passkey) {
        ActivePrincipal person = visitor.session().principal();
        if (passkey.filter(id -> passkeys().remove(person.tenant(), person.id(), id))
                .isPresent()) {
            if (!factors.areEnrolled(person)) {
                factors.codes().remove(person.tenant(), person.id());
            }
            renewal.endOthers(visitor, "a passkey was removed");
            desk.note(visitor, "factor.remove", "passkey " + passkey.get(), "by the person");
        }
        return Desk.done(visitor, Account.Said.PASSKEY_REMOVED);
    }

    private Passkeys passkeys() {
        return factors.passkeys();
    }

    private static String binding(Visitor visitor) {
        return visitor.secret().derive("new passkey of " + visitor.tenant().id());
    }
}
