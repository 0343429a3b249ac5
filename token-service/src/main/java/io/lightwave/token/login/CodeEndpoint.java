package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.token.totp.TypedCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/login/code`: in the middle of a sign-in, the one-time code of one who has enrolled an authenticator.
@RestController
class CodeEndpoint {
    static final String PAGE = "one-time code";

    private final Visits visits;
    private final SignInFlow flow;
    private final SignInAnswers answers;

    CodeEndpoint(Visits visits, SignInFlow flow, SignInAnswers answers) {
        this.visits = visits;
        this.flow = flow;
        this.answers = answers;
    }

    @PostMapping(path = "/t/{tenant}/login/code", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> submit(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return visits.form(
                tenant,
                request,
                response,
                origin,
                (visit, form) -> answers.show(
                        visit, flow.step(visit, PAGE, form, named -> flow.code(visit, named, TypedCode.of(form))), ""));
    }

    /// Sends another letter with a code.
    @PostMapping(path = "/t/{tenant}/login/code/letter", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> letter(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return visits.form(
                tenant,
                request,
                response,
                origin,
                (visit, form) -> answers.show(
                        visit, flow.step(visit, PAGE, form, named -> flow.anotherLetter(visit, named)), ""));
    }

    @GetMapping({"/t/{tenant}/login/code", "/t/{tenant}/login/code/letter"})
    ResponseEntity<?> page(@PathVariable String tenant) {
        return visits.begin(tenant);
    }
}
