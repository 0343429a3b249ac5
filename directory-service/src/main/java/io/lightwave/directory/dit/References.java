package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.ResultCode.ADMIN_LIMIT_EXCEEDED;
import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;
import static java.util.Objects.requireNonNull;

import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;

/// Keeps the attributes whose values are names (`manager`, `owner`, `uniqueMember`, …; a group's members are kept as
/// ids and need none of this) in step with the entries that they name: a deleted entry's name goes, a renamed one's
/// changes. Names of what is not in the tenant are left alone.
final class References {
    private static final int MAXIMUM = 10_000;
    private static final String ALIASED = "aliasedobjectname";

    private final DirectorySchema schema;
    private final DirectoryTree tree;
    private final EntryRows rows;
    private final EntryStorage storage;
    private final InstantSource clock;
    private final ObjectProvider<EntryReferences> elsewhere; // they need the tree themselves

    References(
            DirectorySchema schema,
            DirectoryTree tree,
            EntryRows rows,
            EntryStorage storage,
            InstantSource clock,
            ObjectProvider<EntryReferences> elsewhere) {
        this.schema = schema;
        this.tree = tree;
        this.rows = rows;
        this.storage = storage;
        this.clock = clock;
        this.elsewhere = elsewhere;
    }

    /// In the transaction that deletes the entry, before it is gone and with its row locked.
    void removed(Entry entry, Author author) {
        String name = schema.normalise(entry.distinguishedName());
        replace(entry.tenant(), Set.of(entry.id()), Map.of(name, List.of()), author);
        elsewhere.orderedStream().forEach(references -> references.forget(entry));
    }

    /// In the transaction that renames entries.
    ///
    /// @param names the new names by the normalised old ones
    void renamed(TenantId tenant, Map<String, DistinguishedName> names, Author author) {
        var successors = new LinkedHashMap<String, List<DistinguishedName>>();
        names.forEach((old, now) -> successors.put(old, List.of(now)));
        replace(tenant, Set.of(), successors, author);
    }

    /// Keeps the existing entries that new values name from being deleted or renamed until the transaction ends.
    void pin(TenantId tenant, Map<AttributeType, List<byte[]>> before, Map<AttributeType, List<byte[]>> after) {
        after.forEach((type, values) -> {
            if (isKeptHere(type)) {
                List<byte[]> old = before.getOrDefault(type, List.of());
                for (byte[] value : values) {
                    if (old.stream().noneMatch(known -> java.util.Arrays.equals(known, value))) {
                        pin(tenant, type, value);
                    }
                }
            }
        });
    }

    private void pin(TenantId tenant, AttributeType type, byte[] value) {
        DistinguishedName name = type.nameIn(value);
        tree.find(tenant, name).ifPresent(named -> {
            List<StoredEntry> path = tree.namedBy(tenant, name);
            if (path.isEmpty() || !rows.pinNamed(tenant, path)) {
                throw new ViolationException(
                        CONSTRAINT_VIOLATION,
                        type.name(),
                        type.name() + " names an entry that is being deleted or renamed");
            }
        });
    }

    private void replace(TenantId tenant, Set<UUID> except, Map<String, List<DistinguishedName>> names, Author author) {
        Set<UUID> referring = referring(tenant, names.keySet());
        referring.removeAll(except);
        if (referring.size() > MAXIMUM) {
            throw new ViolationException(ADMIN_LIMIT_EXCEEDED, "more than 10000 entries refer to it");
        }
        for (UUID id : referring) {
            rows.lockToChange(tenant, id).ifPresent(loaded -> replace(tenant, loaded, names, author));
        }
    }

    private static boolean isKeptHere(AttributeType type) {
        return type.refersToEntries() && IndexedValues.covers(type);
    }

    /// In order of their ids, in which they are locked.
    private Set<UUID> referring(TenantId tenant, Collection<String> names) {
        var referring = new TreeSet<UUID>();
        var values = new ArrayList<IndexedValues.Value>();
        for (AttributeType type : schema.of(tenant).references()) {
            if (isKeptHere(type)) {
                for (String name : names) {
                    values.add(IndexedValues.value(type, name));
                    if (!type.isName()) { // with a unique identifier behind the name
                        String prefix = name + "#'";
                        referring.addAll(rows.withPrefix(
                                tenant,
                                type.key(),
                                prefix.substring(0, Math.min(prefix.length(), IndexedValues.PREFIX)),
                                MAXIMUM + 1));
                    }
                }
            }
        }
        referring.addAll(rows.withAny(tenant, values));
        return referring;
    }

    private void replace(
            TenantId tenant, EntryRows.Loaded before, Map<String, List<DistinguishedName>> names, Author author) {
        var attributes = new LinkedHashMap<AttributeType, List<byte[]>>();
        boolean[] changed = {false};
        Map<AttributeType, List<byte[]>> stored = storage.read(tenant, before);
        stored.forEach((type, values) -> {
            boolean refers = isKeptHere(type)
                    && values.stream().anyMatch(value -> names.containsKey(schema.normalise(type.nameIn(value))));
            List<byte[]> now = refers ? replaced(type, values, names) : values;
            changed[0] |= refers;
            if (!now.isEmpty()) {
                attributes.put(type, now);
            }
        });
        if (!changed[0]) {
            return;
        }
        var draft = new Draft(schema.of(tenant), attributes);
        draft.check(
                DistinguishedName.parse(before.row().rdn()).rdns().getFirst(),
                before.row().kind() != null);
        StoredEntry row = before.row();
        storage.update(
                tenant, row, stored, row.changed(clock.instant(), author), draft.attributes(), Set.of(), Set.of());
    }

    private List<byte[]> replaced(AttributeType type, List<byte[]> values, Map<String, List<DistinguishedName>> names) {
        var replaced = new LinkedHashMap<String, byte[]>();
        for (byte[] value : values) {
            List<DistinguishedName> successors = names.get(schema.normalise(type.nameIn(value)));
            boolean goesOn =
                    successors == null || (successors.isEmpty() && type.key().equals(ALIASED));
            if (goesOn) { // an alias of nothing says so itself, and could not be without the name
                replaced.putIfAbsent(schema.normalise(type, value), value);
            } else {
                requireNonNull(successors).forEach(name -> {
                    byte[] renamed = type.withName(value, name).getBytes(StandardCharsets.UTF_8);
                    replaced.putIfAbsent(schema.normalise(type, renamed), renamed);
                });
            }
        }
        return List.copyOf(replaced.values());
    }
}
