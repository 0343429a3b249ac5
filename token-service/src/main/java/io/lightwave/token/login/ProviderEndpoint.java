package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/login/provider` sends people to another provider,
/// `/t/{tenant}/login/callback/{provider}` takes what they come back with: an address for each
/// provider, so that no answer is taken for another's (RFC 9700 §4.4.2.2).
@RestController
class ProviderEndpoint {
    private final Visits visits;
    private final Elsewhere elsewhere;
    private final SignInFlow flow;
    private final SignInAnswers answers;
    private final Arrival arrival;

    ProviderEndpoint(Visits visits, Elsewhere elsewhere, SignInFlow flow, SignInAnswers answers, Arrival arrival) {
        this.visits = visits;
        this.elsewhere = elsewhere;
        this.flow = flow;
        this.answers = answers;
        this.arrival = arrival;
    }

    @PostMapping(path = "/t/{tenant}/login/provider", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> leave(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return visits.form(tenant, request, response, origin, (visit, form) -> {
            if (!SignInPages.isOurs(visit, form)) {
                return answers.show(visit, flow.foreign(visit, ""), "");
            }
            return answers.show(
                    visit, elsewhere.byName(visit, form.find("provider").orElse("")));
        });
    }

    @GetMapping("/t/{tenant}/login/callback/{provider}")
    ResponseEntity<?> arrive(
            @PathVariable String tenant,
            @PathVariable UUID provider,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin) {
        var visit = new Visit(visits.tenant(tenant), Destination.OwnPage.LOGIN, request, response, origin);
        FormParameters answer;
        try {
            String query = request.getQueryString();
            answer = FormParameters.parse(query == null ? "" : query);
        } catch (MalformedRequestException malformed) {
            return arrival.refused(visit, provider, "malformed");
        }
        return arrival.show(visit, provider, elsewhere.arrive(visit, provider, answer));
    }

    @GetMapping("/t/{tenant}/login/provider")
    ResponseEntity<?> page(@PathVariable String tenant) {
        return visits.begin(tenant);
    }
}
