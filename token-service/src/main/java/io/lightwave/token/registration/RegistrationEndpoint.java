package io.lightwave.token.registration;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.PolicyStore;
import io.lightwave.directory.StrictJson;
import io.lightwave.directory.Tenant;
import io.lightwave.token.client.ChangedBy;
import io.lightwave.token.client.ClientMetadata;
import io.lightwave.token.client.ClientRegistration;
import io.lightwave.token.client.ClientRegistration.CreateOutcome;
import io.lightwave.token.client.ClientRegistration.UpdateOutcome;
import io.lightwave.token.client.NewSecrets.NewSecret;
import io.lightwave.token.client.RegisteredClient;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.JsonAnswer;
import io.lightwave.token.protocol.WebOrigin;
import io.lightwave.token.registration.RegistrationAccess.Managed;
import io.lightwave.token.registration.RegistrationAccess.Permission;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/t/{tenant}/oauth2/register` (RFC 7591 §3, OpenID Connect Registration §3) and, below it, the client's own
/// registration (RFC 7592 §2). A registration never enables a client that an administrator disabled.
@RestController
class RegistrationEndpoint {
    private static final int MAXIMUM_BODY = 64 * 1024;
    private static final int ID_BYTES = 16;
    /// What a client must not send when it updates its registration (RFC 7592 §2.2).
    private static final List<String> NOT_TO_BE_SENT = List.of(
            "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at");

    private final ActiveTenants tenants;
    private final RegistrationAccess access;
    private final PolicyStore<RegistrationPolicy> policies;
    private final ClientRegistration clients;
    private final Audit audit;
    private final SecureRandom random;
    private final ObjectMapper json;

    RegistrationEndpoint(
            ActiveTenants tenants,
            RegistrationAccess access,
            PolicyStore<RegistrationPolicy> policies,
            ClientRegistration clients,
            Audit audit,
            SecureRandom random,
            ObjectMapper json) {
        this.tenants = tenants;
        this.access = access;
        this.policies = policies;
        this.clients = clients;
        this.audit = audit;
        this.random = random;
        this.json = json;
    }

    @PostMapping("/t/{tenant}/oauth2/register")
    void register(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant issuer = tenants.require(tenant);
        RegistrationPolicy policy = policies.of(issuer.id()).policy();
        switch (access.toRegister(issuer, policy, request)) {
            case Permission.Refused refused -> refuse(issuer, "anonymous", refused, response, origin);
            case Permission.Given(String actor) -> {
                try {
                    var metadata = RegistrationRequest.read(body(request), policy, Optional.empty());
                    create(issuer, policy, metadata, new ChangedBy(actor, origin), response);
                } catch (RegistrationRefusedException e) {
                    refuse(issuer, actor, e, response, origin);
                }
            }
        }
    }

    private void create(
            Tenant issuer,
            RegistrationPolicy policy,
            ClientMetadata metadata,
            ChangedBy by,
            HttpServletResponse response)
            throws IOException {
        if (clients.selfRegistered(issuer.id()) >= policy.limit()) {
            throw new RegistrationRefusedException("invalid_client_metadata", "no more clients can register here");
        }
        OpaqueSecret management = OpaqueSecret.random(random);
        CreateOutcome outcome = RegistrationRequest.refusing(
                () -> clients.create(issuer.id(), newClientId(), metadata, Optional.of(management), by));
        switch (outcome) {
            case CreateOutcome.Created(RegisteredClient client, Optional<NewSecret> secret) ->
                write(response, 201, describe(issuer, client, secret, management));
            case CreateOutcome.NameTaken() -> throw new IllegalStateException("a random client id is taken");
        }
    }

    @GetMapping("/t/{tenant}/oauth2/register/{client}")
    void read(
            @PathVariable String tenant,
            @PathVariable String client,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin)
            throws IOException {
        Tenant issuer = tenants.require(tenant);
        Optional<Managed> own = own(issuer, client, request, response, origin);
        if (own.isEmpty()) {
            return;
        }
        write(
                response,
                200,
                describe(issuer, own.get().client(), Optional.empty(), own.get().token()));
    }

    @PutMapping("/t/{tenant}/oauth2/register/{client}")
    void update(
            @PathVariable String tenant,
            @PathVariable String client,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin)
            throws IOException {
        Tenant issuer = tenants.require(tenant);
        Optional<Managed> own = own(issuer, client, request, response, origin);
        if (own.isEmpty()) {
            return;
        }
        String actor = "client:%s@%s".formatted(client, issuer.id());
        try {
            ObjectNode body = body(request);
            requireOwn(body, client, own.get().client());
            RegistrationPolicy policy = policies.of(issuer.id()).policy();
            UpdateOutcome outcome = RegistrationRequest.refusing(() -> clients.update(
                    issuer.id(),
                    client,
                    Optional.empty(),
                    current -> new ClientRegistration.Change(
                            current.enabled(), RegistrationRequest.read(body, policy, Optional.of(current.metadata()))),
                    new ChangedBy(actor, origin)));
            switch (outcome) {
                case UpdateOutcome.Updated(RegisteredClient updated, Optional<NewSecret> secret) ->
                    write(
                            response,
                            200,
                            describe(issuer, updated, secret, own.get().token()));
                case UpdateOutcome.Missing _, UpdateOutcome.Stale _ ->
                    refuseManagement(issuer, client, response, origin);
            }
        } catch (RegistrationRefusedException e) {
            refuse(issuer, actor, e, response, origin);
        }
    }

    @DeleteMapping("/t/{tenant}/oauth2/register/{client}")
    void delete(
            @PathVariable String tenant,
            @PathVariable String client,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin)
            throws IOException {
        Tenant issuer = tenants.require(tenant);
        if (own(issuer, client, request, response, origin).isEmpty()) {
            return;
        }
        clients.delete(issuer.id(), client, new ChangedBy("client:%s@%s".formatted(client, issuer.id()), origin));
        response.setHeader("Cache-Control", "no-store");
        response.setStatus(204);
    }

    /// Empty when the answer says that the request does not show this client's token, and is written.
    private Optional<Managed> own(
            Tenant issuer, String client, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Optional<Managed> own = access.toManage(issuer, client, request);
        if (own.isEmpty()) {
            refuseManagement(issuer, client, response, origin);
        } else {
            WebOrigin.onlyOwnMayRead(response, own.get().client().metadata()::isAt);
        }
        return own;
    }

    private static void requireOwn(ObjectNode body, String clientId, RegisteredClient client) {
        if (!clientId.equals(body.path("client_id").asString(""))) {
            throw new RegistrationRefusedException("invalid_client_metadata", "client_id: not this client's");
        }
        for (String name : NOT_TO_BE_SENT) {
            if (body.has(name)) {
                throw new RegistrationRefusedException("invalid_client_metadata", name + ": not to be sent");
            }
        }
        if (body.has("client_secret")
                && !client.acceptsSecret(body.path("client_secret").asString(""))) {
            throw new RegistrationRefusedException("invalid_client_metadata", "client_secret: not this client's");
        }
    }

    private ObjectNode body(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAXIMUM_BODY + 1);
        if (body.length > MAXIMUM_BODY) {
            throw new RegistrationRefusedException("invalid_client_metadata", "more than 64 KiB");
        }
        try {
            if (json.readTree(StrictJson.text(body)) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException | IllegalArgumentException e) {
            // refused below
        }
        throw new RegistrationRefusedException("invalid_client_metadata", "the body is not one JSON object");
    }

    /// RFC 7591 §3.2.1, RFC 7592 §3. The secret is shown when it is made, and never again.
    private static ObjectNode describe(
            Tenant issuer, RegisteredClient client, Optional<NewSecret> secret, OpaqueSecret management) {
        String clientId = client.subject().name();
        ObjectNode answer = RegistrationRequest.write(client.metadata());
        answer.put("client_id", clientId)
                .put("client_id_issued_at", client.subject().createdAt().getEpochSecond());
        secret.ifPresent(made -> answer.put("client_secret", made.text()));
        if (client.hasSecret()) {
            answer.put(
                    "client_secret_expires_at",
                    client.secretExpiry().map(Instant::getEpochSecond).orElse(0L));
        }
        return answer.put("registration_access_token", management.text())
                .put("registration_client_uri", issuer.issuer() + "/oauth2/register/" + clientId);
    }

    private void refuse(
            Tenant issuer, String actor, Permission.Refused refused, HttpServletResponse response, Origin origin)
            throws IOException {
        record(issuer, actor, refused.reason(), origin);
        access.challenge(issuer, refused, response);
        JsonAnswer.error(response, refused.status(), refused.error(), refused.description());
    }

    private void refuse(
            Tenant issuer,
            String actor,
            RegistrationRefusedException refused,
            HttpServletResponse response,
            Origin origin)
            throws IOException {
        record(issuer, actor, refused.error() + ": " + refused.description(), origin);
        JsonAnswer.badRequest(response, refused.error(), refused.description());
    }

    /// An unknown client and a wrong token answer alike (RFC 7592 §2).
    private void refuseManagement(Tenant issuer, String client, HttpServletResponse response, Origin origin)
            throws IOException {
        refuse(
                issuer,
                client.length() > 200 ? "unknown" : client,
                new Permission.Refused(
                        401, "invalid_token", "", "not this client's registration access token", "invalid_token"),
                response,
                origin);
    }

    private void record(Tenant issuer, String actor, String reason, Origin origin) {
        audit.record(
                new AuditEvent(issuer.id(), actor, "client.register", "", AuditEvent.Outcome.REFUSED, reason, origin));
    }

    private static void write(HttpServletResponse response, int status, ObjectNode object) throws IOException {
        byte[] body = object.toString().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Pragma", "no-cache");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private String newClientId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return "dyn-" + HexFormat.of().formatHex(bytes);
    }
}
