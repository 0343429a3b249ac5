package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.Account;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.session.SignIn;
import io.lightwave.token.totp.TypedCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/account/codes`: enrols an authenticator and removes it again, each after a fresh proof.
@RestController
class OwnCodesEndpoint {
    private final Desk desk;
    private final CodePages codePages;
    private final OwnProof proof;
    private final OwnFactors factors;
    private final Renewal renewal;
    private final SecureRandom random;

    OwnCodesEndpoint(
            Desk desk, CodePages codePages, OwnProof proof, OwnFactors factors, Renewal renewal, SecureRandom random) {
        this.desk = desk;
        this.codePages = codePages;
        this.proof = proof;
        this.factors = factors;
        this.renewal = renewal;
        this.random = random;
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
                (visitor, form) -> proof.refused(visitor, form, "factor.add", "one-time codes")
                        .or(() -> propose(visitor))
                        .orElseGet(() -> Desk.seeOther(visitor.tenant(), "/account")));
    }

    /// Each page has a key of its own.
    private Optional<ResponseEntity<?>> propose(Visitor visitor) {
        OpaqueSecret page = OpaqueSecret.random(random);
        return factors.codes()
                .propose(visitor.session().principal(), page)
                .map(secret -> codePages.setUp(visitor, page, secret, false));
    }

    @PostMapping(path = "/t/{tenant}/account/codes/confirm", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> confirm(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(tenant, request, response, origin, this::confirm);
    }

    private ResponseEntity<?> confirm(Visitor visitor, FormParameters form) {
        ActivePrincipal person = visitor.session().principal();
        Optional<OpaqueSecret> page = form.find("page").flatMap(OpaqueSecret::parse);
        Optional<List<String>> codes =
                page.flatMap(named -> factors.codes().confirm(person, named, TypedCode.of(form)));
        if (codes.isEmpty()) {
            desk.refuse(visitor, "one-time codes", "factor.add", "one-time codes", "wrong code");
            return page.flatMap(named -> factors.codes()
                            .proposed(person, named)
                            .<ResponseEntity<?>>map(secret -> codePages.setUp(visitor, named, secret, true)))
                    .orElseGet(() -> Desk.seeOther(visitor.tenant(), "/account"));
        }
        Visitor renewed = renewal.withFactors(visitor, List.of(SignIn.CODE));
        renewal.endOthers(renewed, "a second factor is asked for now");
        desk.note(
                visitor,
                "factor.add",
                "one-time codes",
                "session %s goes on, every other has ended"
                        .formatted(renewed.session().session().id()));
        return codePages.recoveryCodes(visitor, codes.get());
    }

    @PostMapping(path = "/t/{tenant}/account/codes/remove", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> remove(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(
                tenant,
                request,
                response,
                origin,
                (visitor, form) -> proof.refused(visitor, form, "factor.remove", "one-time codes")
                        .orElseGet(() -> remove(visitor)));
    }

    /// Recovery codes stay for whoever has other second factors.
    private ResponseEntity<?> remove(Visitor visitor) {
        ActivePrincipal person = visitor.session().principal();
        boolean removed = factors.areEnrolledBesideCodes(person)
                ? factors.codes().removeAuthenticator(person.tenant(), person.id())
                : factors.codes().remove(person.tenant(), person.id());
        if (removed) {
            desk.note(visitor, "factor.remove", "one-time codes", "by the person");
        }
        return Desk.done(visitor, Account.Said.CODES);
    }
}
