package io.lightwave.token.login;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.certificate.CertificateErrands;
import io.lightwave.token.federation.IdentityProviders;
import io.lightwave.token.logout.SignOutForm;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.FormGuard;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.passwordlink.OpenRegistration;
import io.lightwave.token.policy.AuthenticationPolicy;
import io.lightwave.token.policy.Factor;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.session.SessionCookie;
import io.lightwave.token.session.Sessions;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;

/// Makes sign-in pages, each tied to the browser that gets it: a cookie holds a secret, the form a value that
/// only the secret gives. A site that makes a browser send a form of its own (to sign its user in as somebody
/// else) has neither.
final class SignInPages {
    private static final int MAXIMUM_HINT = 256;

    private final Pages pages;
    private final Sessions sessions;
    private final Assurance assurance;
    private final IdentityProviders providers;
    private final CertificateErrands errands;
    private final Mailer mailer;
    private final OpenRegistration registration;
    private final Banners banners;
    private final SecureRandom random;

    SignInPages(
            Pages pages,
            Sessions sessions,
            Assurance assurance,
            IdentityProviders providers,
            CertificateErrands errands,
            Mailer mailer,
            OpenRegistration registration,
            Banners banners,
            SecureRandom random) {
        this.pages = pages;
        this.sessions = sessions;
        this.assurance = assurance;
        this.providers = providers;
        this.errands = errands;
        this.mailer = mailer;
        this.registration = registration;
        this.banners = banners;
        this.random = random;
    }

    /// A sign-in page, and the cookie for it when the browser has none; or the banner that comes before it.
    ///
    /// @param userName what stands in the field; the request's `login_hint` when it is empty
    ResponseEntity<String> show(Visit visit, String userName, Optional<Page.Alert> alert) {
        return banners.before(visit).orElseGet(() -> showForm(visit, userName, alert));
    }

    private ResponseEntity<String> showForm(Visit visit, String userName, Optional<Page.Alert> alert) {
        TenantId tenant = visit.tenant().id();
        OpaqueSecret secret = visit.browser().orElseGet(() -> OpaqueSecret.random(random));
        visit.response().addHeader("Set-Cookie", SessionCookie.SIGN_IN.set(tenant, secret));
        AuthenticationPolicy policy = assurance.policy(tenant);
        return pages.show(
                new Page.SignIn(
                        visit.tenant(),
                        visit.destination().client(),
                        csrf(tenant, secret),
                        visit.destination().encoded(),
                        userName.isEmpty() ? hint(visit.destination()) : userName,
                        policy.mayBeginWith(Factor.PASSWORD),
                        policy.mayBeginWith(Factor.PASSKEY),
                        policy.mayBeginWith(Factor.CERTIFICATE) && errands.arePossible(),
                        policy.mayBeginWith(Factor.IDENTITY_PROVIDER)
                                ? providers.usable(tenant).stream()
                                        .map(one -> new Page.Provider(
                                                one.name(), one.settings().displayName()))
                                        .toList()
                                : List.of(),
                        mailer.isThere(),
                        registration.isOpen(tenant),
                        alert,
                        visit.destination().formTargets()),
                visit.origin());
    }

    /// Sends the browser on to where it is asked for a certificate.
    ResponseEntity<String> leaveToShowCertificate(Visit visit, URI there) {
        return pages.show(Page.Leaving.toShowCertificate(visit.tenant(), there), visit.origin());
    }

    /// Asks for a second factor.
    ResponseEntity<String> askForSecond(Visit visit, SignInFlow.Progress.SecondWanted wanted) {
        return pages.show(
                new Page.EnterCode(
                        visit.tenant(),
                        visit.destination().client(),
                        stepCsrf(visit, CodeEndpoint.PAGE, wanted.step()),
                        visit.destination().encoded(),
                        wanted.step().text(),
                        wanted.proven().person().name(),
                        wanted.codes(),
                        wanted.passkey(),
                        wanted.letter(),
                        wanted.certificates(),
                        wanted.wrong(),
                        visit.destination().formTargets()),
                visit.origin());
    }

    /// Asks for a second factor to be set up.
    ResponseEntity<String> askToSetUp(Visit visit, SignInFlow.Progress.SetUpWanted wanted) {
        Tenant tenant = visit.tenant();
        String name = wanted.proven().person().name();
        return pages.show(
                new Page.SetUpFactor(
                        tenant,
                        visit.destination().client(),
                        stepCsrf(visit, EnrolmentEndpoint.PAGE, wanted.step()),
                        visit.destination().encoded(),
                        wanted.step().text(),
                        name,
                        wanted.secret()
                                .map(secret -> new Page.Secret(secret.text(), secret.uri(tenant.shownName(), name))),
                        wanted.passkey(),
                        wanted.wrong(),
                        visit.destination().formTargets()),
                visit.origin());
    }

    ResponseEntity<String> showRecoveryCodes(Visit visit, SignInFlow.Progress.SetUp done) {
        return pages.show(new Page.RecoveryCodes(
                visit.tenant(),
                done.codes(),
                Optional.of(new Page.GoingOn(
                        stepCsrf(visit, EnrolmentEndpoint.DONE, done.step()),
                        visit.destination().encoded(),
                        done.step().text(),
                        visit.destination().formTargets()))));
    }

    /// Asks for a new password.
    ResponseEntity<String> askForPassword(Visit visit, SignInFlow.Progress.PasswordWanted wanted) {
        return pages.show(
                new Page.ChoosePassword(
                        visit.tenant(),
                        visit.destination().client(),
                        stepCsrf(visit, NewPasswordEndpoint.PAGE, wanted.step()),
                        visit.destination().encoded(),
                        wanted.step().text(),
                        wanted.proven().person().name(),
                        wanted.objection(),
                        visit.destination().formTargets()),
                visit.origin());
    }

    private static String stepCsrf(Visit visit, String page, OpaqueSecret step) {
        TenantId tenant = visit.tenant().id();
        OpaqueSecret browser = visit.browser().orElseThrow();
        return StepForm.csrf(tenant, page, step, visit.destination().encoded(), browser);
    }

    /// For whoever comes by without an authorization request: a sign-in page, or who they are signed in as.
    ResponseEntity<String> showWithoutRequest(Visit visit) {
        TenantId tenant = visit.tenant().id();
        return sessions.find(tenant, visit.request())
                .map(session -> pages.show(new Page.SignedIn(
                        visit.tenant(),
                        SignOutForm.csrf(tenant, visit.request()),
                        session.principal().name())))
                .orElseGet(() -> show(visit, "", Optional.empty()));
    }

    /// Whether the form comes from a page of ours in this browser.
    static boolean isOurs(Visit visit, FormParameters form) {
        Tenant tenant = visit.tenant();
        String sent = form.find("csrf").orElse("");
        return visit.browser()
                .filter(secret -> FormGuard.accepts(tenant, visit.request(), csrf(tenant.id(), secret), sent))
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
