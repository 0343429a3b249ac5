package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.token.login.SignInFlow.Progress;
import io.lightwave.token.passkey.Attestation;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.totp.TypedCode;
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

/// `/t/{tenant}/login/enrolment`: in the middle of a sign-in, the second factor of one who has none where the policy
/// requires one.
@RestController
class EnrolmentEndpoint {
    static final String PAGE = "second factor";
    static final String DONE = "recovery codes";

    private final Visits visits;
    private final SignInFlow flow;
    private final SignInAnswers answers;

    EnrolmentEndpoint(Visits visits, SignInFlow flow, SignInAnswers answers) {
        this.visits = visits;
        this.flow = flow;
        this.answers = answers;
    }

    @PostMapping(path = "/t/{tenant}/login/enrolment", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> code(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return visits.form(
                tenant,
                request,
                response,
                origin,
                (visit, form) -> go(visit, PAGE, form, named -> flow.firstCode(visit, named, TypedCode.of(form))));
    }

    @PostMapping(path = "/t/{tenant}/login/enrolment/passkey", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> passkey(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return visits.form(
                tenant,
                request,
                response,
                origin,
                (visit, form) -> go(visit, PAGE, form, named -> flow.newPasskey(visit, named, Attestation.read(form))));
    }

    /// After the recovery codes have been shown.
    @PostMapping(path = "/t/{tenant}/login/enrolment/done", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> done(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return visits.form(
                tenant,
                request,
                response,
                origin,
                (visit, form) -> go(visit, DONE, form, named -> flow.goOn(visit, named)));
    }

    private ResponseEntity<?> go(
            Visit visit, String page, FormParameters form, Function<StepForm.Named, Progress> step) {
        return answers.show(visit, flow.step(visit, page, form, step), "");
    }

    @GetMapping({
        "/t/{tenant}/login/enrolment",
        "/t/{tenant}/login/enrolment/passkey",
        "/t/{tenant}/login/enrolment/done"
    })
    ResponseEntity<?> page(@PathVariable String tenant) {
        return visits.begin(tenant);
    }
}
