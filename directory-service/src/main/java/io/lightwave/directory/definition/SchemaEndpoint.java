package io.lightwave.directory.definition;

import com.unboundid.ldap.sdk.Modification;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.definition.Definitions.Definition;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Reason;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.schema.ViolationException;
import io.lightwave.directory.subschema.SchemaChanges;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/schema`.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/schema", produces = "application/json")
class SchemaEndpoint {
    private final Definitions definitions;
    private final SchemaChanges changes;
    private final Entries entries;
    private final DirectoryTree tree;

    SchemaEndpoint(Definitions definitions, SchemaChanges changes, Entries entries, DirectoryTree tree) {
        this.definitions = definitions;
        this.changes = changes;
        this.entries = entries;
        this.tree = tree;
    }

    record Shown(List<Definition> attributeTypes, List<Definition> objectClasses) {}

    /// @param done whether the schema has been changed
    /// @param refusals what would be refused; none of it is changed then
    record Report(boolean done, List<Refusal> refusals) {}

    /// @param kind `attributeTypes` or `objectClasses`
    /// @param definition as given, or the OID of one that was to be removed
    /// @param entries the names of at most 100 that use it
    /// @param entryCount how many use it
    record Refusal(String kind, String definition, String detail, List<String> entries, long entryCount) {}

    @GetMapping
    Shown get(@PathVariable TenantId tenant) {
        return new Shown(definitions.types(tenant), definitions.classes(tenant));
    }

    @PostMapping(path = "/changes", consumes = "application/json")
    Report change(@PathVariable TenantId tenant, Caller caller, @RequestBody SchemaChange asked) {
        List<Modification> modifications = asked.modifications(definitions.types(tenant), definitions.classes(tenant));
        return Boolean.TRUE.equals(asked.dryRun())
                ? new Report(false, refusals(tenant, modifications))
                : made(tenant, caller, modifications);
    }

    private List<Refusal> refusals(TenantId tenant, List<Modification> modifications) {
        try {
            return changes.obstacles(tenant, modifications).stream()
                    .map(obstacle -> new Refusal(
                            obstacle.attribute(),
                            obstacle.definition(),
                            obstacle.why().detail(),
                            obstacle.entries().stream()
                                    .map(id -> tree.byId(tenant, id))
                                    .flatMap(Optional::stream)
                                    .map(Entry::name)
                                    .toList(),
                            obstacle.count()))
                    .toList();
        } catch (ViolationException e) { // of all together
            throw new InvalidFieldException("add", e.detail());
        }
    }

    private Report made(TenantId tenant, Caller caller, List<Modification> modifications) {
        Requester requester = Requester.of(caller);
        EntryOutcome outcome = entries.modifySchema(requester, tenant, modifications);
        if (outcome instanceof EntryOutcome.Refused refused) {
            if (refused.reason() == Reason.INVALID_ATTRIBUTE_SYNTAX) {
                throw new InvalidFieldException("add", refused.diagnostic());
            }
            HttpStatus status =
                    refused.reason() == Reason.INSUFFICIENT_ACCESS_RIGHTS ? HttpStatus.FORBIDDEN : HttpStatus.CONFLICT;
            throw new ErrorResponseException(
                    status, ProblemDetail.forStatusAndDetail(status, refused.diagnostic()), null);
        }
        return new Report(true, List.of());
    }
}
