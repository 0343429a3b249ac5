package io.lightwave.server.configuration;

import io.lightwave.directory.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What all documents together say of one tenant.
final class TenantFiles {
    private static final List<String> OWN = List.of("displayName", "enabled");

    /// One object as a file wants it.
    ///
    /// @param name empty where a tenant has exactly one
    /// @param path where in the document it stands
    record Wanted(Kind kind, String name, ObjectNode fields, Document file, String path) {
        Fault fault(String field, String detail) {
            return file.fault(field.isEmpty() ? path : path.isEmpty() ? field : path + "." + field, detail);
        }

        int line() {
            return file.line(path);
        }
    }

    private final TenantId tenant;
    private final Document first;
    private final Map<String, Wanted> objects = new LinkedHashMap<>();
    private final Set<Kind> named = EnumSet.noneOf(Kind.class);

    private TenantFiles(TenantId tenant, Document first) {
        this.tenant = tenant;
        this.first = first;
    }

    /// In the order in which the documents first name them.
    ///
    /// @throws RefusedException when something stands twice or a name is no name
    static List<TenantFiles> of(List<Document> documents) {
        var tenants = new LinkedHashMap<String, TenantFiles>();
        var faults = new ArrayList<Fault>();
        for (Document document : documents) {
            String name = document.root().path("tenant").asString("");
            try {
                tenants.computeIfAbsent(name, _ -> new TenantFiles(new TenantId(name), document))
                        .add(document, faults);
            } catch (IllegalArgumentException e) {
                faults.add(document.fault("tenant", String.valueOf(e.getMessage())));
            }
        }
        if (!faults.isEmpty()) {
            throw RefusedException.of(faults);
        }
        return List.copyOf(tenants.values());
    }

    private void add(Document document, List<Fault> faults) {
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        OWN.stream()
                .filter(document.root()::has)
                .forEach(field -> own.set(field, document.root().path(field)));
        if (!own.isEmpty()) {
            add(new Wanted(Kind.TENANT, "", own, document, ""), faults);
        }
        for (Kind kind : Kind.values()) {
            JsonNode said = document.root().at("/" + kind.yamlName().replace('.', '/'));
            if (kind == Kind.TENANT || said.isMissingNode()) {
                continue;
            }
            named.add(kind);
            if (said instanceof ObjectNode single) {
                add(new Wanted(kind, "", single, document, kind.yamlName()), faults);
            }
            for (int i = 0; said.isArray() && i < said.size(); i++) {
                ObjectNode fields = (ObjectNode) said.get(i);
                String name = fields.path(kind.key()).asString("");
                ObjectNode comparable = kind == Kind.GROUP
                        ? ScimForm.inOrder(fields)
                        : kind.isOfSchema() ? Definitions.comparable(fields) : fields;
                add(new Wanted(kind, name, comparable, document, kind.yamlName() + "[" + i + "]"), faults);
            }
        }
    }

    private void add(Wanted wanted, List<Fault> faults) {
        Wanted other = objects.putIfAbsent(wanted.kind() + "/" + wanted.name(), wanted);
        if (other != null) {
            faults.add(wanted.fault(
                    wanted.kind().key(),
                    "stands already at %s:%d".formatted(other.file().file(), other.line())));
        }
    }

    TenantId tenant() {
        return tenant;
    }

    /// That the tenant itself is at fault.
    Fault fault(String detail) {
        return first.fault("tenant", detail);
    }

    /// In the order of kinds, and of units those above before those below.
    List<Wanted> objects() {
        return objects.values().stream()
                .sorted(Comparator.comparing(Wanted::kind)
                        .thenComparingInt(wanted -> wanted.kind() == Kind.UNIT ? UnitForm.depth(wanted.name()) : 0))
                .toList();
    }

    boolean names(Kind kind, String name) {
        return objects.containsKey(kind + "/" + name);
    }

    /// The kinds that some document has a member for, be it empty.
    Set<Kind> named() {
        return EnumSet.copyOf(named.isEmpty() ? EnumSet.noneOf(Kind.class) : named);
    }
}
