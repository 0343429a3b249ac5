package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.page.Account;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.totp.SecondFactors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/account/codes`: enrols an authenticator and removes it again, each for whoever knows the password now.
@RestController
class OwnCodesEndpoint {
    private static final int MAXIMUM_CODE = 64;

    private final Desk desk;
    private final AccountPages pages;
    private final CodePages codePages;
    private final OwnProof proof;
    private final SecondFactors factors;
    private final Renewal renewal;

    OwnCodesEndpoint(
            Desk desk,
            AccountPages pages,
            CodePages codePages,
            OwnProof proof,
            SecondFactors factors,
            Renewal renewal) {
        this.desk = desk;
        this.pages = pages;
        this.codePages = codePages;
        this.proof = proof;
        this.factors = factors;
        this.renewal = renewal;
    }

    @PostMapping(path = "/t/{tenant}/account/codes", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> begin(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(
                tenant,
                request,
                response,
                origin,
                (visitor, form) -> proven(visitor, form, "factor.add")
                        ? factors.propose(visitor.session().principal())
                                .<ResponseEntity<?>>map(secret -> codePages.setUp(visitor, secret, false))
                                .orElseGet(() -> Desk.seeOther(visitor.tenant(), "/account"))
                        : wrongPassword(visitor));
    }

    @PostMapping(path = "/t/{tenant}/account/codes/confirm", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> confirm(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(tenant, request, response, origin, this::confirm);
    }

    private ResponseEntity<?> confirm(Visitor visitor, FormParameters form) {
        ActivePrincipal person = visitor.session().principal();
        String typed =
                form.find("code").filter(code -> code.length() <= MAXIMUM_CODE).orElse("");
        Optional<List<String>> codes = factors.confirm(person, typed);
        if (codes.isEmpty()) {
            desk.note(visitor, "factor.add", "one-time codes", AuditEvent.Outcome.REFUSED, "wrong code");
            return factors.proposed(person)
                    .<ResponseEntity<?>>map(secret -> codePages.setUp(visitor, secret, true))
                    .orElseGet(() -> Desk.seeOther(visitor.tenant(), "/account"));
        }
        LiveSession renewed = renewal.withCode(visitor);
        desk.note(
                visitor,
                "factor.add",
                "one-time codes",
                AuditEvent.Outcome.SUCCESS,
                "session %s goes on, every other has ended"
                        .formatted(renewed.session().id()));
        return codePages.recoveryCodes(visitor, codes.get());
    }

    @PostMapping(path = "/t/{tenant}/account/codes/remove", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> remove(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(tenant, request, response, origin, (visitor, form) -> {
            if (!proven(visitor, form, "factor.remove")) {
                return wrongPassword(visitor);
            }
            ActivePrincipal person = visitor.session().principal();
            if (factors.remove(person.tenant(), person.id())) {
                desk.note(visitor, "factor.remove", "one-time codes", AuditEvent.Outcome.SUCCESS, "by the person");
            }
            return Desk.done(visitor, Account.Said.CODES);
        });
    }

    private boolean proven(Visitor visitor, FormParameters form, String action) {
        Optional<String> refusal = proof.refusal(visitor, form);
        refusal.ifPresent(reason -> desk.note(visitor, action, "one-time codes", AuditEvent.Outcome.REFUSED, reason));
        return refusal.isEmpty();
    }

    private ResponseEntity<?> wrongPassword(Visitor visitor) {
        return pages.show(visitor, HttpStatus.FORBIDDEN, Account.Said.WRONG_PASSWORD.alert());
    }
}
