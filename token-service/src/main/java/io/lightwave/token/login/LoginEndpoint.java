package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
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

/// `/t/{tenant}/login`: the sign-in page, and the form it sends. Its query is the authorization request that
/// waits, which is checked anew each time: nothing of it is kept here in between.
@RestController
class LoginEndpoint {
    private final Visits visits;
    private final SignInFlow flow;
    private final Elsewhere elsewhere;
    private final SignInPages pages;
    private final SignInAnswers answers;

    LoginEndpoint(Visits visits, SignInFlow flow, Elsewhere elsewhere, SignInPages pages, SignInAnswers answers) {
        this.visits = visits;
        this.flow = flow;
        this.elsewhere = elsewhere;
        this.pages = pages;
        this.answers = answers;
    }

    @GetMapping("/t/{tenant}/login")
    ResponseEntity<?> page(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin) {
        Tenant active = visits.tenant(tenant);
        var visit = new Visit(active, Destination.OwnPage.LOGIN, request, response, origin);
        String query = request.getQueryString();
        return query == null || query.isEmpty()
                ? pages.showWithoutRequest(visit)
                : visits.resume(visit, query, resumed -> pages.show(resumed, "", Optional.empty()));
    }

    @PostMapping(path = "/t/{tenant}/login", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> submit(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return visits.form(tenant, request, response, origin, (visit, parameters) -> {
            LoginForm form = LoginForm.of(parameters);
            if (!SignInPages.isOurs(visit, parameters)) {
                return answers.show(visit, flow.foreign(visit, form.userName()), form.userName());
            }
            visit.decisions().held("form", "of ours, given to this browser: sign-in");
            return elsewhere
                    .byAddress(visit, form.userName())
                    .orElseGet(() -> answers.show(visit, flow.password(visit, form), form.userName()));
        });
    }
}
