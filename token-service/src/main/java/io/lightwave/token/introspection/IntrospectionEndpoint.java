package io.lightwave.token.introspection;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.introspection.Introspection.Asker;
import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.jwe.NoRecipientKeyException;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.DirectRoute;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.JsonAnswer;
import io.lightwave.token.protocol.MalformedRequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Locale;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/oauth2/introspect` (RFC 7662 §2); a signed and, where registered, encrypted
/// answer to who asks for one (RFC 9701).
@RestController
class IntrospectionEndpoint implements DirectRoute {
    private static final String TYPE = "token-introspection+jwt";

    private final ActiveTenants tenants;
    private final AskerAuthentication authentication;
    private final Introspection introspection;
    private final SigningKeys keys;
    private final ClientEncryption encryption;
    private final InstantSource clock;

    IntrospectionEndpoint(
            ActiveTenants tenants,
            AskerAuthentication authentication,
            Introspection introspection,
            SigningKeys keys,
            ClientEncryption encryption,
            InstantSource clock) {
        this.encryption = encryption;
        this.keys = keys;
        this.clock = clock;
        this.tenants = tenants;
        this.authentication = authentication;
        this.introspection = introspection;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/oauth2/introspect";
    }

    @PostMapping("/t/{tenant}/oauth2/introspect")
    void introspect(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        serve(tenants.require(tenant), request, response, origin);
    }

    @Override
    public void serve(Tenant issuer, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        try {
            FormParameters form = FormParameters.read(request);
            switch (authentication.authenticate(issuer, request, form, origin)) {
                case AskerAuthentication.Outcome.Known(Asker asker) ->
                    answer(
                            issuer,
                            asker,
                            introspection.answer(issuer, asker, form.require("token"), origin),
                            request,
                            response);
                case AskerAuthentication.Outcome.BadToken(String error) -> {
                    authentication.challenge(issuer, response, error);
                    JsonAnswer.error(response, HttpServletResponse.SC_UNAUTHORIZED, error, "");
                }
                case AskerAuthentication.Outcome.Unknown() ->
                    JsonAnswer.error(response, EndpointError.INVALID_CLIENT, "");
            }
        } catch (MalformedRequestException e) {
            JsonAnswer.error(response, EndpointError.INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private void answer(
            Tenant issuer, Asker asker, JwtClaims answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!wantsJwt(request)) {
            JsonAnswer.ok(response, answer);
            return;
        }
        var claims = new JwtClaims()
                .with("iss", issuer.issuer().toString())
                .with("aud", asker.clientId())
                .with("iat", clock.instant())
                .withJson("token_introspection", answer.toString());
        String signed = keys.sign(issuer.id(), asker.algorithm(), TYPE, claims);
        try {
            String compact = asker.client()
                    .map(client -> encryption.jwt(client, ClientEncryption.Answer.INTROSPECTION, signed))
                    .orElse(signed);
            JsonAnswer.jwt(response, compact, "application/" + TYPE);
        } catch (NoRecipientKeyException e) {
            JsonAnswer.badRequest(response, "invalid_request", String.valueOf(e.getMessage()));
        }
    }

    /// By name only: who takes anything gets JSON.
    private static boolean wantsJwt(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("application/" + TYPE);
    }
}
