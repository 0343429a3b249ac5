package io.lightwave.directory.scim;

import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// The organizational unit in which users or groups stand, by its name below the container of their kind:
/// `ou=field,ou=sales` is field, which is in sales.
final class Unit {
    static final String MEMBER = "organizationalUnit";

    private Unit() {}

    private static DistinguishedName container(ResourceKind kind, TenantId tenant) {
        return DistinguishedName.suffixOf(tenant).child("ou", kind.kind().container());
    }

    /// The name of the entry above; that of the container when the resource names no unit.
    ///
    /// @throws InvalidFieldException when it is not the name of a unit
    static DistinguishedName above(ResourceKind kind, TenantId tenant, Optional<String> unit) {
        DistinguishedName above = container(kind, tenant);
        if (unit.isEmpty()) {
            return above;
        }
        try {
            for (RelativeName rdn :
                    DistinguishedName.parseSpaced(unit.get()).rdns().reversed()) {
                if (!rdn.type().equalsIgnoreCase("ou") || rdn.assertions().size() != 1) {
                    throw refused(kind);
                }
                above = above.child(rdn);
            }
            return DistinguishedName.parse(above.toString());
        } catch (InvalidFieldException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw refused(kind);
        }
    }

    private static InvalidFieldException refused(ResourceKind kind) {
        return new InvalidFieldException(kind.placing() + ":" + MEMBER, "is not a name such as ou=field,ou=sales");
    }

    /// Adds it to the resource that an entry is shown as, unless it stands in none.
    static void show(ResourceKind kind, TenantId tenant, DistinguishedName entry, ObjectNode resource) {
        int above = entry.rdns().size() - container(kind, tenant).rdns().size();
        if (above > 1) {
            List<RelativeName> units = entry.rdns().subList(1, above);
            resource.withObjectProperty(kind.placing())
                    .put(MEMBER, units.stream().map(RelativeName::toString).collect(Collectors.joining(",")));
        }
    }

    /// Empty when the resource does not say.
    static Optional<String> of(ResourceKind kind, ObjectNode resource) {
        return Optional.ofNullable(resource.path(kind.placing()).path(MEMBER).asString(null));
    }
}
