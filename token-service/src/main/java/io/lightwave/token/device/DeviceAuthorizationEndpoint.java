package io.lightwave.token.device;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.authentication.AuthenticatedClient.Registered;
import io.lightwave.token.authentication.ClientAuthentication;
import io.lightwave.token.authorization.AccessWishes;
import io.lightwave.token.authorization.AuthorizationError;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.JsonAnswer;
import io.lightwave.token.protocol.MalformedRequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/oauth2/device_authorization` (RFC 8628 §3.1).
@RestController
class DeviceAuthorizationEndpoint {
    private final ActiveTenants tenants;
    private final ClientAuthentication authentication;
    private final AccessWishes wishes;
    private final DeviceAuthorizations devices;
    private final Audit audit;

    DeviceAuthorizationEndpoint(
            ActiveTenants tenants,
            ClientAuthentication authentication,
            AccessWishes wishes,
            DeviceAuthorizations devices,
            Audit audit) {
        this.tenants = tenants;
        this.authentication = authentication;
        this.wishes = wishes;
        this.devices = devices;
        this.audit = audit;
    }

    @PostMapping("/t/{tenant}/oauth2/device_authorization")
    void begin(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant issuer = tenants.require(tenant);
        try {
            FormParameters form = FormParameters.read(request);
            Optional<AuthenticatedClient> client = authentication.require(issuer, request, form, response, origin);
            if (client.isPresent()) {
                begin(issuer, client.get(), form, response, origin);
            }
        } catch (MalformedRequestException malformed) {
            JsonAnswer.error(response, EndpointError.INVALID_REQUEST, String.valueOf(malformed.getMessage()));
        }
    }

    private void begin(
            Tenant issuer, AuthenticatedClient client, FormParameters form, HttpServletResponse response, Origin origin)
            throws IOException {
        if (!(client instanceof Registered registered) || !registered.client().mayUse(GrantType.DEVICE_CODE)) {
            refuse(
                    issuer,
                    client,
                    EndpointError.UNAUTHORIZED_CLIENT.code(),
                    "the client is not registered for the device grant",
                    response,
                    origin);
            return;
        }
        List<String> resources = Stream.concat(form.all("resource").stream(), form.all("audience").stream())
                .toList();
        switch (wishes.check(
                issuer, registered.client(), form.find("scope"), resources, form.find("authorization_details"))) {
            case AccessWishes.Outcome.Refused(AuthorizationError error, String description) ->
                refuse(issuer, client, error.code(), description, response, origin);
            case AccessWishes.Outcome.Acceptable acceptable -> {
                if (!authentication.useUp(issuer, client, origin)) {
                    JsonAnswer.error(response, EndpointError.INVALID_CLIENT, "");
                    return;
                }
                JsonAnswer.ok(
                        response,
                        answer(
                                issuer,
                                devices.begin(
                                        issuer.id(),
                                        registered.client().id(),
                                        acceptable.scopes(),
                                        acceptable.audiences(),
                                        acceptable.details())));
            }
        }
    }

    private static JwtClaims answer(Tenant issuer, DeviceAuthorizations.Begun begun) {
        String page = issuer.issuer() + "/device";
        return new JwtClaims()
                .with("device_code", begun.deviceCode().text())
                .with("user_code", begun.userCode().shown())
                .with("verification_uri", page)
                .with(
                        "verification_uri_complete",
                        page + "?user_code=" + begun.userCode().shown())
                .with("expires_in", DeviceAuthorizations.LIFETIME.toSeconds())
                .with("interval", DeviceAuthorizations.INTERVAL.toSeconds());
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
                "device.begin",
                "device authorization endpoint",
                AuditEvent.Outcome.REFUSED,
                error + ": " + description,
                origin));
        JsonAnswer.badRequest(response, error, description);
    }
}
