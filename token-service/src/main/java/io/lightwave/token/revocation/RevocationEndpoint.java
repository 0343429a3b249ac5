package io.lightwave.token.revocation;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.AccessTokenRevocation;
import io.lightwave.token.accesstoken.RefreshTokens;
import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.authentication.ClientAuthentication;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.JsonAnswer;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.protocol.WebOrigin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/oauth2/revoke` (RFC 7009 §2): a client ends a token it was given. 200 also for a token that is
/// not good, since nothing is left to end.
@RestController
class RevocationEndpoint {
    private final ActiveTenants tenants;
    private final ClientAuthentication authentication;
    private final AccessTokenRevocation accessTokens;
    private final Optional<RefreshTokens> refreshTokens;
    private final Audit audit;

    RevocationEndpoint(
            ActiveTenants tenants,
            ClientAuthentication authentication,
            AccessTokenRevocation accessTokens,
            Optional<RefreshTokens> refreshTokens,
            Audit audit) {
        this.tenants = tenants;
        this.authentication = authentication;
        this.accessTokens = accessTokens;
        this.refreshTokens = refreshTokens;
        this.audit = audit;
    }

    @PostMapping("/t/{tenant}/oauth2/revoke")
    void revoke(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant issuer = tenants.require(tenant);
        try {
            FormParameters form = FormParameters.read(request);
            switch (authentication.authenticate(issuer, request, form, origin)) {
                case ClientAuthentication.Outcome.Authenticated(AuthenticatedClient client, var _)
                when authentication.useUp(issuer, client, origin) -> {
                    WebOrigin.onlyOwnMayRead(response, client::isAt);
                    answer(response, issuer, client, revoke(issuer, client, form.require("token"), origin), origin);
                }
                case ClientAuthentication.Outcome.Authenticated _,
                        ClientAuthentication.Outcome.Anonymous _,
                        ClientAuthentication.Outcome.Refused _ ->
                    JsonAnswer.error(response, EndpointError.INVALID_CLIENT, "");
            }
        } catch (MalformedRequestException e) {
            JsonAnswer.error(response, EndpointError.INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private AccessTokenRevocation.Outcome revoke(
            Tenant issuer, AuthenticatedClient client, String token, Origin origin) {
        // One that was given up counts too: a client whose last answer got lost knows no newer one.
        Optional<String> holder = refreshTokens.flatMap(known -> known.holder(issuer.id(), token));
        if (holder.isEmpty()) {
            return accessTokens.revoke(issuer.id(), token, client.clientId(), client.actor(), origin);
        }
        if (!holder.get().equals(client.clientId())) {
            return AccessTokenRevocation.Outcome.NOT_YOURS;
        }
        refreshTokens.orElseThrow().revoke(issuer.id(), token, origin);
        return AccessTokenRevocation.Outcome.REVOKED;
    }

    private void answer(
            HttpServletResponse response,
            Tenant issuer,
            AuthenticatedClient client,
            AccessTokenRevocation.Outcome outcome,
            Origin origin)
            throws IOException {
        switch (outcome) {
            case REVOKED, NOTHING_TO_DO -> response.setHeader("Cache-Control", "no-store");
            case NOT_YOURS -> {
                audit.record(new AuditEvent(
                        issuer.id(),
                        client.actor(),
                        "token.revoke",
                        "",
                        AuditEvent.Outcome.REFUSED,
                        "issued to another client",
                        origin));
                JsonAnswer.error(response, EndpointError.INVALID_GRANT, "the token was issued to another client");
            }
        }
    }
}
