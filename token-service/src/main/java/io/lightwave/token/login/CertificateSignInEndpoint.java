package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.certificate.CertificateErrands;
import io.lightwave.token.certificate.CertificateErrands.Purpose;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.policy.Factor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/login/certificate` sends the browser to show a certificate, `/callback` takes what it comes back with.
@RestController
class CertificateSignInEndpoint {
    private final Visits visits;
    private final CertificateErrands errands;
    private final Assurance assurance;
    private final SignInFlow flow;
    private final SignInAnswers answers;
    private final Pages pages;

    CertificateSignInEndpoint(
            Visits visits,
            CertificateErrands errands,
            Assurance assurance,
            SignInFlow flow,
            SignInAnswers answers,
            Pages pages) {
        this.visits = visits;
        this.errands = errands;
        this.assurance = assurance;
        this.flow = flow;
        this.answers = answers;
        this.pages = pages;
    }

    @PostMapping(path = "/t/{tenant}/login/certificate", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> leave(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return visits.form(tenant, request, response, origin, (visit, form) -> {
            if (!SignInPages.isOurs(visit, form)) {
                return answers.show(visit, flow.foreign(visit, ""), "");
            }
            if (!errands.arePossible() || !assurance.policy(visit.tenant().id()).mayBeginWith(Factor.CERTIFICATE)) {
                return answers.show(
                        visit, flow.certificateRefused(visit, "", "the policy lets nobody begin with one"), "");
            }
            return pages.show(Page.Leaving.toShowCertificate(
                    visit.tenant(),
                    errands.begin(
                            visit.tenant(),
                            Purpose.SIGN_IN,
                            binding(visit.browser().orElseThrow()),
                            visit.destination().encoded())));
        });
    }

    @GetMapping("/t/{tenant}/login/certificate/callback")
    ResponseEntity<?> arrive(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin) {
        var visit = new Visit(visits.tenant(tenant), Destination.OwnPage.LOGIN, request, response, origin);
        return visit.browser()
                .flatMap(browser -> errands.take(visit.tenant(), Purpose.SIGN_IN, binding(browser), request))
                .<ResponseEntity<?>>map(shown -> visits.resume(
                        visit,
                        shown.note(),
                        resumed -> answers.show(resumed, flow.certificate(resumed, shown.certificate()), "")))
                .orElseGet(() -> answers.show(
                        visit,
                        flow.certificateRefused(
                                visit, "", "the answer was used, has expired or belongs to another browser"),
                        ""));
    }

    @GetMapping("/t/{tenant}/login/certificate")
    ResponseEntity<?> page(@PathVariable String tenant) {
        return visits.begin(tenant);
    }

    private static String binding(OpaqueSecret browser) {
        return browser.derive("certificate for a sign-in");
    }
}
