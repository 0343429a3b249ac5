package io.lightwave.token.authorizationdetails;

import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.token.authorizationdetails.StoredDetailsTypes.Update;
import io.lightwave.token.resource.ResourceServer;
import io.lightwave.token.resource.ResourceServers;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
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
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/tenants/{tenant}/authorization-details-types`: which details clients may ask for, and what they look like.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/authorization-details-types", produces = "application/json")
class DetailsTypesEndpoint {
    private static final Pattern NAME = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}");

    private final StoredDetailsTypes stored;
    private final ResourceServers resourceServers;
    private final ObjectMapper json;
    private final InstantSource clock;
    private final SecureRandom random;

    DetailsTypesEndpoint(
            StoredDetailsTypes stored,
            ResourceServers resourceServers,
            ObjectMapper json,
            InstantSource clock,
            SecureRandom random) {
        this.stored = stored;
        this.resourceServers = resourceServers;
        this.json = json;
        this.clock = clock;
        this.random = random;
    }

    /// A type to register; what is null was not sent.
    record NewType(
            @Nullable String name,
            @Nullable String title,
            @Nullable String resourceServer,
            @Nullable JsonNode schema) {}

    /// What of a type may be changed, as a whole.
    record TypeChange(
            @Nullable String title,
            @Nullable JsonNode schema,
            @Nullable Boolean enabled) {}

    record TypeView(
            String id,
            String name,
            String title,
            String resourceServer,
            JsonNode schema,
            boolean enabled,
            Instant createdAt,
            Instant updatedAt) {}

    @GetMapping
    Page<TypeView> list(@PathVariable TenantId tenant) {
        return new Page<>(
                stored.all(tenant).values().stream()
                        .sorted(Comparator.comparing(DetailsType::name))
                        .map(this::view)
                        .toList(),
                null);
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<TypeView> create(@PathVariable TenantId tenant, @RequestBody NewType asked, Caller caller) {
        Instant now = now();
        var type = new DetailsType(
                newId(),
                name(asked.name()),
                DetailSchema.title("title", asked.title()),
                resourceServer(tenant, asked.resourceServer()),
                DetailSchema.read(asked.schema()),
                String.valueOf(asked.schema()),
                true,
                now,
                now,
                0);
        return switch (stored.create(tenant, type, caller)) {
            case CREATED ->
                ResponseEntity.created(
                                URI.create("/api/v1/tenants/" + tenant + "/authorization-details-types/" + type.id()))
                        .eTag(type.entityTag())
                        .body(view(type));
            case NAME_TAKEN -> throw conflict("A type with this name exists.");
            case TOO_MANY -> throw conflict("The tenant has as many types as it may have.");
        };
    }

    @GetMapping("/{type}")
    ResponseEntity<TypeView> get(@PathVariable TenantId tenant, @PathVariable("type") String type) {
        return stored.find(tenant, type).map(this::answer).orElseThrow(DetailsTypesEndpoint::missing);
    }

    @PatchMapping(path = "/{type}", consumes = "application/merge-patch+json")
    ResponseEntity<TypeView> update(
            @PathVariable TenantId tenant,
            @PathVariable("type") String type,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        Update outcome = stored.update(
                tenant,
                type,
                Optional.ofNullable(ifMatch),
                current -> changed(
                        current,
                        MergePatch.apply(
                                json,
                                new TypeChange(current.title(), json.readTree(current.schemaText()), current.enabled()),
                                patch,
                                TypeChange.class)),
                caller);
        return switch (outcome) {
            case Update.Updated(DetailsType updated) -> answer(updated);
            case Update.Missing() -> throw missing();
            case Update.Stale() -> throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
        };
    }

    @DeleteMapping("/{type}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable("type") String type, Caller caller) {
        if (!stored.delete(tenant, type, caller)) {
            throw missing();
        }
        return ResponseEntity.noContent().build();
    }

    private DetailsType changed(DetailsType current, TypeChange wanted) {
        return new DetailsType(
                current.id(),
                current.name(),
                DetailSchema.title("title", wanted.title()),
                current.resourceServer(),
                DetailSchema.read(wanted.schema()),
                String.valueOf(wanted.schema()),
                !Boolean.FALSE.equals(wanted.enabled()),
                current.createdAt(),
                now(),
                current.version() + 1);
    }

    private static String name(@Nullable String value) {
        if (value == null || !NAME.matcher(value).matches()) {
            throw new InvalidFieldException("name", "not 1 to 200 visible ASCII characters without \" and \\");
        }
        return value;
    }

    private String resourceServer(TenantId tenant, @Nullable String uriOrName) {
        return Optional.ofNullable(uriOrName)
                .flatMap(named -> resourceServers.find(tenant, named))
                .map(ResourceServer::uri)
                .orElseThrow(() -> new InvalidFieldException(
                        "resourceServer", "neither the URI nor the name of a resource server"));
    }

    private ResponseEntity<TypeView> answer(DetailsType type) {
        return ResponseEntity.ok().eTag(type.entityTag()).body(view(type));
    }

    private TypeView view(DetailsType type) {
        return new TypeView(
                type.id().toString(),
                type.name(),
                type.title(),
                type.resourceServer(),
                json.readTree(type.schemaText()),
                type.enabled(),
                type.createdAt(),
                type.updatedAt());
    }

    private static ErrorResponseException missing() {
        return new ErrorResponseException(HttpStatus.NOT_FOUND);
    }

    private static ErrorResponseException conflict(String detail) {
        return new ErrorResponseException(
                HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, detail), null);
    }

    private UUID newId() {
        byte[] bits = new byte[16];
        random.nextBytes(bits);
        bits[6] = (byte) ((bits[6] & 0x0F) | 0x40);
        bits[8] = (byte) ((bits[8] & 0x3F) | 0x80);
        var words = java.nio.ByteBuffer.wrap(bits);
        return new UUID(words.getLong(), words.getLong());
    }

    /// As exact as it is stored.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
