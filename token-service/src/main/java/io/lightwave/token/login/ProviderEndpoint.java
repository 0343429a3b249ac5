package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.token.federation.Upstream;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
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
    private static final List<String> ANSWER = List.of("code", "state", "iss", "error");
    private static final int LONGEST_ANSWER = 6000;

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

    /// What another site's form brings comes without our `SameSite=Lax` cookies; led to the same address by GET, the
    /// browser brings them.
    @PostMapping(path = "/t/{tenant}/login/callback/{provider}", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> arriveByForm(
            @PathVariable String tenant,
            @PathVariable UUID provider,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin)
            throws IOException {
        var visit = new Visit(visits.tenant(tenant), Destination.OwnPage.LOGIN, request, response, origin);
        var answer = new LinkedHashMap<String, String>();
        try {
            FormParameters form = FormParameters.read(request);
            ANSWER.forEach(name -> form.find(name).ifPresent(value -> answer.put(name, value)));
        } catch (MalformedRequestException malformed) {
            return arrival.refused(visit, provider, "malformed");
        }
        String query = FormParameters.of(answer).encoded();
        return query.length() > LONGEST_ANSWER
                ? arrival.refused(visit, provider, "malformed")
                : ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .header("Location", Upstream.redirectUri(visit.tenant(), provider) + "?" + query)
                        .build();
    }

    @GetMapping("/t/{tenant}/login/provider")
    ResponseEntity<?> page(@PathVariable String tenant) {
        return visits.begin(tenant);
    }
}
