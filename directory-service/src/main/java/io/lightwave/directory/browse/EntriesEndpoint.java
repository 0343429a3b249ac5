package io.lightwave.directory.browse;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.lightwave.directory.Caller;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.browse.BrowsedEntries.Versioned;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ObjectClasses;
import io.lightwave.directory.schema.ViolationException;
import java.net.URI;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
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

/// `/api/v1/tenants/{tenant}/entries`: the directory's tree. An entry is named by its id or its distinguished name.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/entries", produces = "application/json")
class EntriesEndpoint {
    private static final int MAXIMUM_CLASSES = 50;

    private final BrowsedEntries entries;
    private final DirectorySchema schema;

    EntriesEndpoint(BrowsedEntries entries, DirectorySchema schema) {
        this.entries = entries;
        this.schema = schema;
    }

    /// @param attributes the values that attributes are to have; null or an empty list for none
    record Patch(
            @JsonSetter(contentNulls = Nulls.SET) @Nullable Map<String, @Nullable List<String>> attributes) {}

    /// What entries of some classes consist of.
    ///
    /// @param objectClasses with the classes that they are derived from
    /// @param structural the most subordinate structural one
    record Described(List<String> objectClasses, String structural, List<DescribedAttribute> attributes) {}

    /// @param syntax by the name of RFC 4517 §3.3, in upper case with underscores
    /// @param required whether such an entry must have it
    /// @param binary whether values are bytes, in base64
    /// @param readOnly whether only the server writes it
    record DescribedAttribute(
            String name, String syntax, boolean required, boolean singleValued, boolean binary, boolean readOnly) {}

    /// @param parent name or id; the topmost entry when absent
    /// @param units whether all organizational units below are listed, not what stands directly below
    @GetMapping
    Page<ListedEntry> list(
            @PathVariable TenantId tenant,
            Caller caller,
            @RequestParam(required = false) @Nullable String parent,
            @RequestParam(defaultValue = "false") boolean units,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        String above = Objects.requireNonNullElseGet(
                parent, () -> DistinguishedName.suffixOf(tenant).toString());
        return units
                ? entries.units(tenant, Requester.of(caller), above, cursor, limit)
                : entries.below(tenant, Requester.of(caller), above, cursor, limit);
    }

    /// What an entry of these classes must and may have.
    @GetMapping("/attributes")
    Described attributes(@PathVariable TenantId tenant, @RequestParam List<String> objectClass) {
        if (objectClass.isEmpty() || objectClass.size() > MAXIMUM_CLASSES) {
            throw new InvalidFieldException("objectClass", "1 to %d classes".formatted(MAXIMUM_CLASSES));
        }
        DirectorySchema known = schema.of(tenant);
        try {
            ObjectClasses classes = known.classes(objectClass);
            return new Described(
                    classes.names(),
                    classes.structural(),
                    classes.allowed().stream()
                            .map(known::require)
                            .map(type -> described(type, classes))
                            .sorted(Comparator.comparing(DescribedAttribute::name, String.CASE_INSENSITIVE_ORDER))
                            .toList());
        } catch (ViolationException e) {
            throw new InvalidFieldException("objectClass", e.detail());
        }
    }

    private static DescribedAttribute described(AttributeType type, ObjectClasses classes) {
        return new DescribedAttribute(
                type.description(),
                type.syntaxName(),
                classes.required().contains(type.key()),
                type.isSingleValued(),
                EntryValues.areBytes(type),
                type.isReadOnly());
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<ShownEntry> add(@PathVariable TenantId tenant, Caller caller, @RequestBody NewEntry wanted) {
        Versioned added = entries.add(tenant, Requester.of(caller), wanted);
        return ResponseEntity.created(URI.create("/api/v1/tenants/%s/entries/%s"
                        .formatted(tenant, added.entry().id())))
                .eTag(BrowsedEntries.tagOf(added))
                .body(added.entry());
    }

    @GetMapping("/{entry}")
    ResponseEntity<ShownEntry> get(@PathVariable TenantId tenant, Caller caller, @PathVariable String entry) {
        return answer(entries.get(tenant, Requester.of(caller), entry));
    }

    @PatchMapping(path = "/{entry}", consumes = "application/merge-patch+json")
    ResponseEntity<ShownEntry> modify(
            @PathVariable TenantId tenant,
            @PathVariable String entry,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody Patch patch,
            Caller caller) {
        if (patch.attributes() == null || patch.attributes().isEmpty()) {
            throw new InvalidFieldException("attributes", "names nothing to be changed");
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        patch.attributes().forEach((name, wanted) -> values.put(name, Objects.requireNonNullElse(wanted, List.of())));
        return answer(entries.modify(tenant, Requester.of(caller), entry, ifMatch, values));
    }

    @PostMapping(path = "/{entry}/rename", consumes = "application/json")
    ResponseEntity<ShownEntry> rename(
            @PathVariable TenantId tenant,
            @PathVariable String entry,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody NewName name,
            Caller caller) {
        return answer(entries.rename(tenant, Requester.of(caller), entry, ifMatch, name));
    }

    @DeleteMapping("/{entry}")
    ResponseEntity<Void> delete(
            @PathVariable TenantId tenant,
            @PathVariable String entry,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        entries.delete(tenant, Requester.of(caller), entry, ifMatch);
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<ShownEntry> answer(Versioned entry) {
        return ResponseEntity.ok().eTag(BrowsedEntries.tagOf(entry)).body(entry.entry());
    }
}
