package io.lightwave.token.client;

import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.token.client.ClientRegistration.CreateOutcome;
import io.lightwave.token.client.ClientRegistration.UpdateOutcome;
import io.lightwave.token.client.NewSecrets.NewSecret;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/tenants/{tenant}/clients`: the administrators' view of clients.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/clients", produces = "application/json")
class ClientsEndpoint {
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final Set<String> SECRET_MEMBERS = Set.of("expiresIn", "previousExpiresIn");

    private final ClientRegistration registration;
    private final ObjectMapper json;

    ClientsEndpoint(ClientRegistration registration, ObjectMapper json) {
        this.registration = registration;
        this.json = json;
    }

    @GetMapping
    Page<ObjectNode> list(
            @PathVariable TenantId tenant,
            @RequestParam(defaultValue = "") String search,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        return registration
                .list(tenant, Page.requireSearch(search), cursor, Page.requireLimit(limit))
                .map(ClientViews::view);
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<ObjectNode> create(@PathVariable TenantId tenant, Caller caller, @RequestBody ObjectNode asked) {
        String clientId = ClientRules.clientId(
                asked.path("clientId").isString() ? asked.path("clientId").stringValue() : null);
        ClientMetadata metadata = ClientRules.metadata(ClientViews.fields(asked, Set.of("clientId")));
        return switch (registration.create(tenant, clientId, metadata, Optional.empty(), ChangedBy.of(caller))) {
            case CreateOutcome.Created(RegisteredClient client, Optional<NewSecret> secret) ->
                ResponseEntity.created(location(tenant, client))
                        .eTag(client.entityTag())
                        .body(view(client, secret));
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
    ResponseEntity<ObjectNode> get(@PathVariable TenantId tenant, @PathVariable String client) {
        return answer(
                registration.find(tenant, client).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND)),
                Optional.empty());
    }

    @PatchMapping(path = "/{client}", consumes = "application/merge-patch+json")
    ResponseEntity<ObjectNode> update(
            @PathVariable TenantId tenant,
            @PathVariable String client,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        return answer(registration.update(
                tenant,
                client,
                Optional.ofNullable(ifMatch),
                current -> ClientViews.changed(
                        MergePatch.apply(json, ClientViews.changeable(current), patch, ObjectNode.class)),
                ChangedBy.of(caller)));
    }

    /// Answers with the client and its new secret.
    @PostMapping(path = "/{client}/secrets", consumes = "application/json")
    ResponseEntity<ObjectNode> addSecret(
            @PathVariable TenantId tenant, @PathVariable String client, @RequestBody ObjectNode asked, Caller caller) {
        asked.propertyNames().forEach(name -> {
            if (!SECRET_MEMBERS.contains(name)) {
                throw new InvalidFieldException(name, "a secret has no such member");
            }
        });
        var outcome = registration.addSecret(
                tenant,
                client,
                duration(asked, "expiresIn", Duration.ofMinutes(1)),
                duration(asked, "previousExpiresIn", Duration.ZERO).orElse(Duration.ofDays(1)),
                ChangedBy.of(caller));
        return ResponseEntity.status(HttpStatus.CREATED).body(answer(outcome).getBody());
    }

    @DeleteMapping("/{client}/secrets/{secret}")
    ResponseEntity<Void> endSecret(
            @PathVariable TenantId tenant, @PathVariable String client, @PathVariable String secret, Caller caller) {
        var _ = answer(registration.endSecret(tenant, client, secret, ChangedBy.of(caller)));
        return ResponseEntity.noContent().build();
    }

    @DeleteMapping("/{client}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String client, Caller caller) {
        if (!registration.delete(tenant, client, ChangedBy.of(caller))) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<ObjectNode> answer(UpdateOutcome outcome) {
        return switch (outcome) {
            case UpdateOutcome.Updated(RegisteredClient updated, Optional<NewSecret> secret) -> answer(updated, secret);
            case UpdateOutcome.Missing() -> throw new ErrorResponseException(HttpStatus.NOT_FOUND);
            case UpdateOutcome.Stale() -> throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
        };
    }

    private static ResponseEntity<ObjectNode> answer(RegisteredClient client, Optional<NewSecret> secret) {
        return ResponseEntity.ok().eTag(client.entityTag()).body(view(client, secret));
    }

    private static ObjectNode view(RegisteredClient client, Optional<NewSecret> secret) {
        return secret.map(made -> ClientViews.view(client, made)).orElseGet(() -> ClientViews.view(client));
    }

    /// Empty when it was not sent.
    private static Optional<Duration> duration(ObjectNode asked, String field, Duration least) {
        JsonNode value = asked.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        try {
            Duration duration = Duration.parse(value.asString(""));
            if (duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0) {
                return Optional.of(duration);
            }
        } catch (DateTimeParseException notADuration) {
            // refused below
        }
        throw new InvalidFieldException(field, "not a duration (ISO 8601) from %s to %s".formatted(least, LONGEST));
    }

    private static URI location(TenantId tenant, RegisteredClient client) {
        return URI.create(
                "/api/v1/tenants/" + tenant + "/clients/" + client.subject().id());
    }
}
