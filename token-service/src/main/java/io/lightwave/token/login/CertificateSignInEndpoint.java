package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.token.certificate.CertificateErrands;
import io.lightwave.token.certificate.CertificateErrands.Purpose;
import io.lightwave.token.certificate.CertificateErrands.Shown;
import io.lightwave.token.login.SignInFlow.Progress;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.protocol.FormParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/login/certificate` sends the browser to show a certificate, in place of user name and password or
/// as the second factor; `/callback` and `/second` take what it comes back with.
@RestController
class CertificateSignInEndpoint {
    private final Visits visits;
    private final CertificateErrands errands;
    private final SignInFlow flow;
    private final SignInAnswers answers;

    CertificateSignInEndpoint(Visits visits, CertificateErrands errands, SignInFlow flow, SignInAnswers answers) {
        this.visits = visits;
        this.errands = errands;
        this.flow = flow;
        this.answers = answers;
    }

    @PostMapping(path = "/t/{tenant}/login/certificate", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> leave(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return visits.form(
                tenant,
                request,
                response,
                origin,
                (visit, form) -> answers.show(
                        visit, form.find("step").isPresent() ? second(visit, form) : first(visit, form), ""));
    }

    private Progress first(Visit visit, FormParameters form) {
        return SignInPages.isOurs(visit, form) ? flow.leaveForCertificate(visit) : flow.foreign(visit, "");
    }

    private Progress second(Visit visit, FormParameters form) {
        return flow.step(visit, CodeEndpoint.PAGE, form, named -> flow.leaveForCertificate(visit, named));
    }

    @GetMapping("/t/{tenant}/login/certificate/callback")
    ResponseEntity<?> arrive(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin) {
        var visit = new Visit(visits.tenant(tenant), Destination.OwnPage.LOGIN, request, response, origin);
        return take(
                visit,
                Purpose.SIGN_IN,
                shown -> visits.resume(
                        visit,
                        shown.note(),
                        resumed -> answers.show(resumed, flow.certificate(resumed, shown.certificate()), "")));
    }

    @GetMapping("/t/{tenant}/login/certificate/second")
    ResponseEntity<?> arriveWithSecond(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin) {
        var visit = new Visit(visits.tenant(tenant), Destination.OwnPage.LOGIN, request, response, origin);
        return take(visit, Purpose.SECOND_FACTOR, shown -> {
            String step = shown.note().substring(0, OpaqueSecret.LENGTH);
            return visits.resume(
                    visit,
                    shown.note().substring(OpaqueSecret.LENGTH),
                    resumed -> answers.show(resumed, flow.certificate(resumed, step, shown.certificate()), ""));
        });
    }

    private ResponseEntity<?> take(Visit visit, Purpose purpose, Function<Shown, ResponseEntity<?>> then) {
        return visit.browser()
                .flatMap(browser -> errands.take(visit.tenant(), purpose, binding(browser), visit.request()))
                .<ResponseEntity<?>>map(then)
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

    static String binding(OpaqueSecret browser) {
        return browser.derive("certificate for a sign-in");
    }
}
