package io.lightwave.directory.entry;

import io.lightwave.directory.dit.AttributeValues;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.DynamicEntries;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.GeneralizedTime;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The attributes that the server keeps or makes when asked (RFC 4512 §3.4, RFC 4530, RFC 5020, RFC 2589 §5).
final class OperationalAttributes {
    private final DirectoryTree tree;
    private final PasswordAttributes passwords;
    private final DynamicEntries dynamic;
    private final List<AttributeType> types;

    OperationalAttributes(
            DirectoryTree tree, DirectorySchema schema, PasswordAttributes passwords, DynamicEntries dynamic) {
        this.tree = tree;
        this.passwords = passwords;
        this.dynamic = dynamic;
        this.types = Stream.concat(
                        Stream.of(
                                "entryUUID",
                                "entryDN",
                                "structuralObjectClass",
                                "createTimestamp",
                                "creatorsName",
                                "modifyTimestamp",
                                "modifiersName",
                                "subschemaSubentry",
                                "hasSubordinates",
                                "numSubordinates",
                                "entryCSN",
                                "ref",
                                "memberOf",
                                "entryTtl"),
                        PasswordAttributes.NAMES.stream())
                .map(schema::require)
                .toList();
    }

    List<AttributeType> types() {
        return types;
    }

    /// Null when the entry has none.
    @Nullable
    AttributeValues of(Entry entry, AttributeType type) {
        return switch (type.key()) {
            case "entryuuid" -> AttributeValues.of(type, entry.id().toString());
            case "entrydn" -> AttributeValues.of(type, entry.name());
            case "structuralobjectclass" -> AttributeValues.of(type, entry.structuralClass());
            case "createtimestamp" -> AttributeValues.of(type, GeneralizedTime.format(entry.createdAt()));
            case "creatorsname" -> AttributeValues.of(type, entry.createdBy());
            case "modifytimestamp" -> AttributeValues.of(type, GeneralizedTime.format(entry.modifiedAt()));
            case "modifiersname" -> AttributeValues.of(type, entry.modifiedBy());
            case "subschemasubentry" -> AttributeValues.of(type, DirectorySchema.SUBENTRY.toString());
            case "hassubordinates" -> AttributeValues.of(type, tree.hasChildren(entry) ? "TRUE" : "FALSE");
            case "numsubordinates" -> AttributeValues.of(type, Long.toString(tree.subordinates(entry)));
            case "entrycsn" -> AttributeValues.of(type, changeNumber(entry));
            case "ref" -> entry.attribute(type);
            case "memberof" -> memberOf(entry, type);
            case "entryttl" ->
                dynamic.remaining(entry)
                        .map(left -> AttributeValues.of(type, Long.toString(left.toSeconds())))
                        .orElse(null);
            default -> passwords.of(entry, type);
        };
    }

    /// In the form that other servers give it: the time of the last change, and how many there have been.
    private static String changeNumber(Entry entry) {
        return "%s#%06x#000#000000".formatted(GeneralizedTime.formatMicros(entry.modifiedAt()), entry.version());
    }

    private @Nullable AttributeValues memberOf(Entry entry, AttributeType type) {
        List<byte[]> names = tree.groupsOf(entry.tenant(), entry.id()).stream()
                .flatMap(group -> tree.byId(entry.tenant(), group).stream())
                .map(group -> group.name().getBytes(StandardCharsets.UTF_8))
                .toList();
        return names.isEmpty() ? null : new AttributeValues(type, names);
    }
}
