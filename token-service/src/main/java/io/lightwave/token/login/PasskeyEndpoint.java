package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.token.login.SignInFlow.Progress;
import io.lightwave.token.passkey.Assertion;
import io.lightwave.token.protocol.FormParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/login/passkey`: a passkey in place of user name and password, or as the second factor of a sign-in that
/// has begun.
@RestController
class PasskeyEndpoint {
    private final Visits visits;
    private final SignInFlow flow;
    private final SignInAnswers answers;

    PasskeyEndpoint(Visits visits, SignInFlow flow, SignInAnswers answers) {
        this.visits = visits;
        this.flow = flow;
        this.answers = answers;
    }

    /// What the browser is told to look for, asked for by the script of the sign-in page.
    @PostMapping(path = "/t/{tenant}/login/passkey/options", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> options(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return visits.form(
                tenant,
                request,
                response,
                origin,
                (visit, form) -> SignInPages.isOurs(visit, form)
                        ? ResponseEntity.ok()
                                .contentType(MediaType.APPLICATION_JSON)
                                .cacheControl(CacheControl.noStore())
                                .header("X-Content-Type-Options", "nosniff")
                                .body(flow.passkeyOptions(visit))
                        : ResponseEntity.status(HttpStatus.FORBIDDEN).build());
    }

    @PostMapping(path = "/t/{tenant}/login/passkey", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> submit(
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
        return SignInPages.isOurs(visit, form) ? flow.passkey(visit, Assertion.read(form)) : flow.foreign(visit, "");
    }

    private Progress second(Visit visit, FormParameters form) {
        return flow.step(visit, CodeEndpoint.PAGE, form, named -> flow.passkey(visit, named, Assertion.read(form)));
    }

    @GetMapping({"/t/{tenant}/login/passkey", "/t/{tenant}/login/passkey/options"})
    ResponseEntity<?> page(@PathVariable String tenant) {
        return visits.begin(tenant);
    }
}
