package io.lightwave.directory.definition;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.definition.Definitions.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Definitions of a tenant's own that are to be added and removed, all or none; null is what was left out.
///
/// @param dryRun whether it is only to be said what would be refused
record SchemaChange(
        @Nullable Part add, @Nullable Part remove, @Nullable Boolean dryRun) {
    private static final int MOST = 500;

    /// @param attributeTypes definitions (RFC 4512 §4.1) of what is to be added, names or OIDs of what is to be removed
    record Part(
            @Nullable List<String> attributeTypes, @Nullable List<String> objectClasses) {
        Part {
            attributeTypes = checked(attributeTypes, "attributeTypes");
            objectClasses = checked(objectClasses, "objectClasses");
        }

        private static List<String> checked(@Nullable List<String> list, String field) {
            List<String> given = Objects.requireNonNullElse(list, List.of());
            if (given.size() > MOST || given.stream().anyMatch(Objects::isNull)) {
                throw new InvalidFieldException(field, "at most %d texts".formatted(MOST));
            }
            return given;
        }
    }

    SchemaChange {
        if (count(add) + count(remove) == 0) {
            throw new InvalidFieldException("add", "there is nothing to be added or removed");
        }
    }

    private static int count(@Nullable Part part) {
        return part == null ? 0 : types(part).size() + classes(part).size();
    }

    private static List<String> types(Part part) {
        return Objects.requireNonNull(part.attributeTypes);
    }

    private static List<String> classes(Part part) {
        return Objects.requireNonNull(part.objectClasses);
    }

    /// As the modification of a subschema that does the same.
    List<Modification> modifications(List<Definition> types, List<Definition> classes) {
        var modifications = new ArrayList<Modification>();
        if (remove != null) {
            put(modifications, ModificationType.DELETE, Definitions.CLASSES, named(classes(remove), classes));
            put(modifications, ModificationType.DELETE, Definitions.TYPES, named(types(remove), types));
        }
        if (add != null) {
            put(modifications, ModificationType.ADD, Definitions.TYPES, types(add));
            put(modifications, ModificationType.ADD, Definitions.CLASSES, classes(add));
        }
        return modifications;
    }

    private static void put(
            List<Modification> modifications, ModificationType kind, String attribute, List<String> values) {
        if (!values.isEmpty()) {
            modifications.add(new Modification(kind, attribute, values.toArray(String[]::new)));
        }
    }

    private static List<String> named(List<String> namesOrOids, List<Definition> known) {
        return namesOrOids.stream()
                .map(name -> known.stream()
                        .filter(definition -> definition.is(name))
                        .map(Definition::oid)
                        .findFirst()
                        .orElse(name))
                .map("( %s )"::formatted)
                .toList();
    }
}
