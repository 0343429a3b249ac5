package io.lightwave.server.scim;

import io.lightwave.directory.Caller;
import io.lightwave.directory.Subject;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
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

/// `/t/{tenant}/scim/v2/Users` (RFC 7644 §3).
@RestController
@RequestMapping(
        path = "/t/{tenant}/scim/v2/Users",
        produces = {"application/scim+json", "application/json"})
class UserEndpoint {
    private static final int LONGEST_PAGE = 200;
    private static final Pattern BY_USER_NAME =
            Pattern.compile("(?i:userName) +(?i:eq) +\"((?:[^\"\\\\]|\\\\[\"\\\\/])+)\"");

    record Listing(
            List<String> schemas, long totalResults, int startIndex, int itemsPerPage, List<ScimUser> Resources) {
        private static final List<String> SCHEMA = List.of("urn:ietf:params:scim:api:messages:2.0:ListResponse");
    }

    private final ScimUsers users;
    private final URI publicUrl;

    UserEndpoint(ScimUsers users, URI publicUrl) {
        this.users = users;
        this.publicUrl = publicUrl;
    }

    @GetMapping
    Listing list(
            @PathVariable TenantId tenant,
            Caller caller,
            @RequestParam(defaultValue = "1") int startIndex,
            @RequestParam(defaultValue = "50") int count,
            @RequestParam(required = false) @Nullable String filter) {
        int from = Math.max(startIndex, 1); // §3.4.2.4: what is below counts as 1, and a negative count as 0
        int most = Math.clamp(count, 0, LONGEST_PAGE);
        ScimUsers.Slice slice =
                filter == null ? users.list(tenant, caller, from, most) : filtered(tenant, caller, filter, from, most);
        List<ScimUser> resources =
                slice.users().stream().map(user -> show(tenant, user)).toList();
        return new Listing(Listing.SCHEMA, slice.total(), from, resources.size(), resources);
    }

    private ScimUsers.Slice filtered(TenantId tenant, Caller caller, String filter, int from, int most) {
        Matcher byUserName = BY_USER_NAME.matcher(filter.strip());
        if (!byUserName.matches()) {
            throw ScimException.bad("invalidFilter", "filter: only userName eq \"…\" is supported");
        }
        String name = byUserName.group(1).replaceAll("\\\\(.)", "$1");
        Optional<Subject> found = users.byName(tenant, caller, name);
        List<Subject> shown = from == 1 && most > 0 ? found.stream().toList() : List.of();
        return new ScimUsers.Slice(shown, found.isPresent() ? 1 : 0);
    }

    @PostMapping(consumes = {"application/scim+json", "application/json"})
    ResponseEntity<ScimUser> create(@PathVariable TenantId tenant, Caller caller, @RequestBody JsonNode body) {
        UserChange wanted = new UserChange();
        wanted.all(body);
        Subject user = users.create(tenant, wanted, caller);
        return tagged(ResponseEntity.created(URI.create(collection(tenant) + "/" + user.id())), tenant, user);
    }

    @GetMapping("/{id}")
    ResponseEntity<ScimUser> get(@PathVariable TenantId tenant, @PathVariable String id, Caller caller) {
        return tagged(ResponseEntity.ok(), tenant, users.get(tenant, id, caller));
    }

    /// The attributes that are not given are removed (§3.5.1).
    @PutMapping(
            path = "/{id}",
            consumes = {"application/scim+json", "application/json"})
    ResponseEntity<ScimUser> replace(
            @PathVariable TenantId tenant,
            @PathVariable String id,
            Caller caller,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody JsonNode body) {
        UserChange wanted = new UserChange();
        UserChange.REPLACED.forEach(attribute -> wanted.set(attribute, null));
        wanted.all(body);
        return tagged(ResponseEntity.ok(), tenant, users.change(tenant, id, wanted, ifMatch, caller));
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {"application/scim+json", "application/json"})
    ResponseEntity<ScimUser> patch(
            @PathVariable TenantId tenant,
            @PathVariable String id,
            Caller caller,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody PatchRequest patch) {
        return tagged(ResponseEntity.ok(), tenant, users.change(tenant, id, patch.change(), ifMatch, caller));
    }

    /// @param Operations as RFC 7644 §3.5.2 spells it
    record PatchRequest(List<String> schemas, List<Operation> Operations) {
        record Operation(
                String op, @Nullable String path, @Nullable JsonNode value) {}

        UserChange change() {
            UserChange change = new UserChange();
            if (Operations == null || Operations.isEmpty()) {
                throw ScimException.bad("invalidSyntax", "Operations: is missing");
            }
            for (Operation operation : Operations) {
                apply(operation, change);
            }
            return change;
        }

        private static void apply(Operation operation, UserChange change) {
            String op = String.valueOf(operation.op()).toLowerCase(Locale.ROOT); // a widespread client writes Replace
            switch (op) {
                case "add", "replace" -> {
                    if (operation.value() == null) {
                        throw ScimException.bad("invalidValue", "value: is missing");
                    } else if (operation.path() == null) {
                        change.all(operation.value());
                    } else {
                        change.set(operation.path(), operation.value());
                    }
                }
                case "remove" -> {
                    if (operation.path() == null) {
                        throw ScimException.bad("noTarget", "path: is missing");
                    }
                    change.set(operation.path(), null);
                }
                default -> throw ScimException.bad("invalidSyntax", "op: is none of add, remove, replace");
            }
        }
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String id, Caller caller) {
        users.delete(tenant, id, caller);
        return ResponseEntity.noContent().build();
    }

    private ResponseEntity<ScimUser> tagged(ResponseEntity.BodyBuilder answer, TenantId tenant, Subject user) {
        return answer.header(HttpHeaders.ETAG, ScimUser.version(user)).body(show(tenant, user));
    }

    private ScimUser show(TenantId tenant, Subject user) {
        return ScimUser.of(user, collection(tenant));
    }

    private URI collection(TenantId tenant) {
        return publicUrl.resolve("/t/%s/scim/v2/Users".formatted(tenant));
    }
}
