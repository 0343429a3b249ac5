package io.lightwave.directory.scim;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.lightwave.directory.Caller;
import io.lightwave.directory.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// `/t/{tenant}/scim/v2/Bulk` (RFC 7644 §3.7): operations one after the other, each for itself; one that refers by
/// `bulkId` to what another makes is done after that one, wherever it stands.
@RestController
class BulkEndpoint {
    static final int MOST_OPERATIONS = 1000;

    private static final String REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
    private static final String RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
    private static final Pattern PATH = Pattern.compile("/(Users|Groups)(?:/([^/]+))?");
    private static final String REFERENCE = "bulkId:";

    record Request(
            @Nullable List<String> schemas,
            @Nullable Integer failOnErrors,
            @JsonProperty("Operations") @Nullable List<Operation> operations) {}

    record Operation(
            @Nullable String method,
            @Nullable String bulkId,
            @Nullable String version,
            @Nullable String path,
            @Nullable JsonNode data) {}

    record Response(
            List<String> schemas,
            @JsonProperty("Operations") List<Result> operations) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            String method,
            @Nullable String bulkId,
            @Nullable String version,
            @Nullable String location,
            String status,
            ScimAdvice.@Nullable Failure response) {}

    private final Resources resources;

    BulkEndpoint(Resources resources) {
        this.resources = resources;
    }

    @PostMapping(
            path = "/t/{tenant}/scim/v2/Bulk",
            consumes = {"application/scim+json", "application/json"},
            produces = {"application/scim+json", "application/json"})
    Response bulk(@PathVariable TenantId tenant, Caller caller, @RequestBody Request request) {
        if (request.schemas() == null || !request.schemas().contains(REQUEST)) {
            throw ScimException.bad("invalidSyntax", "schemas: is not that of a bulk request");
        }
        List<Operation> operations = Objects.requireNonNullElse(request.operations(), List.of());
        if (operations.size() > MOST_OPERATIONS) {
            throw new ScimException(
                    HttpStatus.CONTENT_TOO_LARGE, "", "more than %d operations".formatted(MOST_OPERATIONS));
        }
        int mostErrors = Objects.requireNonNullElse(request.failOnErrors(), Integer.MAX_VALUE);
        Map<String, String> made = new HashMap<>();
        Map<Integer, Result> results = new TreeMap<>();
        List<Set<String>> references =
                operations.stream().map(BulkEndpoint::references).toList();
        List<Integer> left = IntStream.range(0, operations.size()).boxed().toList();
        int errors = 0;
        boolean mayWait = true;
        while (!left.isEmpty() && errors < mostErrors) {
            Set<String> awaited = left.stream()
                    .map(operations::get)
                    .filter(operation -> "POST".equalsIgnoreCase(operation.method()))
                    .map(operation -> String.valueOf(operation.bulkId()))
                    .collect(Collectors.toCollection(HashSet::new));
            List<Integer> later = new ArrayList<>();
            for (int n : left) {
                Operation operation = operations.get(n);
                if (mayWait && !Collections.disjoint(references.get(n), awaited)) {
                    later.add(n);
                } else if (errors < mostErrors) {
                    Result result = run(tenant, caller, operation, made);
                    errors += result.response() == null ? 0 : 1;
                    results.put(n, result);
                    awaited.remove(String.valueOf(operation.bulkId()));
                }
            }
            mayWait = later.size() < left.size(); // else they refer to each other, or to themselves
            left = later;
        }
        return new Response(List.of(RESPONSE), List.copyOf(results.values()));
    }

    /// Each `bulkId` that its path or data refer to.
    private static Set<String> references(Operation operation) {
        Set<String> found = new HashSet<>();
        reference(String.valueOf(operation.path())).ifPresent(found::add);
        if (operation.data() != null) {
            collect(operation.data(), found);
        }
        return found;
    }

    private static void collect(JsonNode node, Set<String> found) {
        if (node.isString()) {
            reference(node.stringValue()).ifPresent(found::add);
        }
        node.forEach(one -> collect(one, found));
    }

    private Result run(TenantId tenant, Caller caller, Operation operation, Map<String, String> made) {
        String method = String.valueOf(operation.method()).toUpperCase(Locale.ROOT);
        @Nullable String location = null; // of a resource that is to be made
        try {
            Matcher path = PATH.matcher(resolve(String.valueOf(operation.path()), made));
            boolean one = path.matches() && path.group(2) != null;
            if (one && Mapping.id(path.group(2)).isPresent()) {
                location = resources
                        .location(ResourceKind.of(path.group(1)), tenant, path.group(2))
                        .toString();
            }
            if (!path.matches() || (path.group(2) == null) != method.equals("POST")) {
                throw ScimException.bad("invalidPath", "path: is not that of a collection or resource");
            }
            return run(tenant, caller, operation, method, path, made);
        } catch (RuntimeException e) {
            ScimAdvice.Failure failure = ScimAdvice.describe(e);
            if (failure.status().equals("500")) {
                throw e;
            }
            return new Result(method, operation.bulkId(), null, location, failure.status(), failure);
        }
    }

    private Result run(
            TenantId tenant,
            Caller caller,
            Operation operation,
            String method,
            Matcher path,
            Map<String, String> made) {
        ResourceKind kind = ResourceKind.of(path.group(1));
        String id = Objects.requireNonNullElse(path.group(2), "");
        return switch (method) {
            case "POST" -> {
                if (operation.bulkId() == null || operation.bulkId().isEmpty()) {
                    throw ScimException.bad("invalidValue", "bulkId: is missing");
                }
                ObjectNode resource = resources.create(kind, tenant, data(operation, made), caller);
                made.put(operation.bulkId(), resource.path("id").asString());
                yield result(operation, method, "201", resource);
            }
            case "PUT" ->
                result(
                        operation,
                        method,
                        "200",
                        resources.replace(kind, tenant, id, operation.version(), data(operation, made), caller));
            case "PATCH" ->
                result(
                        operation,
                        method,
                        "200",
                        resources.patch(kind, tenant, id, operation.version(), data(operation, made), caller));
            case "DELETE" -> {
                resources.delete(kind, tenant, id, operation.version(), caller);
                String location = resources.location(kind, tenant, id).toString();
                yield new Result(method, operation.bulkId(), null, location, "204", null);
            }
            default -> throw ScimException.bad("invalidSyntax", "method: is none of POST, PUT, PATCH, DELETE");
        };
    }

    private static Result result(Operation operation, String method, String status, ObjectNode resource) {
        return new Result(
                method,
                operation.bulkId(),
                Resources.version(resource),
                resource.at("/meta/location").asString(),
                status,
                null);
    }

    private static JsonNode data(Operation operation, Map<String, String> made) {
        if (operation.data() == null) {
            throw ScimException.bad("invalidValue", "data: is missing");
        }
        return resolve(operation.data(), made);
    }

    private static JsonNode resolve(JsonNode node, Map<String, String> made) {
        return switch (node) {
            case StringNode text -> StringNode.valueOf(resolve(text.stringValue(), made));
            case ArrayNode array -> {
                ArrayNode resolved = array.arrayNode();
                array.forEach(one -> resolved.add(resolve(one, made)));
                yield resolved;
            }
            case ObjectNode object -> {
                ObjectNode resolved = object.objectNode();
                object.properties().forEach(member -> resolved.set(member.getKey(), resolve(member.getValue(), made)));
                yield resolved;
            }
            default -> node;
        };
    }

    /// With the id of what was made in place of `bulkId:…`.
    private static String resolve(String text, Map<String, String> made) {
        Optional<String> reference = reference(text);
        if (reference.isEmpty()) {
            return text;
        }
        String id = made.get(reference.get());
        String before = text.substring(0, text.indexOf(REFERENCE));
        if (id == null) {
            throw new ScimException(
                    HttpStatus.CONFLICT, "invalidValue", "nothing was made as " + REFERENCE + reference.get());
        }
        return before + id;
    }

    /// The `bulkId` that a text refers to, which stands alone or at the end of a path.
    private static Optional<String> reference(String text) {
        int at = text.indexOf(REFERENCE);
        boolean refers = at == 0 || (at > 0 && text.startsWith("/") && text.charAt(at - 1) == '/');
        return refers ? Optional.of(text.substring(at + REFERENCE.length())) : Optional.empty();
    }
}
