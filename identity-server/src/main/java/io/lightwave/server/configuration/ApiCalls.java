package io.lightwave.server.configuration;

import io.lightwave.directory.Caller;
import io.lightwave.directory.TenantId;
import io.lightwave.server.configuration.Inventory.Stored;
import io.lightwave.server.security.ApiPermissions;
import io.lightwave.server.web.RequestArguments;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.DispatcherServlet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests of the REST API within this server, for the caller of one that came from outside: the same permissions, the
/// same endpoints, and one transaction where the caller of this class has begun one.
final class ApiCalls {
    private static final int LARGEST_PAGE = 200;
    private static final String SCIM = "scim";
    private static final String SCHEMA = "schema";
    private static final String ENTRIES = "entries";
    private static final Pattern HOST_NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    /// A request that was refused.
    ///
    /// @param field empty when none is to blame
    record Refusal(int status, String field, String detail) {}

    static final class RefusedCallException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Refusal refusal;

        RefusedCallException(Refusal refusal) {
            super("%d %s: %s".formatted(refusal.status(), refusal.field(), refusal.detail()));
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    private final DispatcherServlet dispatcher;
    private final ApiPermissions permissions;
    private final ObjectMapper mapper;
    private final Caller caller;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    ApiCalls(
            DispatcherServlet dispatcher,
            ApiPermissions permissions,
            ObjectMapper mapper,
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response) {
        this.dispatcher = dispatcher;
        this.permissions = permissions;
        this.mapper = mapper;
        this.caller = caller;
        this.request = request;
        this.response = response;
    }

    Caller caller() {
        return caller;
    }

    /// Whether the caller may do this below a tenant.
    ///
    /// @param object the first segment below the tenant's path, empty for the tenant itself
    boolean mayIn(TenantId tenant, String method, String object) {
        return permissions.permits(caller.principal(), tenant, method, object);
    }

    /// Whether the caller may change what nobody is shown of an object: only then is it told whether that is another.
    boolean mayChangeUnshown(TenantId tenant, Stored stored) {
        return mayIn(tenant, "PATCH", stored.kind().object())
                && (stored.kind() != Kind.USER
                        || permissions.permitsPassword(caller.principal(), tenant, UUID.fromString(stored.id())));
    }

    boolean mayMakeTenants() {
        return permissions.permitsMakingTenants(caller.principal());
    }

    /// Below `/api/v1/tenants/{tenant}`; answers what the endpoint answers.
    ///
    /// @param below empty, or beginning with a slash
    /// @param body null for none
    /// @throws RefusedCallException when it was refused
    JsonNode in(TenantId tenant, String method, String below, @Nullable ObjectNode body) {
        String object = below.isEmpty() ? "" : below.split("[/?]", 3)[1];
        if (!mayIn(tenant, method, object)) {
            throw new RefusedCallException(new Refusal(403, "", "the caller may not do this"));
        }
        String path = "/api/v1/tenants/" + tenant;
        return switch (object) {
            case SCIM ->
                people(tenant, method, "/t/%s/scim/v2%s".formatted(tenant, below.substring(1 + SCIM.length())), body);
            case SCHEMA ->
                method.equals("GET")
                        ? Definitions.own(send(method, path + "/" + SCHEMA, null), below.split("[/?]", 4)[2])
                        : send(method, path + below, body);
            case ENTRIES -> units(tenant, method, path + below, body);
            default -> send(method, path + below, body);
        };
    }

    /// Organizational units, in the form of files, which know no other entries.
    private JsonNode units(TenantId tenant, String method, String path, @Nullable ObjectNode body) {
        var form = new UnitForm(tenant);
        if (method.equals("DELETE")) {
            return send(method, path, null);
        }
        if (body != null) {
            return form.shown(send(method, path, form.entry(body))).orElseThrow();
        }
        JsonNode list = send(method, path + "&units=true", null);
        ObjectNode page = mapper.createObjectNode();
        ArrayNode items = page.putArray("items");
        list.path("items").forEach(one -> form.shown(one).ifPresent(items::add));
        if (list.has("nextCursor")) {
            page.set("nextCursor", list.path("nextCursor"));
        }
        return page;
    }

    /// Users and groups, in the form of files.
    private JsonNode people(TenantId tenant, String method, String path, @Nullable ObjectNode body) {
        var form = new ScimForm((collection, name) -> idOf(tenant, collection, name));
        if (body == null) {
            JsonNode answer = send(method, path, null);
            return answer.has("Resources") ? page(answer) : answer.isObject() ? ScimForm.shown(answer) : answer;
        }
        ObjectNode sent = method.equals("PATCH") ? form.patch(body, send("GET", path, null)) : form.resource(body);
        return ScimForm.shown(send(method, path, sent));
    }

    private ObjectNode page(JsonNode list) {
        ObjectNode page = mapper.createObjectNode();
        page.set("totalResults", list.path("totalResults"));
        list.path("Resources").forEach(one -> page.withArrayProperty("items").add(ScimForm.shown(one)));
        if (list.has("nextCursor")) {
            page.set("nextCursor", list.path("nextCursor"));
        }
        return page;
    }

    private String idOf(TenantId tenant, String collection, String name) {
        Kind kind = collection.equals("Users") ? Kind.USER : Kind.GROUP;
        return named(tenant, kind, name)
                .map(found -> found.path("id").asString(""))
                .orElseThrow(() -> new RefusedCallException(
                        new Refusal(400, kind == Kind.USER ? "members" : "memberGroups", "there is no " + name)));
    }

    /// The user, group or node of that name, letter by letter.
    Optional<ObjectNode> named(TenantId tenant, Kind kind, String name) {
        return kind == Kind.NODE ? node(tenant, name) : person(tenant, kind, name);
    }

    private Optional<ObjectNode> node(TenantId tenant, String name) {
        if (!HOST_NAME.matcher(name).matches()) {
            return Optional.empty(); // nor will it be made
        }
        try {
            return Optional.of((ObjectNode) in(tenant, "GET", "/" + Kind.NODE.path() + "/" + name, null))
                    .filter(found -> found.path(Kind.NODE.key()).asString("").equals(name));
        } catch (RefusedCallException e) {
            if (e.refusal().status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<ObjectNode> person(TenantId tenant, Kind kind, String name) {
        String filter = "%s eq %s".formatted(kind.key(), mapper.writeValueAsString(name));
        JsonNode found = in(tenant, "GET", "/" + kind.path() + "?filter=" + encode(filter), null);
        return found.path("items")
                .valueStream()
                .filter(one -> one.path(kind.key()).asString("").equals(name))
                .map(ObjectNode.class::cast)
                .findFirst();
    }

    /// Makes a tenant.
    JsonNode makeTenant(ObjectNode body) {
        if (!mayMakeTenants()) {
            throw new RefusedCallException(new Refusal(403, "", "the caller may not make tenants"));
        }
        return send("POST", "/api/v1/tenants", body);
    }

    /// Every item of a list, page by page.
    void list(TenantId tenant, String below, Consumer<ObjectNode> items) {
        String cursor = "";
        do {
            boolean people = below.startsWith("/" + SCIM + "/"); // which begins by an empty cursor (RFC 9865 §2)
            String query = (people ? "?count=" : "?limit=")
                    + LARGEST_PAGE
                    + (cursor.isEmpty() && !people ? "" : "&cursor=" + encode(cursor));
            JsonNode page = in(tenant, "GET", below + query, null);
            page.path("items").forEach(item -> items.accept((ObjectNode) item));
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode send(String method, String path, @Nullable ObjectNode body) {
        byte[] content = body == null ? new byte[0] : mapper.writeValueAsBytes(body);
        var inner = new InnerRequest(request, method, path, content);
        RequestArguments.attach(inner, caller);
        var answer = new InnerResponse(response);
        try {
            dispatcher.service(inner, answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ServletException e) {
            throw new IllegalStateException(method + " " + path, e);
        }
        JsonNode said = answer.content().length == 0 ? mapper.missingNode() : mapper.readTree(answer.content());
        if (answer.getStatus() >= 500) {
            throw new IllegalStateException("%s %s answered %d".formatted(method, path, answer.getStatus()));
        }
        if (answer.getStatus() >= 400) {
            throw new RefusedCallException(refusal(answer.getStatus(), said));
        }
        return said;
    }

    private static Refusal refusal(int status, JsonNode problem) {
        JsonNode error = problem.at("/errors/0");
        return error.isMissingNode()
                ? new Refusal(status, "", problem.path("detail").asString("is refused (%d)".formatted(status)))
                : new Refusal(
                        status,
                        error.path("field").asString(""),
                        error.path("detail").asString("is not acceptable"));
    }
}
