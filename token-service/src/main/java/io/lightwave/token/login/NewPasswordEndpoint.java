package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.token.page.NewPassword;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/login/password`: in the middle of a sign-in, the new password of one who has to choose another.
@RestController
class NewPasswordEndpoint {
    static final String PAGE = "new password";

    private final Visits visits;
    private final SignInFlow flow;
    private final SignInAnswers answers;

    NewPasswordEndpoint(Visits visits, SignInFlow flow, SignInAnswers answers) {
        this.visits = visits;
        this.flow = flow;
        this.answers = answers;
    }

    @PostMapping(path = "/t/{tenant}/login/password", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> submit(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return visits.form(tenant, request, response, origin, (visit, form) -> {
            Optional<Password> chosen = NewPassword.chosen(form);
            return answers.show(
                    visit, flow.step(visit, PAGE, form, named -> flow.newPassword(visit, named, chosen)), "");
        });
    }

    @GetMapping("/t/{tenant}/login/password")
    ResponseEntity<?> page(@PathVariable String tenant) {
        return visits.begin(tenant);
    }
}
