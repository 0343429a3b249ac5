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
    private static final String POLICY = "authentication policy";

    private final Desk desk;
    private final FactorDesk factorDesk;
    private final Pages pages;
    private final OwnFactors factors;
    private final OwnCertificates own;

    OwnCertificatesEndpoint(Desk desk, FactorDesk factorDesk, Pages pages, OwnFactors factors, OwnCertificates own) {
        this.desk = desk;
        this.factorDesk = factorDesk;
        this.pages = pages;
        this.factors = factors;
        this.own = own;
    }

    @PostMapping(path = "/t/{tenant}/account/certificates", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> begin(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(tenant, request, response, origin, this::begin);
    }

    private ResponseEntity<?> begin(Visitor visitor, FormParameters form) {
        return factorDesk.begin(
                visitor,
                form,
                KIND,
                name -> own.mayBeEnrolled(visitor.session().principal())
                        ? pages.show(Page.Leaving.toShowCertificate(
                                visitor.tenant(),
                                own.errands().begin(visitor.tenant(), Purpose.ENROLMENT, binding(visitor), name)))
                        : factorDesk.refuse(
                                visitor,
                                KIND,
                                POLICY,
                                "nobody signs in with certificates",
                                HttpStatus.FORBIDDEN,
                                Account.Said.CERTIFICATE_NOT_ADDED));
    }

    /// The ticket was given only after the fresh proof.
    @GetMapping("/t/{tenant}/account/certificates/callback")
    ResponseEntity<?> arrive(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin) {
        return desk.visitor(tenant, request, response, origin)
                .<ResponseEntity<?>>map(visitor -> own.errands()
                        .take(visitor.tenant(), Purpose.ENROLMENT, binding(visitor), request)
                        .<ResponseEntity<?>>map(shown -> enrol(visitor, shown))
                        .orElseGet(() -> factorDesk.refuse(
                                visitor,
                                KIND,
                                Desk.FORM,
                                "used, expired or of another session",
                                HttpStatus.FORBIDDEN,
                                Account.Said.STALE)))
                .orElseGet(() -> desk.signIn(tenant));
    }

    private ResponseEntity<?> enrol(Visitor visitor, Shown shown) {
        ActivePrincipal person = visitor.session().principal();
        boolean hadNone = !factors.areEnrolled(person);
        return switch (own.certificates()
                .enrol(person, visitor.session().session().amr(), shown.note(), shown.certificate())) {
            case Enrolment.Refused(String reason) ->
                factorDesk.refuse(
                        visitor, KIND, KIND, reason, HttpStatus.BAD_REQUEST, Account.Said.CERTIFICATE_NOT_ADDED);
            case Enrolment.TooWeak(String reason) ->
                factorDesk.refuse(
                        visitor, KIND, POLICY, reason, HttpStatus.FORBIDDEN, Account.Said.CERTIFICATE_NEEDS_MORE);
            case Enrolment.Added(var added) ->
                factorDesk.added(visitor, KIND, added.id(), hadNone, Account.Said.CERTIFICATE_ADDED);
        };
    }

    @PostMapping(
            path = "/t/{tenant}/account/certificates/remove",
            consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> remove(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return factorDesk.remove(
                tenant,
                request,
                response,
                origin,
                KIND,
                (person, id) -> own.certificates().remove(person.tenant(), person.id(), id),
                Account.Said.CERTIFICATE_REMOVED);
    }

    private static String binding(Visitor visitor) {
        return visitor.secret().derive("new certificate of " + visitor.tenant().id());
    }
}
