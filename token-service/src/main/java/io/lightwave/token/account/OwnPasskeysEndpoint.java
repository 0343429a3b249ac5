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
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/account/passkeys`: adds passkeys and removes them, each after a fresh proof.
@RestController
class OwnPasskeysEndpoint {
    private static final String KIND = "passkey";

    private final Desk desk;
    private final FactorDesk factorDesk;
    private final Pages pages;
    private final OwnFactors factors;
    private final Renewal renewal;

    OwnPasskeysEndpoint(Desk desk, FactorDesk factorDesk, Pages pages, OwnFactors factors, Renewal renewal) {
        this.desk = desk;
        this.factorDesk = factorDesk;
        this.pages = pages;
        this.factors = factors;
        this.renewal = renewal;
    }

    @PostMapping(path = "/t/{tenant}/account/passkeys", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> begin(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(
                tenant,
                request,
                response,
                origin,
                (visitor, form) -> factorDesk.begin(
                        visitor,
                        form,
                        KIND,
                        name -> pages.show(new Page.SetUpPasskey(
                                visitor.tenant(),
                                visitor.csrf(),
                                name,
                                passkeys()
                                        .creationOptions(
                                                visitor.tenant(),
                                                visitor.session().principal(),
                                                binding(visitor))))));
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
        boolean hadNone = !factors.areEnrolled(person);
        String name = Desk.name(form).orElse("Passkey");
        return switch (passkeys().register(visitor.tenant(), person, binding(visitor), name, Attestation.read(form))) {
            case Passkeys.Registration.Refused(String reason) ->
                factorDesk.refuse(visitor, KIND, KIND, reason, HttpStatus.BAD_REQUEST, Account.Said.PASSKEY_NOT_ADDED);
            case Passkeys.Registration.Added added ->
                factorDesk.added(
                        renewal.withFactors(visitor, added.factors()),
                        KIND,
                        added.passkey().id(),
                        hadNone,
                        Account.Said.PASSKEY_ADDED);
        };
    }

    @PostMapping(path = "/t/{tenant}/account/passkeys/remove", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> remove(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return factorDesk.remove(
                tenant,
                request,
                response,
                origin,
                KIND,
                (person, id) -> passkeys().remove(person.tenant(), person.id(), id),
                Account.Said.PASSKEY_REMOVED);
    }

    private Passkeys passkeys() {
        return factors.passkeys();
    }

    private static String binding(Visitor visitor) {
        return visitor.secret().derive("new passkey of " + visitor.tenant().id());
    }
}
