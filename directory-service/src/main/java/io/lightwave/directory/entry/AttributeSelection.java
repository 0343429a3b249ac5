package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.dit.AttributeValues;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Which attributes a search gives back (RFC 4511 §4.5.1.8, RFC 3673, RFC 4529): all user attributes, all
/// operational ones, those named, with their subtypes, those of a class. What the schema does not know is passed
/// over.
final class AttributeSelection {
    private final boolean everyUserAttribute;
    private final Set<AttributeType> named = new LinkedHashSet<>();
    private final List<AttributeType> operationalTypes = new ArrayList<>();
    private final OperationalAttributes operational;
    private final boolean typesOnly;

    AttributeSelection(
            List<String> asked, boolean typesOnly, DirectorySchema schema, OperationalAttributes operational) {
        this.everyUserAttribute = asked.isEmpty() || asked.contains("*");
        this.operational = operational;
        this.typesOnly = typesOnly;
        for (String description : asked) {
            if (description.startsWith("@")) { // RFC 4529
                schema.ofClass(description.substring(1)).forEach(type -> named.addAll(schema.withSubtypes(type)));
            }
            schema.asked(description).ifPresent(type -> named.addAll(schema.withSubtypes(type)));
        }
        boolean everyOperational = asked.contains("+");
        if (everyOperational || !named.isEmpty()) {
            for (AttributeType type : operational.types()) {
                if (everyOperational || named.contains(type)) {
                    operationalTypes.add(type);
                }
            }
        }
    }

    /// As far as the attributes may be read.
    List<Attribute> of(Entry entry, Predicate<AttributeType> readable) {
        List<AttributeValues> present = entry.attributes();
        var selected = new ArrayList<Attribute>(present.size() + operationalTypes.size());
        for (AttributeValues values : present) {
            if (!values.type().isOperational()
                    && (everyUserAttribute || isNamed(values.type()))
                    && readable.test(values.type())) {
                selected.add(encoded(values));
            }
        }
        for (AttributeType type : operationalTypes) {
            AttributeValues values = readable.test(type) ? operational.of(entry, type) : null;
            if (values != null) {
                selected.add(encoded(values));
            }
        }
        return selected;
    }

    private boolean isNamed(AttributeType type) {
        return named.contains(type) || (type.hasOptions() && named.stream().anyMatch(asked -> asked.covers(type)));
    }

    private Attribute encoded(AttributeValues values) {
        return typesOnly ? new Attribute(values.type().description()) : values.attribute();
    }
}
