package io.lightwave.token.authorization;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.authentication.AuthenticatedClient.Registered;
import io.lightwave.token.authentication.ClientAuthentication;
import io.lightwave.token.dpop.DpopProofs;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.JsonAnswer;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.pushed.KeptRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/oauth2/par` (RFC 9126): takes an authorization request from an authenticated client, checks it as
/// the authorization endpoint would, and gives a URI that stands for it once.
@RestController
class PushedRequestEndpoint {
    private static final int MAXIMUM_LENGTH = 32 * 1024;
    private static final Set<String> OF_AUTHENTICATION =
            Set.of("client_secret", "client_assertion", "client_assertion_type");

    private final ActiveTenants tenants;
    private final ClientAuthentication authentication;
    private final AuthorizationRequests requests;
    private final KeptRequests kept;
    private final DpopProofs proofs;
    private final Audit audit;

    PushedRequestEndpoint(
            ActiveTenants tenants,
            ClientAuthentication authentication,
            AuthorizationRequests requests,
            KeptRequests kept,
            DpopProofs proofs,
            Audit audit) {
        this.tenants = tenants;
        this.authentication = authentication;
        this.requests = requests;
        this.kept = kept;
        this.proofs = proofs;
        this.audit = audit;
    }

    @PostMapping("/t/{tenant}/oauth2/par")
    void push(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant issuer = tenants.require(tenant);
        try {
            FormParameters form = FormParameters.read(request);
            Optional<AuthenticatedClient> client = authentication.require(issuer, request, form, response, origin);
            if (client.isPresent()) {
                push(issuer, client.get(), request, form, response, origin);
            }
        } catch (MalformedRequestException malformed) {
            JsonAnswer.error(response, EndpointError.INVALID_REQUEST, String.valueOf(malformed.getMessage()));
        }
    }

    private void push(
            Tenant issuer,
            AuthenticatedClient client,
            HttpServletRequest request,
            FormParameters form,
            HttpServletResponse response,
            Origin origin)
            throws IOException {
        if (!(client instanceof Registered registered)) {
            refuse(issuer, client, AuthorizationError.UNAUTHORIZED_CLIENT, "workloads ask nobody", response, origin);
            return;
        }
        DpopProofs.Outcome proof = proofs.verify(issuer, request, Optional.of(registered.client()));
        if (!(proof instanceof DpopProofs.Outcome.Absent)) {
            response.setHeader("DPoP-Nonce", proofs.nonce(issuer));
        }
        switch (proof) {
            case DpopProofs.Outcome.Absent() -> push(issuer, registered, form, Optional.empty(), response, origin);
            case DpopProofs.Outcome.Proven(String thumbprint, var _) ->
                push(issuer, registered, form, Optional.of(thumbprint), response, origin);
            case DpopProofs.Outcome.NonceNeeded() ->
                JsonAnswer.error(response, EndpointError.USE_DPOP_NONCE, "the proof needs the nonce of this answer");
            case DpopProofs.Outcome.Refused(String reason) ->
                refuse(issuer, client, EndpointError.INVALID_DPOP_PROOF.code(), reason, response, origin);
        }
    }

    /// @param proven the thumbprint of the key whose proof came along (RFC 9449 §10.1); empty when none did
    private void push(
            Tenant issuer,
            Registered client,
            FormParameters form,
            Optional<String> proven,
            HttpServletResponse response,
            Origin origin)
            throws IOException {
        switch (requests.readPushed(issuer, parameters(form, client), origin)) {
            case Reading.Accepted(AuthorizationRequest accepted) -> {
                Optional<String> named = accepted.dpopKey();
                if (named.isPresent() && proven.isPresent() && !named.equals(proven)) {
                    String detail = "the proof is not by the key that dpop_jkt names";
                    refuse(issuer, client, EndpointError.INVALID_DPOP_PROOF.code(), detail, response, origin);
                    return;
                }
                String parameters = proven.map(thumbprint -> accepted.wayBack().with("dpop_jkt", thumbprint))
                        .orElse(accepted.wayBack())
                        .encoded();
                if (parameters.length() > MAXIMUM_LENGTH) {
                    refuse(
                            issuer,
                            client,
                            AuthorizationError.INVALID_REQUEST,
                            "the request is too long",
                            response,
                            origin);
                    return;
                }
                var answer = new JwtClaims()
                        .with(
                                "request_uri",
                                kept.push(issuer.id(), accepted.client().id(), parameters))
                        .with("expires_in", KeptRequests.PUSHED_LIFETIME.toSeconds());
                JsonAnswer.created(response, answer);
            }
            case Reading.Rejected(Reading.Refusal refusal) ->
                refuse(issuer, client, refusal.error(), refusal.description(), response, origin);
            case Reading.Unanswerable refusal ->
                refuse(issuer, client, refusal.error(), refusal.detail().inEnglish(), response, origin);
        }
    }

    /// The client is whoever has proved itself, whether or not the request names it.
    private static AuthorizationParameters parameters(FormParameters form, Registered client) {
        var parameters = new HashMap<String, List<String>>(form.everything());
        parameters.keySet().removeAll(OF_AUTHENTICATION);
        List<String> named = parameters.put("client_id", List.of(client.client().clientId()));
        if (named != null && !named.equals(List.of("")) && !named.equals(parameters.get("client_id"))) {
            throw new MalformedRequestException("client_id is not the authenticated client");
        }
        return AuthorizationParameters.of(Map.copyOf(parameters));
    }

    private void refuse(
            Tenant issuer,
            AuthenticatedClient client,
            AuthorizationError error,
            String description,
            HttpServletResponse response,
            Origin origin)
            throws IOException {
        refuse(issuer, client, error.code(), description, response, origin);
    }

    private void refuse(
            Tenant issuer,
            AuthenticatedClient client,
            String error,
            String description,
            HttpServletResponse response,
            Origin origin)
            throws IOException {
        audit.record(new AuditEvent(
                issuer.id(),
                client.actor(),
                "authorization.push",
                "pushed authorization request endpoint",
                AuditEvent.Outcome.REFUSED,
                error + ": " + description,
                origin));
        JsonAnswer.badRequest(response, error, description);
    }
}
