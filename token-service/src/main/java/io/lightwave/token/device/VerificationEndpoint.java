package io.lightwave.token.device;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.authorization.AuthorizationRequest;
import io.lightwave.token.authorizationdetails.DetailsTypes;
import io.lightwave.token.device.DeviceApproval.Asking;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.FormGuard;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.SessionCookie;
import io.lightwave.token.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/device` (RFC 8628 §3.3): a person signs in, types the code that the device shows, sees who asks for
/// what, and allows or denies it. A code that comes along in the address is never enough (§5.4).
@RestController
class VerificationEndpoint {
    private static final int MAXIMUM_TYPED = 20;

    private final ActiveTenants tenants;
    private final Sessions sessions;
    private final DeviceApproval approval;
    private final DetailsTypes detailsTypes;
    private final Pages pages;

    VerificationEndpoint(
            ActiveTenants tenants, Sessions sessions, DeviceApproval approval, DetailsTypes detailsTypes, Pages pages) {
        this.detailsTypes = detailsTypes;
        this.tenants = tenants;
        this.sessions = sessions;
        this.approval = approval;
        this.pages = pages;
    }

    /// Who is here: the session, and the secret by which the browser holds it.
    private record Visitor(Tenant tenant, LiveSession session, OpaqueSecret cookie) {
        String csrf() {
            return cookie.derive("device code form of " + tenant.id());
        }

        /// Whoever sends this was shown what they allow.
        String csrf(UserCode shown) {
            return cookie.derive("device consent form of " + tenant.id() + "\n" + shown.letters());
        }
    }

    @GetMapping("/t/{tenant}/device")
    ResponseEntity<?> page(@PathVariable String tenant, HttpServletRequest request, Origin origin) {
        Tenant active = tenants.require(tenant);
        String typed = typed(parse(request));
        Optional<Visitor> visitor = visitor(active, request);
        if (visitor.isEmpty()) {
            return toSignIn(active, typed);
        }
        return typed.isEmpty() ? ask(visitor.get(), "", false, origin) : show(visitor.get(), typed, origin);
    }

    @PostMapping(path = "/t/{tenant}/device", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> submit(@PathVariable String tenant, HttpServletRequest request, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        FormParameters form;
        try {
            form = FormParameters.read(request);
        } catch (MalformedRequestException malformed) {
            return toSignIn(active, "");
        }
        String typed = typed(form);
        Optional<Visitor> visitor = visitor(active, request);
        if (visitor.isEmpty()) {
            return toSignIn(active, typed);
        }
        String decision = form.find("decision").orElse("");
        String csrf = form.find("csrf").orElse("");
        Visitor known = visitor.get();
        if (decision.isEmpty()) {
            return FormGuard.accepts(active, request, known.csrf(), csrf)
                    ? show(known, typed, origin)
                    : ask(known, typed, false, origin);
        }
        boolean shown = UserCode.read(typed)
                .filter(code -> FormGuard.accepts(active, request, known.csrf(code), csrf))
                .isPresent();
        if (!shown) {
            return ask(known, typed, false, origin);
        }
        return approval.find(known.session(), typed, origin)
                .<ResponseEntity<?>>map(asking -> decide(known, asking, decision, origin))
                .orElseGet(() -> ask(known, typed, true, origin));
    }

    private ResponseEntity<?> decide(Visitor visitor, Asking asking, String decision, Origin origin) {
        if (decision.equals("allow")) {
            return approval.allow(visitor.session(), asking, origin)
                    ? pages.show(new Page.DeviceAnswered(visitor.tenant(), true))
                    : ask(visitor, asking.device().userCode().shown(), true, origin);
        }
        approval.deny(visitor.session(), asking, origin);
        return pages.show(new Page.DeviceAnswered(visitor.tenant(), false));
    }

    private ResponseEntity<?> show(Visitor visitor, String typed, Origin origin) {
        return approval.find(visitor.session(), typed, origin)
                .map(asking -> consent(visitor, asking))
                .orElseGet(() -> ask(visitor, typed, true, origin));
    }

    private ResponseEntity<String> consent(Visitor visitor, Asking asking) {
        UserCode code = asking.device().userCode();
        var wanted = new TreeSet<>(asking.device().scopes());
        asking.device().audiences().forEach(name -> wanted.add("resource:" + name));
        return pages.show(new Page.DeviceConsent(
                visitor.tenant(),
                AuthorizationRequest.card(asking.client()),
                visitor.csrf(code),
                code.shown(),
                visitor.session().principal().name(),
                wanted,
                detailsTypes.cards(visitor.tenant().id(), asking.device().details())));
    }

    private ResponseEntity<String> ask(Visitor visitor, String typed, boolean wrong, Origin origin) {
        return pages.show(
                new Page.DeviceCode(
                        visitor.tenant(),
                        visitor.csrf(),
                        typed,
                        visitor.session().principal().name(),
                        wrong),
                origin);
    }

    private Optional<Visitor> visitor(Tenant tenant, HttpServletRequest request) {
        return SessionCookie.SESSION
                .read(tenant.id(), request)
                .flatMap(cookie ->
                        sessions.find(tenant.id(), request).map(session -> new Visitor(tenant, session, cookie)));
    }

    private static ResponseEntity<?> toSignIn(Tenant tenant, String typed) {
        String code = UserCode.read(typed).map(UserCode::shown).orElse("");
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", tenant.issuer() + "/login?device=" + code)
                .header("Cache-Control", "no-store")
                .build();
    }

    /// An address that is malformed says nothing.
    private static FormParameters parse(HttpServletRequest request) {
        try {
            return FormParameters.parse(
                    Optional.ofNullable(request.getQueryString()).orElse(""));
        } catch (MalformedRequestException malformed) {
            return FormParameters.parse("");
        }
    }

    private static String typed(FormParameters sent) {
        return sent.find("user_code")
                .filter(text -> text.length() <= MAXIMUM_TYPED)
                .orElse("");
    }
}
