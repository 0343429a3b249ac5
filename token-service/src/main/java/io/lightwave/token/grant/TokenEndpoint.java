package io.lightwave.token.grant;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.Confirmation;
import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.authentication.ClientAuthentication;
import io.lightwave.token.authentication.ClientAuthentication.Outcome;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.DirectRoute;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.JsonAnswer;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.protocol.WebOrigin;
import io.lightwave.token.replay.UsedJwts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/oauth2/token` (RFC 6749 §3.2).
@RestController
class TokenEndpoint implements DirectRoute {
    private final ActiveTenants tenants;
    private final ClientAuthentication authentication;
    private final SenderConstraint constraint;
    private final TokenPipeline pipeline;
    private final Admission admission;

    TokenEndpoint(
            ActiveTenants tenants,
            ClientAuthentication authentication,
            SenderConstraint constraint,
            TokenPipeline pipeline,
            Admission admission) {
        this.admission = admission;
        this.constraint = constraint;
        this.tenants = tenants;
        this.authentication = authentication;
        this.pipeline = pipeline;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/oauth2/token";
    }

    @PostMapping("/t/{tenant}/oauth2/token")
    void token(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        serve(tenants.require(tenant), request, response, origin);
    }

    @Override
    public void serve(Tenant issuer, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        FormParameters form;
        try {
            form = FormParameters.read(request); // before it takes a place that others wait for
        } catch (MalformedRequestException e) {
            pipeline.unread(issuer, String.valueOf(e.getMessage()), origin);
            JsonAnswer.error(response, EndpointError.INVALID_REQUEST, String.valueOf(e.getMessage()));
            return;
        } catch (ErrorResponseException tooLarge) {
            pipeline.unread(issuer, "a body of more than 1 MiB", origin);
            throw tooLarge;
        }
        switch (admission.enter()) {
            case Admission.Outcome.TurnedAway(Duration retryAfter) -> JsonAnswer.unavailable(response, retryAfter);
            case Admission.Outcome.Admitted admitted -> {
                try {
                    answer(issuer, form, request, response, origin);
                } finally {
                    admitted.leave();
                }
            }
        }
    }

    private void answer(
            Tenant issuer, FormParameters form, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        try {
            Optional<GrantType> type = GrantType.of(form.require("grant_type")).filter(GrantType::isExchanged);
            if (type.isEmpty()) {
                JsonAnswer.error(response, EndpointError.UNSUPPORTED_GRANT_TYPE, "the grant type is not supported");
                return;
            }
            Optional<String> itself = provingItself(issuer, type.get(), request, form);
            switch (authenticate(issuer, type.get(), itself, request, form, origin)) {
                case Outcome.Authenticated authenticated ->
                    answer(issuer, type.get(), authenticated, itself.isEmpty(), form, request, response, origin);
                case Outcome.Anonymous() ->
                    JsonAnswer.error(response, EndpointError.INVALID_CLIENT, "client authentication is missing");
                case Outcome.Refused()
                when type.get() == GrantType.JWT_BEARER && itself.isPresent() -> badGrant(response);
                case Outcome.Refused() -> JsonAnswer.error(response, EndpointError.INVALID_CLIENT, "");
            }
        } catch (MalformedRequestException e) {
            JsonAnswer.error(response, EndpointError.INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private void answer(
            Tenant issuer,
            GrantType type,
            Outcome.Authenticated authenticated,
            boolean authenticatedBesides,
            FormParameters form,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin)
            throws IOException {
        AuthenticatedClient client = authenticated.client();
        WebOrigin.onlyOwnMayRead(response, client::isAt);
        if (request.getHeader("DPoP") != null) {
            response.setHeader("DPoP-Nonce", constraint.nonce(issuer));
        }
        SenderConstraint.Outcome bound = constraint.of(issuer, client, request, origin);
        Optional<UsedJwts.Unused> proof =
                bound instanceof SenderConstraint.Outcome.Bound(var _, var shown) ? shown : Optional.empty();
        switch (authentication.spend(issuer, client, authenticated.assertion(), proof, origin)) {
            case NOW -> {}
            case ASSERTION_BEFORE -> {
                if (authenticatedBesides) {
                    JsonAnswer.error(response, EndpointError.INVALID_CLIENT, "");
                } else {
                    badGrant(response);
                }
                return;
            }
            case PROOF_BEFORE -> bound = constraint.usedBefore(issuer, client, origin);
        }
        switch (bound) {
            case SenderConstraint.Outcome.Refused(EndpointError error, String description, Optional<String> nonce) -> {
                nonce.ifPresent(value -> response.setHeader("DPoP-Nonce", value));
                JsonAnswer.error(response, error, description);
            }
            case SenderConstraint.Outcome.Bound(Confirmation confirmation, var _) ->
                write(
                        response,
                        pipeline.answer(
                                type,
                                new TokenRequest(issuer, client, form, confirmation, origin, authenticatedBesides)));
        }
    }

    private static void badGrant(HttpServletResponse response) throws IOException {
        JsonAnswer.error(response, EndpointError.INVALID_GRANT, "the assertion is not valid");
    }

    /// The token that is exchanged, or the assertion, where it is all the authentication there is (contract, "A
    /// workload's token request"; RFC 7523 §2.1): `client_id` may only choose among workloads then.
    private Optional<String> provingItself(
            Tenant issuer, GrantType type, HttpServletRequest request, FormParameters form) {
        boolean showsMore = form.find("client_secret").isPresent()
                || form.find("client_assertion").isPresent()
                || request.getHeader("Authorization") != null
                || form.find("client_id")
                        .filter(id -> !id.startsWith("spiffe:"))
                        .isPresent()
                || authentication.showsX509Svid(issuer, request);
        return switch (type) {
            case TOKEN_EXCHANGE -> showsMore ? Optional.empty() : form.find("subject_token");
            case JWT_BEARER -> showsMore ? Optional.empty() : form.find("assertion");
            case AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS, DEVICE_CODE, SAML2_BEARER, IMPLICIT ->
                Optional.empty();
        };
    }

    private Outcome authenticate(
            Tenant issuer,
            GrantType type,
            Optional<String> itself,
            HttpServletRequest request,
            FormParameters form,
            Origin origin) {
        if (itself.isEmpty()) {
            return authentication.prove(issuer, request, form, origin);
        }
        return type == GrantType.JWT_BEARER
                ? authentication.authenticateAssertion(issuer, itself.get(), form.find("client_id"), origin)
                : authentication.authenticateEvidence(issuer, itself.get(), form.find("client_id"), origin);
    }

    private static void write(HttpServletResponse response, TokenAnswer answer) throws IOException {
        switch (answer) {
            case TokenAnswer.Refused(EndpointError error, String description) ->
                JsonAnswer.error(response, error, description);
            case TokenAnswer.Issued issued -> {
                var token = issued.accessToken();
                var body = new JwtClaims()
                        .with("access_token", token.value())
                        .with("token_type", issued.tokenType())
                        .with(
                                "expires_in",
                                token.expiresAt().getEpochSecond()
                                        - token.issuedAt().getEpochSecond());
                if (!issued.scopes().isEmpty()) {
                    body.with("scope", String.join(" ", new TreeSet<>(issued.scopes())));
                }
                if (!issued.details().isEmpty()) {
                    body.withJson("authorization_details", issued.details().json()); // RFC 9396 §7
                }
                issued.refreshToken().ifPresent(value -> body.with("refresh_token", value));
                issued.idToken().ifPresent(value -> body.with("id_token", value));
                issued.issuedTokenType().ifPresent(value -> body.with("issued_token_type", value));
                JsonAnswer.ok(response, body);
            }
        }
    }
}
