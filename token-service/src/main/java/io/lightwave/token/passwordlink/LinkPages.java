package io.lightwave.token.passwordlink;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.FormGuard;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.policy.Factor;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.session.SessionCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;

/// What both pages share: they are there only where letters are sent and passwords sign in, and each form belongs to
/// the browser that got it.
final class LinkPages {
    private final ActiveTenants tenants;
    private final AuthenticationPolicies policies;
    private final Mailer mailer;
    private final Pages pages;
    private final SecureRandom random;

    LinkPages(ActiveTenants tenants, AuthenticationPolicies policies, Mailer mailer, Pages pages, SecureRandom random) {
        this.tenants = tenants;
        this.policies = policies;
        this.mailer = mailer;
        this.pages = pages;
        this.random = random;
    }

    Tenant require(String tenant) {
        Tenant active = tenants.require(tenant);
        if (!mailer.isThere() || !policies.of(active.id()).mayBeginWith(Factor.PASSWORD)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return active;
    }

    ResponseEntity<String> show(Page page, Origin origin) {
        return pages.show(page, origin);
    }

    ResponseEntity<String> show(Page page) {
        return pages.show(page);
    }

    /// Of a form that the browser is about to get.
    String csrf(Tenant tenant, String form, HttpServletRequest request, HttpServletResponse response) {
        OpaqueSecret browser =
                SessionCookie.SIGN_IN.read(tenant.id(), request).orElseGet(() -> OpaqueSecret.random(random));
        response.addHeader("Set-Cookie", SessionCookie.SIGN_IN.set(tenant.id(), browser));
        return csrf(tenant, form, browser);
    }

    /// Names the browser, without telling its secret.
    Optional<String> browser(Tenant tenant, HttpServletRequest request) {
        return SessionCookie.SIGN_IN
                .read(tenant.id(), request)
                .map(secret -> secret.derive("browser of a registration"));
    }

    boolean isOurs(Tenant tenant, String form, HttpServletRequest request, FormParameters sent) {
        return SessionCookie.SIGN_IN
                .read(tenant.id(), request)
                .filter(browser -> FormGuard.accepts(
                        tenant,
                        request,
                        csrf(tenant, form, browser),
                        sent.find("csrf").orElse("")))
                .isPresent();
    }

    private static String csrf(Tenant tenant, String form, OpaqueSecret browser) {
        return browser.derive("%s form of %s".formatted(form, tenant.id()));
    }

    /// @throws ErrorResponseException 400 when it is malformed
    static FormParameters read(HttpServletRequest request) throws IOException {
        try {
            return FormParameters.read(request);
        } catch (MalformedRequestException malformed) {
            throw new ErrorResponseException(HttpStatus.BAD_REQUEST, malformed);
        }
    }
}
