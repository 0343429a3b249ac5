package io.lightwave.token.authorization;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// Writes authorization answers: redirects to the client with 303, so that a form with a password is never sent on
/// (RFC 9700 §4.12), and pages where no redirect may be.
public final class AuthorizationAnswers {
    private final Pages pages;
    private final Audit audit;

    AuthorizationAnswers(Pages pages, Audit audit) {
        this.pages = pages;
        this.audit = audit;
    }

    public ResponseEntity<?> answer(Authorization.Decision decision, Origin origin) {
        return switch (decision) {
            case Authorization.Decision.Approved(AuthorizationRequest request, OpaqueSecret code) ->
                send(request.returnAddress(), Map.of("code", code.text()));
            case Authorization.Decision.Denied(Reading.Refusal refusal) -> answer(refusal, origin);
            case Authorization.Decision.SignInNeeded(AuthorizationRequest request) ->
                redirect(request.tenant().issuer() + "/login?" + request.sent().encoded());
        };
    }

    /// Tells the client at its redirect URI.
    public ResponseEntity<?> answer(Reading.Refusal refusal, Origin origin) {
        ReturnAddress address = refusal.returnAddress();
        audit.record(event(
                address.tenant(), address.clientId(), refusal.error().code() + ": " + refusal.description(), origin));
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("error", refusal.error().code());
        parameters.put("error_description", refusal.description());
        return send(address, parameters);
    }

    private ResponseEntity<?> send(ReturnAddress address, Map<String, String> parameters) {
        Map<String, String> answer = address.answer(parameters);
        return switch (address.mode()) {
            case QUERY -> redirect(address.withQuery(answer));
            case FRAGMENT -> redirect(address.withFragment(answer));
            case FORM_POST ->
                pages.show(new Page.FormPost(address.tenant(), address.redirectUri(), answer, address.formTargets()));
        };
    }

    /// Tells the person, on a page without a `Location`.
    public ResponseEntity<?> answer(Tenant tenant, Reading.Unanswerable unanswerable, Origin origin) {
        audit.record(event(tenant, unanswerable.claimed(), unanswerable.detail(), origin));
        return pages.show(new Page.Problem(
                tenant,
                HttpStatus.BAD_REQUEST,
                "This sign-in cannot go on",
                unanswerable.detail(),
                origin.requestId()));
    }

    /// Leads to the same request by GET.
    ResponseEntity<?> byGet(Tenant tenant, AuthorizationParameters sent) {
        return redirect(tenant.issuer() + "/oauth2/authorize?" + sent.encoded());
    }

    private static ResponseEntity<?> redirect(String location) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", location)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    private static AuditEvent event(Tenant tenant, String clientId, String reason, Origin origin) {
        return new AuditEvent(
                tenant.id(),
                "client:%s@%s".formatted(clientId.length() > 200 ? clientId.substring(0, 200) : clientId, tenant.id()),
                "authorization.approve",
                "authorization endpoint",
                Outcome.REFUSED,
                reason,
                origin);
    }
}
