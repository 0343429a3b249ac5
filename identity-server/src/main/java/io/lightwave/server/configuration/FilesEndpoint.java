package io.lightwave.server.configuration;

import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.TenantId;
import io.lightwave.server.configuration.Planning.Prune;
import io.lightwave.server.configuration.Reconciliation.Order;
import io.lightwave.server.configuration.Reconciliation.Outcome;
import io.lightwave.server.web.Problem;
import io.lightwave.server.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Files of configuration over REST. Who calls may read and change of a tenant what other requests of the API would
/// let the caller.
@RestController
class FilesEndpoint {
    private static final String AGAIN_AFTER = "5"; // seconds
    private static final int MOST_FILES = 1_000;

    /// @param name by which faults call it
    /// @param text YAML
    record FileText(String name, String text) {}

    /// @param secrets the values of references such as `env:NAME`, by these
    /// @param prune what becomes of objects that no file names: `none` unless given
    /// @param digest that of a plan, to apply nothing else
    record Files(
            @Nullable List<FileText> files,
            @Nullable Map<String, String> secrets,
            @Nullable Prune prune,
            @Nullable String digest) {

        Order order() {
            if (files == null || files.isEmpty() || files.size() > MOST_FILES) {
                throw new InvalidFieldException("files", "are not 1 to " + MOST_FILES);
            }
            if (files.stream().anyMatch(file -> file == null || file.name() == null || file.text() == null)) {
                throw new InvalidFieldException("files", "have no name or no text");
            }
            if (secrets != null && secrets.containsValue(null)) {
                throw new InvalidFieldException("secrets", "have no value");
            }
            var documents = new ArrayList<Document>();
            files.forEach(file -> documents.addAll(YamlReader.read(file.name(), file.text())));
            if (documents.isEmpty()) {
                throw new InvalidFieldException("files", "are empty");
            }
            return new Order(
                    documents, secrets == null ? Map.of() : secrets, prune == null ? Prune.none : prune, digest);
        }
    }

    private final InnerApi api;
    private final Reconciliation reconciliation;
    private final Export export;
    private final byte[] schema;

    FilesEndpoint(InnerApi api, Reconciliation reconciliation, Export export, byte[] schema) {
        this.api = api;
        this.reconciliation = reconciliation;
        this.export = export;
        this.schema = schema;
    }

    @GetMapping(path = "/api/configuration-schema.json", produces = "application/json")
    ResponseEntity<byte[]> schema() {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/schema+json"))
                .body(schema);
    }

    @GetMapping(path = "/api/v1/tenants/{tenant}/configuration", produces = "application/yaml")
    ResponseEntity<String> export(
            @PathVariable TenantId tenant, Caller caller, HttpServletRequest request, HttpServletResponse response) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/yaml"))
                .body(export.of(api.calls(caller, request, response), tenant));
    }

    @PostMapping(path = "/api/v1/configuration/plan", consumes = "application/json", produces = "application/json")
    Outcome plan(Caller caller, HttpServletRequest request, HttpServletResponse response, @RequestBody Files files) {
        return reconciliation.plan(callsOfWhoSeesATenant(caller, request, response), files.order());
    }

    @PostMapping(path = "/api/v1/configuration/apply", consumes = "application/json", produces = "application/json")
    Outcome apply(Caller caller, HttpServletRequest request, HttpServletResponse response, @RequestBody Files files) {
        return reconciliation.apply(callsOfWhoSeesATenant(caller, request, response), files.order());
    }

    /// Nobody's files are read who may see no tenant: each principal that sees some sees its own.
    private ApiCalls callsOfWhoSeesATenant(Caller caller, HttpServletRequest request, HttpServletResponse response) {
        ApiCalls calls = api.calls(caller, request, response);
        if (!calls.mayIn(caller.principal().tenant(), "GET", "")) {
            throw new RefusedException(403, "the caller may not see any tenant", List.of());
        }
        return calls;
    }

    @ExceptionHandler
    ResponseEntity<Problem> refused(RefusedException refused, HttpServletRequest request) {
        List<Problem.FieldError> errors = refused.faults().stream()
                .map(fault -> new Problem.FieldError(fault.field(), fault.detail(), fault.file(), fault.line()))
                .toList();
        var answer = ResponseEntity.status(refused.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (refused.status() == 503) {
            answer.header(HttpHeaders.RETRY_AFTER, AGAIN_AFTER);
        }
        return answer.body(Problems.of(request, refused.status(), refused.getMessage(), errors));
    }
}
