package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Leaves out of a modification what has been done already: values to add that are there, values to delete that are
/// not. Only what the requester can read is known to be there.
final class PermissiveModify {
    private final Entries entries;

    PermissiveModify(Entries entries) {
        this.entries = entries;
    }

    List<Modification> needed(Requester requester, DistinguishedName name, List<Modification> modifications) {
        DirectorySchema schema = entries.schemaOf(name);
        Optional<FoundEntry> entry = entries.read(requester, name, List.of("*", "+"));
        if (entry.isEmpty()) {
            return modifications;
        }
        Map<AttributeType, Set<String>> present = new HashMap<>();
        for (Attribute attribute : entry.get().attributes()) {
            schema.described(attribute.getName())
                    .ifPresent(type -> present.put(type, normalised(schema, type, attribute.getValueByteArrays())));
        }
        var needed = new ArrayList<Modification>();
        for (Modification modification : modifications) {
            Optional<AttributeType> type = schema.described(modification.getAttributeName());
            if (type.isEmpty() || isUnreadable(type.get())) {
                needed.add(modification);
            } else {
                Set<String> values = present.computeIfAbsent(type.get(), _ -> new HashSet<>());
                reduce(schema, modification, type.get(), values).ifPresent(needed::add);
            }
        }
        return needed;
    }

    private static boolean isUnreadable(AttributeType type) {
        return type.key().equals("userpassword");
    }

    private static Optional<Modification> reduce(
            DirectorySchema schema, Modification modification, AttributeType type, Set<String> present) {
        byte[][] values = modification.getValueByteArrays();
        ModificationType kind = modification.getModificationType();
        if (kind.equals(ModificationType.ADD) && values.length > 0) {
            return only(
                    modification,
                    values,
                    Arrays.stream(values)
                            .filter(value -> present.add(normalised(schema, type, value)))
                            .toList());
        }
        if (kind.equals(ModificationType.DELETE)) {
            if (values.length == 0) {
                boolean any = !present.isEmpty();
                present.clear();
                return any ? Optional.of(modification) : Optional.empty();
            }
            return only(
                    modification,
                    values,
                    Arrays.stream(values)
                            .filter(value -> present.remove(normalised(schema, type, value)))
                            .toList());
        }
        if (kind.equals(ModificationType.REPLACE)) {
            present.clear();
            present.addAll(normalised(schema, type, values));
        }
        return Optional.of(modification);
    }

    private static Optional<Modification> only(Modification modification, byte[][] all, List<byte[]> some) {
        if (some.size() == all.length) {
            return Optional.of(modification);
        }
        return some.isEmpty()
                ? Optional.empty()
                : Optional.of(new Modification(
                        modification.getModificationType(),
                        modification.getAttributeName(),
                        some.toArray(byte[][]::new)));
    }

    private static Set<String> normalised(DirectorySchema schema, AttributeType type, byte[][] values) {
        var normalised = new HashSet<String>();
        for (byte[] value : values) {
            normalised.add(normalised(schema, type, value));
        }
        return normalised;
    }

    /// A value without meaning is equal to nothing that is there; the change itself will say what is wrong with it.
    private static String normalised(DirectorySchema schema, AttributeType type, byte[] value) {
        try {
            return schema.normalise(type, value);
        } catch (IllegalArgumentException e) {
            return "\u0000" + java.util.HexFormat.of().formatHex(value);
        }
    }
}
