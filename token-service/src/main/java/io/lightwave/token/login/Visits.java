package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.authorization.AuthorizationAnswers;
import io.lightwave.token.authorization.AuthorizationRequest;
import io.lightwave.token.authorization.AuthorizationRequests;
import io.lightwave.token.authorization.Reading;
import io.lightwave.token.login.Destination.OwnPage;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// Reads the forms of a sign-in: the tenant, the fields, and the waiting request, which is checked anew each time.
final class Visits {
    private final ActiveTenants tenants;
    private final AuthorizationRequests requests;
    private final AuthorizationAnswers answers;
    private final Banners banners;

    Visits(ActiveTenants tenants, AuthorizationRequests requests, AuthorizationAnswers answers, Banners banners) {
        this.tenants = tenants;
        this.requests = requests;
        this.answers = answers;
        this.banners = banners;
    }

    Tenant tenant(String name) {
        return tenants.require(name);
    }

    /// Whoever comes by the address of a form begins at the beginning.
    ResponseEntity<?> begin(String tenant) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", tenant(tenant).issuer() + "/login")
                .build();
    }

    /// A form of a sign-in, from a browser that has said yes to the tenant's banner where it has to.
    ResponseEntity<?> form(
            String tenant,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin,
            BiFunction<Visit, FormParameters, ResponseEntity<?>> then)
            throws IOException {
        return formBeforeBanner(tenant, request, response, origin, (visit, form) -> {
            Optional<ResponseEntity<String>> banner = banners.before(visit);
            return banner.isPresent() ? banner.get() : then.apply(visit, form);
        });
    }

    ResponseEntity<?> formBeforeBanner(
            String tenant,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin,
            BiFunction<Visit, FormParameters, ResponseEntity<?>> then)
            throws IOException {
        Tenant active = tenants.require(tenant);
        FormParameters form;
        try {
            form = FormParameters.read(request);
        } catch (MalformedRequestException malformed) {
            return answers.answer(active, Reading.Unanswerable.malformed(malformed), origin);
        }
        var visit = new Visit(active, OwnPage.LOGIN, request, response, origin);
        return resume(visit, form.find("request").orElse(""), resumed -> then.apply(resumed, form));
    }

    /// Goes on when what waits still stands.
    ///
    /// @param encoded as [Destination#encoded] gave it, or an authorization request's query; may be empty
    ResponseEntity<?> resume(Visit visit, String encoded, Function<Visit, ResponseEntity<?>> then) {
        Optional<OwnPage> own = encoded.isEmpty() ? Optional.of(OwnPage.LOGIN) : OwnPage.read(encoded);
        if (own.isPresent()) {
            return then.apply(visit.to(own.get()));
        }
        return switch (requests.resume(visit.tenant(), encoded)) {
            case Reading.Accepted(AuthorizationRequest request) -> {
                visit.decisions()
                        .held(
                                "authorization request",
                                "of the client " + request.client().clientId());
                yield then.apply(visit.to(new Destination.Waiting(request)));
            }
            case Reading.Rejected(Reading.Refusal refusal) -> answers.answer(refusal, visit.origin());
            case Reading.Unanswerable unanswerable -> answers.answer(visit.tenant(), unanswerable, visit.origin());
        };
    }
}
