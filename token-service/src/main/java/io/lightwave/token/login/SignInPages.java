package io.lightwave.token.login;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.logout.SignOutForm;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.FormGuard;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.session.SessionCookie;
import io.lightwave.token.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.http.ResponseEntity;

/// Makes sign-in pages, each tied to the browser that gets it: a cookie holds a secret, the form a value that
/// only the secret gives. A site that makes a browser send a form of its own (to sign its user in as somebody
/// else) has neither.
final class SignInPages {
    private static final int MAXIMUM_HINT = 256;

    private final Pages pages;
    private final Sessions sessions;
    private final SecureRandom random;

    SignInPages(Pages pages, Sessions sessions, SecureRandom random) {
        this.pages = pages;
        this.sessions = sessions;
        this.random = random;
    }

    /// A sign-in page, and the cookie for it when the browser has none.
    ///
    /// @param destination what waits for the sign-in
    /// @param userName what stands in the field; the request's `login_hint` when it is empty
    ResponseEntity<String> show(
            Tenant tenant,
            Destination destination,
            String userName,
            Optional<Page.Alert> alert,
            HttpServletRequest request,
            HttpServletResponse response) {
        OpaqueSecret secret =
                SessionCookie.SIGN_IN.read(tenant.id(), request).orElseGet(() -> OpaqueSecret.random(random));
        response.addHeader("Set-Cookie", SessionCookie.SIGN_IN.set(tenant.id(), secret));
        return pages.show(new Page.SignIn(
                tenant,
                destination.client(),
                csrf(tenant.id(), secret),
                destination.encoded(),
                userName.isEmpty() ? hint(destination) : userName,
                alert,
                destination.formTargets()));
    }

    /// For whoever comes by without an authorization request: a sign-in page, or who they are signed in as.
    ResponseEntity<String> showWithoutRequest(Tenant tenant, HttpServletRequest request, HttpServletResponse response) {
        return sessions.find(tenant.id(), request)
                .map(session -> pages.show(new Page.SignedIn(
                        tenant,
                        SignOutForm.csrf(tenant.id(), request),
                        session.principal().name())))
                .orElseGet(() -> show(tenant, Destination.OwnPage.LOGIN, "", Optional.empty(), request, response));
    }

    /// Whether the form comes from a page of ours in this browser.
    static boolean isOurs(Tenant tenant, LoginForm form, HttpServletRequest request) {
        return SessionCookie.SIGN_IN
                .read(tenant.id(), request)
                .filter(secret -> FormGuard.accepts(tenant, request, csrf(tenant.id(), secret), form.csrf()))
                .isPresent();
    }

    private static String csrf(TenantId tenant, OpaqueSecret secret) {
        return secret.derive("sign-in form of " + tenant);
    }

    private static String hint(Destination destination) {
        return destination
                .loginHint()
                .filter(hint -> hint.length() <= MAXIMUM_HINT)
                .orElse("");
    }
}
