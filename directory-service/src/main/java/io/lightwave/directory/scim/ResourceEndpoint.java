package io.lightwave.directory.scim;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/t/{tenant}/scim/v2/Users`, `/Groups` and `/Me` (RFC 7644 §3).
@RestController
@RequestMapping(
        path = "/t/{tenant}/scim/v2",
        produces = {"application/scim+json", "application/json"})
class ResourceEndpoint {
    private static final String COLLECTION = "/{collection:Users|Groups}";
    private static final String ALSO_COLLECTION = COLLECTION + "/"; // as some clients write it
    private static final String RESOURCE = COLLECTION + "/{id}";

    private final Resources resources;
    private final ObjectMapper json;

    ResourceEndpoint(Resources resources, ObjectMapper json) {
        this.resources = resources;
        this.json = json;
    }

    @GetMapping({COLLECTION, ALSO_COLLECTION})
    Listing list(
            @PathVariable TenantId tenant,
            @PathVariable String collection,
            Caller caller,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(required = false) @Nullable String sortBy,
            @RequestParam(required = false) @Nullable String sortOrder,
            @RequestParam(required = false) @Nullable Integer startIndex,
            @RequestParam(required = false) @Nullable Integer count,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String attributes,
            @RequestParam(required = false) @Nullable String excludedAttributes) {
        return list(
                tenant,
                collection,
                caller,
                new SearchRequest(
                        List.of(SearchRequest.SCHEMA),
                        filter,
                        sortBy,
                        sortOrder,
                        startIndex,
                        count,
                        cursor,
                        attributes == null ? null : List.of(attributes),
                        excludedAttributes == null ? null : List.of(excludedAttributes)));
    }

    /// A query that is too long for an address, or too private (§3.4.3).
    record SearchRequest(
            @Nullable List<String> schemas,
            @Nullable String filter,
            @Nullable String sortBy,
            @Nullable String sortOrder,
            @Nullable Integer startIndex,
            @Nullable Integer count,
            @Nullable String cursor,
            @Nullable List<String> attributes,
            @JsonProperty("excludedAttributes") @Nullable List<String> excluded) {
        static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
    }

    /// Of one collection, or else of all.
    @PostMapping(
            path = {COLLECTION + "/.search", "/.search"},
            consumes = {"application/scim+json", "application/json"})
    Listing search(
            @PathVariable TenantId tenant,
            @PathVariable(required = false) @Nullable String collection,
            Caller caller,
            @RequestBody SearchRequest asked) {
        if (asked.schemas() == null || !asked.schemas().contains(SearchRequest.SCHEMA)) {
            throw ScimException.bad("invalidSyntax", "schemas: is not that of a search");
        }
        return list(tenant, collection, caller, asked);
    }

    private Listing list(TenantId tenant, @Nullable String collection, Caller caller, SearchRequest asked) {
        if (asked.cursor() != null && asked.startIndex() != null) {
            throw ScimException.bad("invalidValue", "startIndex and cursor exclude each other");
        }
        String order = asked.sortOrder() == null ? "ascending" : asked.sortOrder();
        if (!order.equals("ascending") && !order.equals("descending")) {
            throw ScimException.bad("invalidValue", "sortOrder: is neither ascending nor descending");
        }
        // §3.4.2.4: an index below 1 counts as 1, and a negative count as 0
        int count = Math.clamp(Objects.requireNonNullElse(asked.count(), Query.USUAL_PAGE), 0, Query.LARGEST_PAGE);
        var query = new Query(
                asked.filter() == null ? null : ScimParser.filter(json, asked.filter()),
                asked.sortBy() == null ? null : ScimParser.path(json, asked.sortBy()),
                order.equals("descending"),
                Math.max(Objects.requireNonNullElse(asked.startIndex(), 1), 1),
                count,
                asked.cursor(),
                Projection.of(json, joined(asked.attributes()), joined(asked.excluded())));
        return collection == null
                ? resources.list(tenant, query, caller)
                : resources.list(ResourceKind.of(collection), tenant, query, caller);
    }

    private static @Nullable String joined(@Nullable List<String> names) {
        return names == null ? null : String.join(",", names);
    }

    @PostMapping(
            path = {COLLECTION, ALSO_COLLECTION},
            consumes = {"application/scim+json", "application/json"})
    ResponseEntity<ObjectNode> create(
            @PathVariable TenantId tenant,
            @PathVariable String collection,
            Caller caller,
            @RequestParam(required = false) @Nullable String attributes,
            @RequestParam(required = false) @Nullable String excludedAttributes,
            @RequestBody JsonNode body) {
        ResourceKind kind = ResourceKind.of(collection);
        Projection projection = Projection.of(json, attributes, excludedAttributes);
        ObjectNode made = resources.create(kind, tenant, body, caller);
        return tagged(
                ResponseEntity.created(URI.create(made.at("/meta/location").asString())), kind, made, projection);
    }

    @GetMapping(RESOURCE)
    ResponseEntity<ObjectNode> get(
            @PathVariable TenantId tenant,
            @PathVariable String collection,
            @PathVariable String id,
            Caller caller,
            @RequestParam(required = false) @Nullable String attributes,
            @RequestParam(required = false) @Nullable String excludedAttributes,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch) {
        ResourceKind kind = ResourceKind.of(collection);
        Projection projection = Projection.of(json, attributes, excludedAttributes);
        ObjectNode resource = resources.get(kind, tenant, id, projection, caller);
        String version = Resources.version(resource);
        return ifNoneMatch != null && Resources.isAmong(version, ifNoneMatch)
                ? ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                        .header(HttpHeaders.ETAG, version)
                        .build()
                : tagged(ResponseEntity.ok(), kind, resource, projection);
    }

    /// The attributes that are not given are removed (§3.5.1), but for the password and `active`.
    @PutMapping(
            path = RESOURCE,
            consumes = {"application/scim+json", "application/json"})
    ResponseEntity<ObjectNode> replace(
            @PathVariable TenantId tenant,
            @PathVariable String collection,
            @PathVariable String id,
            Caller caller,
            @RequestParam(required = false) @Nullable String attributes,
            @RequestParam(required = false) @Nullable String excludedAttributes,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody JsonNode body) {
        ResourceKind kind = ResourceKind.of(collection);
        Projection projection = Projection.of(json, attributes, excludedAttributes);
        ObjectNode after = resources.replace(kind, tenant, id, ifMatch, body, caller);
        return tagged(ResponseEntity.ok(), kind, after, projection);
    }

    @PatchMapping(
            path = RESOURCE,
            consumes = {"application/scim+json", "application/json"})
    ResponseEntity<ObjectNode> patch(
            @PathVariable TenantId tenant,
            @PathVariable String collection,
            @PathVariable String id,
            Caller caller,
            @RequestParam(required = false) @Nullable String attributes,
            @RequestParam(required = false) @Nullable String excludedAttributes,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody JsonNode body) {
        ResourceKind kind = ResourceKind.of(collection);
        Projection projection = Projection.of(json, attributes, excludedAttributes);
        ObjectNode after = resources.patch(kind, tenant, id, ifMatch, body, caller);
        return tagged(ResponseEntity.ok(), kind, after, projection);
    }

    @DeleteMapping(RESOURCE)
    ResponseEntity<Void> delete(
            @PathVariable TenantId tenant,
            @PathVariable String collection,
            @PathVariable String id,
            Caller caller,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        resources.delete(ResourceKind.of(collection), tenant, id, ifMatch, caller);
        return ResponseEntity.noContent().build();
    }

    /// The caller itself (§3.11), if it is a user of the tenant; the answer says where that one stands for good.
    @GetMapping("/Me")
    ResponseEntity<ObjectNode> me(
            @PathVariable TenantId tenant,
            Caller caller,
            @RequestParam(required = false) @Nullable String attributes,
            @RequestParam(required = false) @Nullable String excludedAttributes) {
        if (caller.principal().kind() != SubjectKind.USER
                || !caller.principal().tenant().equals(tenant)) {
            throw ScimException.notFound();
        }
        String id = caller.principal().id().toString();
        ResponseEntity<ObjectNode> own =
                get(tenant, ResourceKind.USER.collection(), id, caller, attributes, excludedAttributes, null);
        return ResponseEntity.ok()
                .headers(own.getHeaders())
                .location(resources.location(ResourceKind.USER, tenant, id))
                .body(own.getBody());
    }

    private static ResponseEntity<ObjectNode> tagged(
            ResponseEntity.BodyBuilder answer, ResourceKind kind, ObjectNode resource, Projection projection) {
        String version = Resources.version(resource);
        if (!version.isEmpty()) {
            answer.header(HttpHeaders.ETAG, version);
        }
        return answer.header(
                        HttpHeaders.CONTENT_LOCATION,
                        resource.at("/meta/location").asString())
                .body(projection.of(kind, resource));
    }
}
