package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.authorization.Authorization;
import io.lightwave.token.authorization.AuthorizationAnswers;
import io.lightwave.token.authorization.AuthorizationRequest;
import io.lightwave.token.authorization.AuthorizationRequests;
import io.lightwave.token.authorization.Reading;
import io.lightwave.token.login.Destination.OwnPage;
import io.lightwave.token.page.Page;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.session.BrowserState;
import io.lightwave.token.session.SessionCookie;
import io.lightwave.token.session.SignIns;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpStatus;
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
    private final ActiveTenants tenants;
    private final AuthorizationRequests requests;
    private final Authorization authorization;
    private final AuthorizationAnswers answers;
    private final PasswordSignIn signIn;
    private final SignInPages pages;

    LoginEndpoint(
            ActiveTenants tenants,
            AuthorizationRequests requests,
            Authorization authorization,
            AuthorizationAnswers answers,
            PasswordSignIn signIn,
            SignInPages pages) {
        this.tenants = tenants;
        this.requests = requests;
        this.authorization = authorization;
        this.answers = answers;
        this.signIn = signIn;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/login")
    ResponseEntity<?> page(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin) {
        Tenant active = tenants.require(tenant);
        String query = request.getQueryString();
        if (query == null || query.isEmpty()) {
            return pages.showWithoutRequest(active, request, response);
        }
        Optional<OwnPage> own = OwnPage.read(query);
        if (own.isPresent()) {
            return pages.show(active, own.get(), "", Optional.empty(), request, response);
        }
        return switch (requests.resume(active, query)) {
            case Reading.Accepted(AuthorizationRequest waiting) ->
                pages.show(active, new Destination.Waiting(waiting), "", Optional.empty(), request, response);
            case Reading.Rejected(Reading.Refusal refusal) -> answers.answer(refusal, origin);
            case Reading.Unanswerable unanswerable -> answers.answer(active, unanswerable, origin);
        };
    }

    @PostMapping(path = "/t/{tenant}/login", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> submit(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        LoginForm form;
        try {
            form = LoginForm.of(FormParameters.read(request));
        } catch (MalformedRequestException malformed) {
            return answers.answer(active, Reading.Unanswerable.malformed(malformed), origin);
        }
        Optional<OwnPage> own = form.request().isEmpty() ? Optional.of(OwnPage.LOGIN) : OwnPage.read(form.request());
        if (own.isPresent()) {
            return signIn(active, own.get(), form, request, response, origin);
        }
        return switch (requests.resume(active, form.request())) {
            case Reading.Accepted(AuthorizationRequest waiting) ->
                signIn(active, new Destination.Waiting(waiting), form, request, response, origin);
            case Reading.Rejected(Reading.Refusal refusal) -> answers.answer(refusal, origin);
            case Reading.Unanswerable unanswerable -> answers.answer(active, unanswerable, origin);
        };
    }

    private ResponseEntity<?> signIn(
            Tenant tenant,
            Destination destination,
            LoginForm form,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin) {
        if (!SignInPages.isOurs(tenant, form, request)) {
            signIn.refuse(tenant.id(), form, "not a form of ours in this browser", origin);
            return pages.show(
                    tenant, destination, form.userName(), Optional.of(Page.Alert.STALE_FORM), request, response);
        }
        Optional<SignIns.Begun> begun = signIn.begin(tenant.id(), form, request, origin);
        if (begun.isEmpty()) {
            return pages.show(
                    tenant, destination, form.userName(), Optional.of(Page.Alert.WRONG_CREDENTIALS), request, response);
        }
        response.addHeader(
                "Set-Cookie", SessionCookie.SESSION.set(tenant.id(), begun.get().cookie()));
        response.addHeader(
                "Set-Cookie", BrowserState.set(tenant.id(), begun.get().cookie()));
        response.addHeader("Set-Cookie", SessionCookie.SIGN_IN.clear(tenant.id()));
        return switch (destination) {
            case Destination.Waiting(AuthorizationRequest waiting) ->
                answers.answer(
                        authorization.decideAfterSignIn(waiting, begun.get().session(), origin),
                        Optional.of(begun.get().cookie()),
                        origin);
            case OwnPage page ->
                ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .header("Location", page.address(tenant))
                        .build();
        };
    }
}
