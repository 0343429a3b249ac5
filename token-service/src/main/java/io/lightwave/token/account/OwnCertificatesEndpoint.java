package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.certificate.CertificateErrands.Purpose;
import io.lightwave.token.certificate.CertificateErrands.Shown;
import io.lightwave.token.certificate.Certificates.Enrolment;
import io.lightwave.token.page.Account;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.FormParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/account/certificates`: enrols certificates and removes them, each after a fresh proof.
@RestController
class OwnCertificatesEndpoint {
    private static final String KIND = "certificate";
    private static final String ADD = "factor.add";

    private final Desk desk;
    private final AccountPages accountPages;
    private final Pages pages;
    private final OwnProof proof;
    private final OwnCertificates own;
    private final Renewal renewal;

    OwnCertificatesEndpoint(
            Desk desk, AccountPages accountPages, Pages pages, OwnProof proof, OwnCertificates own, Renewal renewal) {
        this.desk = desk;
        this.accountPages = accountPages;
        this.pages = pages;
        this.proof = proof;
        this.own = own;
        this.renewal = renewal;
    }

    @PostMapping(path = "/t/{tenant}/account/certificates", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> begin(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(tenant, request, response, origin, this::begin);
    }

    private ResponseEntity<?> begin(Visitor visitor, FormParameters form) {
        Optional<String> name = Desk.name(form);
        if (name.isEmpty()) {
            desk.refuse(visitor, Desk.FORM, ADD, KIND, "no acceptable name");
            return accountPages.show(visitor, HttpStatus.BAD_REQUEST, Account.Said.NAME.alert());
        }
        if (!own.mayBeEnrolled(visitor.session().principal())) {
            desk.refuse(visitor, "authentication policy", ADD, KIND, "nobody signs in with certificates");
            return accountPages.show(visitor, HttpStatus.FORBIDDEN, Account.Said.CERTIFICATE_NOT_ADDED.alert());
        }
        return proof.refused(visitor, form, ADD, KIND)
                .orElseGet(() -> pages.show(Page.Leaving.toShowCertificate(
                        visitor.tenant(),
                        own.errands().begin(visitor.tenant(), Purpose.ENROLMENT, binding(visitor), name.get()))));
    }

    /// The ticket was given only after the fresh proof.
    @GetMapping("/t/{tenant}/account/certificates/callback")
    ResponseEntity<?> arrive(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin) {
        return desk.visitor(tenant, request, response, origin)
                .<ResponseEntity<?>>map(visitor -> own.errands()
                        .take(visitor.tenant(), Purpose.ENROLMENT, binding(visitor), request)
                        .<ResponseEntity<?>>map(shown -> enrol(visitor, shown))
                        .orElseGet(() -> {
                            desk.refuse(visitor, Desk.FORM, ADD, KIND, "used, expired or of another session");
                            return accountPages.show(visitor, HttpStatus.FORBIDDEN, Account.Said.STALE.alert());
                        }))
                .orElseGet(() -> desk.signIn(tenant));
    }

    private ResponseEntity<?> enrol(Visitor visitor, Shown shown) {
        return switch (own.certificates()
                .enrol(
                        visitor.session().principal(),
                        visitor.session().session().amr(),
                        shown.note(),
                        shown.certificate())) {
            case Enrolment.Refused(String reason) -> {
                desk.refuse(visitor, KIND, ADD, KIND, reason);
                yield accountPages.show(visitor, HttpStatus.BAD_REQUEST, Account.Said.CERTIFICATE_NOT_ADDED.alert());
            }
            case Enrolment.TooWeak(String reason) -> {
                desk.refuse(visitor, "authentication policy", ADD, KIND, reason);
                yield accountPages.show(visitor, HttpStatus.FORBIDDEN, Account.Said.CERTIFICATE_NEEDS_MORE.alert());
            }
            case Enrolment.Added(var added) -> {
                desk.note(visitor, ADD, "certificate " + added.id(), "");
                yield Desk.done(visitor, Account.Said.CERTIFICATE_ADDED);
            }
        };
    }

    @PostMapping(
            path = "/t/{tenant}/account/certificates/remove",
            consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> remove(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(
                tenant,
                request,
                response,
                origin,
                (visitor, form) -> proof.refused(visitor, form, "factor.remove", KIND)
                        .orElseGet(() -> remove(visitor, form.find(KIND).flatMap(Desk::id))));
    }

    /// Whoever else had it is signed out with it.
    private ResponseEntity<?> remove(Visitor visitor, Optional<UUID> certificate) {
        ActivePrincipal person = visitor.session().principal();
        if (certificate
                .filter(id -> own.certificates().remove(person.tenant(), person.id(), id))
                .isPresent()) {
            renewal.endOthers(visitor, "a certificate was removed");
            desk.note(visitor, "factor.remove", "certificate " + certificate.get(), "by the person");
        }
        return Desk.done(visitor, Account.Said.CERTIFICATE_REMOVED);
    }

    private static String binding(Visitor visitor) {
        return visitor.secret().derive("new certificate of " + visitor.tenant().id());
    }
}
