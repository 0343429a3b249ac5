package io.lightwave.token.authorization;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.authorizationdetails.DetailsTypes;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.jwe.NoRecipientKeyException;
import io.lightwave.token.language.Text;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ErrorDescription;
import io.lightwave.token.session.BrowserState;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// Writes authorization answers: redirects to the client with 303, so that a form with a password is never sent on
/// (RFC 9700 §4.12), and pages where no redirect may be.
public final class AuthorizationAnswers {
    private final Pages pages;
    private final DetailsTypes detailsTypes;
    private final SignedAnswers signed;
    private final HandedTokens handed;
    private final SecureRandom random;
    private final Refusals refusals;

    AuthorizationAnswers(
            Pages pages,
            DetailsTypes detailsTypes,
            SignedAnswers signed,
            HandedTokens handed,
            SecureRandom random,
            Refusals refusals) {
        this.handed = handed;
        this.random = random;
        this.pages = pages;
        this.detailsTypes = detailsTypes;
        this.signed = signed;
        this.refusals = refusals;
    }

    /// @param session the secret of the browser's session; there is one when somebody is signed in
    public ResponseEntity<?> answer(Authorization.Decision decision, Optional<OpaqueSecret> session, Origin origin) {
        return switch (decision) {
            case Authorization.Decision.Approved approved -> answer(approved, session, origin);
            case Authorization.Decision.Denied(Reading.Refusal refusal) -> answer(refusal, origin);
            case Authorization.Decision.UsedUp(AuthorizationRequest request) ->
                problem(
                        toClient(request.returnAddress()),
                        "authorization request",
                        request.tenant(),
                        new Reading.Unanswerable(
                                Text.of("problem.completed"), request.client().clientId()),
                        origin);
            case Authorization.Decision.SignInNeeded(AuthorizationRequest request) ->
                redirect(request.tenant().issuer()
                        + (request.wantsRegistration() ? "/login/register?" : "/login?")
                        + request.wayBack().encoded());
            case Authorization.Decision.ConsentNeeded(AuthorizationRequest request, ActivePrincipal person) ->
                pages.show(new Page.Consent(
                        request.tenant(),
                        request.card(),
                        ConsentForm.csrf(request.tenant().id(), request, session.orElseThrow()),
                        request.wayBack().encoded(),
                        person.name(),
                        request.wanted(),
                        detailsTypes.cards(request.tenant().id(), request.details()),
                        request.formTargets()));
        };
    }

    private ResponseEntity<?> answer(
            Authorization.Decision.Approved approved, Optional<OpaqueSecret> session, Origin origin) {
        ReturnAddress address = approved.request().returnAddress();
        Optional<Map<String, String>> tokens;
        try {
            tokens = handed.parameters(approved, origin);
        } catch (NoRecipientKeyException unsayable) {
            return answer(
                    new Reading.Refusal(
                            address, AuthorizationError.INVALID_REQUEST, String.valueOf(unsayable.getMessage())),
                    origin);
        }
        return tokens.<ResponseEntity<?>>map(more -> send(address, approved(approved, more, session), origin))
                .orElseGet(() -> answer(
                        new Reading.Refusal(
                                address, AuthorizationError.INVALID_TARGET, "the resource has gone meanwhile"),
                        origin));
    }

    /// With the state of the browser's session, for a client that may ask about it (Session Management §2).
    private Map<String, String> approved(
            Authorization.Decision.Approved approved, Map<String, String> tokens, Optional<OpaqueSecret> session) {
        AuthorizationRequest request = approved.request();
        var answer = new LinkedHashMap<String, String>();
        approved.code().ifPresent(code -> answer.put("code", code.text()));
        answer.putAll(tokens);
        Optional<String> origin = request.returnAddress().origin();
        session.filter(_ -> request.scopes().contains("openid") && origin.isPresent())
                .ifPresent(secret -> answer.put(
                        "session_state",
                        BrowserState.sessionState(
                                request.client().clientId(),
                                origin.get(),
                                secret,
                                OpaqueSecret.random(random).text())));
        return answer;
    }

    /// Tells the client at its redirect URI.
    public ResponseEntity<?> answer(Reading.Refusal refusal, Origin origin) {
        ReturnAddress address = refusal.returnAddress();
        refusals.refused(
                isAfterReading(refusal.error())
                        ? toClient(address).held("authorization request", "all that it asks for may be asked for")
                        : toClient(address),
                policy(refusal.error()),
                event(
                        address.tenant(),
                        address.client().clientId(),
                        refusal.error().code() + ": " + refusal.description(),
                        origin));
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("error", refusal.error().code());
        parameters.put("error_description", ErrorDescription.of(refusal.description()));
        return send(address, parameters, origin);
    }

    private ResponseEntity<?> send(ReturnAddress address, Map<String, String> parameters, Origin origin) {
        Map<String, String> plain = address.answer(parameters);
        Map<String, String> answer;
        try {
            answer = address.mode().isSigned() ? Map.of("response", signed.sign(address, plain)) : plain;
        } catch (NoRecipientKeyException unsayable) {
            return problem(
                    toClient(address),
                    "keys of the client",
                    address.tenant(),
                    new Reading.Unanswerable(
                            Text.of("problem.application.no-key"),
                            address.client().clientId()),
                    origin);
        }
        return switch (address.mode().way()) {
            case QUERY -> redirect(address.withQuery(answer));
            case FRAGMENT -> redirect(address.withFragment(answer));
            case FORM ->
                pages.show(new Page.FormPost(address.tenant(), address.redirectUri(), answer, address.formTargets()));
        };
    }

    /// Tells the person, on a page without a `Location`.
    public ResponseEntity<?> answer(Tenant tenant, Reading.Unanswerable unanswerable, Origin origin) {
        return problem(new Decisions(), "client and redirect URI", tenant, unanswerable, origin);
    }

    private ResponseEntity<?> problem(
            Decisions before, String policy, Tenant tenant, Reading.Unanswerable unanswerable, Origin origin) {
        refusals.refused(
                before,
                policy,
                event(tenant, unanswerable.claimed(), unanswerable.detail().inEnglish(), origin));
        return pages.show(new Page.Problem(
                tenant, HttpStatus.BAD_REQUEST, Text.of("problem.sign-in"), unanswerable.detail(), origin.requestId()));
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

    private static Decisions toClient(ReturnAddress address) {
        return new Decisions()
                .held(
                        "client",
                        "%s is registered and enabled"
                                .formatted(address.client().clientId()))
                .held("redirect URI", "it is registered");
    }

    /// Whether it is the person, or the lack of one, that stands in the way.
    private static boolean isAfterReading(AuthorizationError error) {
        return switch (error) {
            case LOGIN_REQUIRED, CONSENT_REQUIRED, ACCESS_DENIED, UNMET_AUTHENTICATION_REQUIREMENTS -> true;
            default -> false;
        };
    }

    /// What it is that refuses, in words for an operator.
    private static String policy(AuthorizationError error) {
        return switch (error) {
            case LOGIN_REQUIRED -> "session";
            case CONSENT_REQUIRED, ACCESS_DENIED -> "consent";
            case UNMET_AUTHENTICATION_REQUIREMENTS -> "authentication policy";
            case INVALID_SCOPE -> "scopes of the client";
            case INVALID_TARGET -> "resource servers";
            default -> "authorization request";
        };
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
