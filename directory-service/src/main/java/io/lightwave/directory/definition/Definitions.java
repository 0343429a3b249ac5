package io.lightwave.directory.definition;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.schema.AttributeTypeDefinition;
import com.unboundid.ldap.sdk.schema.ObjectClassDefinition;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a tenant's schema consists of, read from its subschema.
final class Definitions {
    static final String TYPES = "attributeTypes";
    static final String CLASSES = "objectClasses";

    private final DirectorySchema standard;

    Definitions(DirectorySchema standard) {
        this.standard = standard;
    }

    /// @param description null when it has none
    /// @param definition as RFC 4512 §4.1 writes it
    /// @param own whether it is the tenant's own, which alone can be removed
    record Definition(
            String oid, List<String> names, @Nullable String description, String definition, boolean own) {
        boolean is(String nameOrOid) {
            return oid.equals(nameOrOid) || names.stream().anyMatch(nameOrOid::equalsIgnoreCase);
        }
    }

    List<Definition> types(TenantId tenant) {
        return texts(tenant, TYPES).map(this::type).toList();
    }

    List<Definition> classes(TenantId tenant) {
        return texts(tenant, CLASSES).map(this::objectClass).toList();
    }

    private Stream<String> texts(TenantId tenant, String attribute) {
        return standard.of(tenant).subentry(List.of(attribute)).stream()
                .map(Attribute::getValues)
                .flatMap(Arrays::stream);
    }

    private Definition type(String text) {
        try {
            var type = new AttributeTypeDefinition(text);
            return new Definition(
                    type.getOID(),
                    List.of(type.getNames()),
                    type.getDescription(),
                    text,
                    standard.attribute(type.getOID()).isEmpty());
        } catch (LDAPException e) {
            throw new IllegalStateException("a definition that is published does not parse", e);
        }
    }

    private Definition objectClass(String text) {
        try {
            var one = new ObjectClassDefinition(text);
            return new Definition(
                    one.getOID(),
                    List.of(one.getNames()),
                    one.getDescription(),
                    text,
                    standard.classKey(one.getOID()).isEmpty());
        } catch (LDAPException e) {
            throw new IllegalStateException("a definition that is published does not parse", e);
        }
    }
}
