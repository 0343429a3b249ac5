package io.lightwave.token.introspection;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.introspection.Introspection.Asker;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.JsonAnswer;
import io.lightwave.token.protocol.MalformedRequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/oauth2/introspect` (RFC 7662 §2).
@RestController
class IntrospectionEndpoint {
    private static final String BEARER_CHALLENGE = "Bearer error=\"invalid_token\"";

    private final ActiveTenants tenants;
    private final AskerAuthentication authentication;
    private final Introspection introspection;

    IntrospectionEndpoint(ActiveTenants tenants, AskerAuthentication authentication, Introspection introspection) {
        this.tenants = tenants;
        this.authentication = authentication;
        this.introspection = introspection;
    }

    @PostMapping("/t/{tenant}/oauth2/introspect")
    void introspect(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant issuer = tenants.require(tenant);
        try {
            FormParameters form = FormParameters.read(request);
            switch (authentication.authenticate(issuer, request, form, origin)) {
                case AskerAuthentication.Outcome.Known(Asker asker) ->
                    JsonAnswer.ok(response, introspection.answer(issuer, asker, form.require("token"), origin));
                case AskerAuthentication.Outcome.BadToken() ->
                    JsonAnswer.error(response, EndpointError.INVALID_TOKEN, "", Optional.of(BEARER_CHALLENGE));
                case AskerAuthentication.Outcome.Unknown() ->
                    JsonAnswer.error(
                            response, EndpointError.INVALID_CLIENT, "", Optional.of(JsonAnswer.BASIC_CHALLENGE));
            }
        } catch (MalformedRequestException e) {
            JsonAnswer.error(response, EndpointError.INVALID_REQUEST, String.valueOf(e.getMessage()), Optional.empty());
        }
    }
}
