package io.lightwave.token.client;

import io.lightwave.directory.Caller;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.token.client.ClientRegistration.CreateOutcome;
import io.lightwave.token.client.ClientRegistration.UpdateOutcome;
import io.lightwave.token.client.ClientViews.ClientView;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/tenants/{tenant}/clients`: the administrators' view of clients.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/clients", produces = "application/json")
class ClientsEndpoint {
    private static final int MOST = 200;

    private final ClientRegistration registration;
    private final ObjectMapper json;

    ClientsEndpoint(ClientRegistration registration, ObjectMapper json) {
        this.registration = registration;
        this.json = json;
    }

    @GetMapping
    Page<ClientView> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        return registration
                .list(tenant, cursor, Math.clamp(limit, 1, MOST))
                .map(client -> ClientViews.view(client, Optional.empty()));
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<ClientView> create(@PathVariable TenantId tenant, Caller caller, @RequestBody NewClient asked) {
        String clientId = ClientRules.clientId(asked.clientId());
        return switch (registration.create(tenant, clientId, ClientRules.metadata(asked), caller)) {
            case CreateOutcome.Created(RegisteredClient client, Optional<String> secret) ->
                ResponseEntity.created(location(tenant, client))
                        .eTag(client.entityTag())
                        .body(ClientViews.view(client, secret));
            case CreateOutcome.NameTaken() ->
                throw new ErrorResponseException(
                        HttpStatus.CONFLICT,
                        ProblemDetail.forStatusAndDetail(
                                HttpStatus.CONFLICT,
                                "The client id is in use, or was used by a client whose tokens have not expired."),
                        null);
        };
    }

    @GetMapping("/{client}")
    ResponseEntity<ClientView> get(@PathVariable TenantId tenant, @PathVariable String client) {
        return answer(
                registration.find(tenant, client).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND)));
    }

    @PatchMapping(path = "/{client}", consumes = "application/merge-patch+json")
    ResponseEntity<ClientView> update(
            @PathVariable TenantId tenant,
            @PathVariable String client,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        var outcome = registration.update(
                tenant,
                client,
                Optional.ofNullable(ifMatch).filter(tag -> !tag.equals("*")),
                current -> MergePatch.apply(json, current, patch, ClientChange.class),
                caller);
        return switch (outcome) {
            case UpdateOutcome.Updated(RegisteredClient updated) -> answer(updated);
            case UpdateOutcome.Missing() -> throw new ErrorResponseException(HttpStatus.NOT_FOUND);
            case UpdateOutcome.Stale() -> throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
        };
    }

    @DeleteMapping("/{client}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String client, Caller caller) {
        if (!registration.delete(tenant, client, caller)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<ClientView> answer(RegisteredClient client) {
        return ResponseEntity.ok().eTag(client.entityTag()).body(ClientViews.view(client, Optional.empty()));
    }

    private static URI location(TenantId tenant, RegisteredClient client) {
        return URI.create(
                "/api/v1/tenants/" + tenant + "/clients/" + client.subject().id());
    }
}
