package io.lightwave.directory.scim;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What this service provider can do (RFC 7644 §4, RFC 7643 §5 to §7), neither more nor less.
@RestController
@RequestMapping(
        path = "/t/{tenant}/scim/v2",
        produces = {"application/scim+json", "application/json"})
class DiscoveryEndpoint {
    private static final int LARGEST_BODY = 1 << 20;
    private static final String ELSEWHERE =
            "(?!(?:Users|Groups|Me|Bulk|[.]search|ServiceProviderConfig|ResourceTypes|Schemas)$).+";

    private final Schemas schemas;
    private final Tenants tenants;
    private final URI publicUrl;

    DiscoveryEndpoint(Schemas schemas, Tenants tenants, URI publicUrl) {
        this.schemas = schemas;
        this.tenants = tenants;
        this.publicUrl = publicUrl;
    }

    /// For everybody (RFC 7643 §5): nobody has looked at the tenant before.
    @GetMapping("/ServiceProviderConfig")
    Map<String, Object> configuration(
            @PathVariable TenantId tenant, @RequestParam(required = false) @Nullable String filter) {
        if (tenants.find(tenant).filter(Tenant::isActive).isEmpty()) {
            throw ScimException.notFound();
        }
        requireNoFilter(filter);
        Map<String, Object> yes = Map.of("supported", true);
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("schemas", List.of("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"));
        configuration.put("patch", yes);
        configuration.put(
                "bulk",
                Map.of(
                        "supported",
                        true,
                        "maxOperations",
                        BulkEndpoint.MOST_OPERATIONS,
                        "maxPayloadSize",
                        LARGEST_BODY));
        configuration.put("filter", Map.of("supported", true, "maxResults", Query.LARGEST_PAGE));
        configuration.put("changePassword", yes);
        configuration.put("sort", yes);
        configuration.put("etag", yes);
        configuration.put(
                "pagination",
                Map.of(
                        "cursor",
                        true,
                        "index",
                        true,
                        "defaultPaginationMethod",
                        "index",
                        "defaultPageSize",
                        Query.USUAL_PAGE,
                        "maxPageSize",
                        Query.LARGEST_PAGE));
        configuration.put(
                "authenticationSchemes",
                List.of(Map.of(
                        "type",
                        "oauthbearertoken",
                        "name",
                        "OAuth Bearer Token",
                        "description",
                        "An access token of the tenant, or of the system tenant's operators",
                        "specUri",
                        "https://www.rfc-editor.org/rfc/rfc6750")));
        configuration.put("meta", meta(tenant, "ServiceProviderConfig", "ServiceProviderConfig"));
        return configuration;
    }

    @GetMapping("/ResourceTypes")
    Map<String, Object> resourceTypes(
            @PathVariable TenantId tenant, @RequestParam(required = false) @Nullable String filter) {
        requireNoFilter(filter);
        return listing(Arrays.asList(ResourceKind.values()), kind -> resourceType(tenant, kind));
    }

    @GetMapping("/ResourceTypes/{name}")
    Map<String, Object> resourceType(@PathVariable TenantId tenant, @PathVariable String name) {
        return Arrays.stream(ResourceKind.values())
                .filter(kind -> kind.label().equals(name))
                .findFirst()
                .map(kind -> resourceType(tenant, kind))
                .orElseThrow(ScimException::notFound);
    }

    private Map<String, Object> resourceType(TenantId tenant, ResourceKind kind) {
        Map<String, Object> type = new LinkedHashMap<>();
        type.put("schemas", List.of("urn:ietf:params:scim:schemas:core:2.0:ResourceType"));
        type.put("id", kind.label());
        type.put("name", kind.label());
        type.put("endpoint", "/" + kind.collection());
        type.put("schema", kind.schema());
        List<Map<String, Object>> extensions = new ArrayList<>();
        kind.extensions().forEach(urn -> extensions.add(Map.of("schema", urn, "required", false)));
        type.put("schemaExtensions", extensions);
        type.put("meta", meta(tenant, "ResourceType", "ResourceTypes/" + kind.label()));
        return type;
    }

    @GetMapping("/Schemas")
    Map<String, Object> schemas(
            @PathVariable TenantId tenant, @RequestParam(required = false) @Nullable String filter) {
        requireNoFilter(filter);
        return listing(schemas.all(), schema -> schema(tenant, schema));
    }

    @GetMapping("/Schemas/{urn}")
    Map<String, Object> schema(@PathVariable TenantId tenant, @PathVariable String urn) {
        return schemas.schema(urn).map(schema -> schema(tenant, schema)).orElseThrow(ScimException::notFound);
    }

    private Map<String, Object> schema(TenantId tenant, Schemas.Schema schema) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("schemas", List.of("urn:ietf:params:scim:schemas:core:2.0:Schema"));
        shown.put("id", schema.id());
        shown.put("name", schema.name());
        shown.put("description", schema.description());
        shown.put("attributes", schema.attributes());
        shown.put("meta", meta(tenant, "Schema", "Schemas/" + schema.id()));
        return shown;
    }

    /// Whatever is no endpoint of the protocol: clients expect its own form of error here too (RFC 7644 §3.12).
    @RequestMapping({"/{other:" + ELSEWHERE + "}", "/{other:" + ELSEWHERE + "}/**", "/*/*/**"})
    void elsewhere() {
        throw ScimException.notFound();
    }

    /// An endpoint asked by a method that it does not have, or given a body of another type: likewise.
    @RequestMapping({
        "/{collection:Users|Groups}",
        "/{collection:Users|Groups}/",
        "/{collection:Users|Groups}/{id}",
        "/Me",
        "/Bulk",
        "/.search",
        "/ServiceProviderConfig",
        "/ResourceTypes",
        "/ResourceTypes/{name}",
        "/Schemas",
        "/Schemas/{urn}"
    })
    void otherwise(HttpServletRequest request)
            throws HttpRequestMethodNotSupportedException, HttpMediaTypeNotSupportedException {
        List<String> methods = methods(request.getRequestURI().replaceAll(".*/scim/v2/|/$", ""));
        if (!methods.contains(request.getMethod())) {
            throw new HttpRequestMethodNotSupportedException(request.getMethod(), methods);
        }
        throw new HttpMediaTypeNotSupportedException(
                "a body is application/scim+json or application/json, not " + request.getContentType());
    }

    private static List<String> methods(String path) {
        return switch (path) {
            case "Users", "Groups" -> List.of("GET", "POST");
            case "Bulk", ".search", "Users/.search", "Groups/.search" -> List.of("POST");
            default ->
                path.startsWith("Users/") || path.startsWith("Groups/")
                        ? List.of("GET", "PUT", "PATCH", "DELETE")
                        : List.of("GET");
        };
    }

    private Map<String, Object> meta(TenantId tenant, String type, String path) {
        return Map.of(
                "resourceType",
                type,
                "location",
                publicUrl.resolve("/t/%s/scim/v2/%s".formatted(tenant, path)).toString());
    }

    private static <T> Map<String, Object> listing(List<T> items, Function<T, Map<String, Object>> shown) {
        Map<String, Object> listing = new LinkedHashMap<>();
        listing.put("schemas", List.of("urn:ietf:params:scim:api:messages:2.0:ListResponse"));
        listing.put("totalResults", items.size());
        listing.put("startIndex", 1);
        listing.put("itemsPerPage", items.size());
        listing.put("Resources", items.stream().map(shown).toList());
        return listing;
    }

    /// §4: what is told to everybody alike is not filtered.
    private static void requireNoFilter(@Nullable String filter) {
        if (filter != null) {
            throw new ScimException(HttpStatus.FORBIDDEN, "", "filter: is not taken here");
        }
    }
}
