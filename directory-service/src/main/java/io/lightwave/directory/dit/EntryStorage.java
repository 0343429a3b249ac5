package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.ResultCode.ADMIN_LIMIT_EXCEEDED;
import static com.unboundid.ldap.sdk.ResultCode.ENTRY_ALREADY_EXISTS;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;

/// Keeps an entry's row, its index and its members in step, and names on the change feed what a write touched.
final class EntryStorage {
    private static final int MAXIMUM_JSON = 1024 * 1024;

    private final DirectorySchema schema;
    private final EntryRows rows;
    private final MemberRows members;
    private final AttributeJson json;
    private final ChangeFeed feed;

    EntryStorage(DirectorySchema schema, EntryRows rows, MemberRows members, AttributeJson json, ChangeFeed feed) {
        this.schema = schema;
        this.rows = rows;
        this.members = members;
        this.json = json;
        this.feed = feed;
    }

    /// False when the name is taken.
    boolean insert(TenantId tenant, StoredEntry row, Map<AttributeType, List<byte[]>> attributes, Set<UUID> memberIds) {
        if (!rows.insert(tenant, row, write(attributes))) {
            return false;
        }
        Set<IndexedValues.Value> values = IndexedValues.of(schema, attributes);
        addValues(tenant, row.id(), values);
        members.add(tenant, row.id(), memberIds);
        Changes changes = new Changes()
                .made(List.of(row.id()))
                .entry(row.id())
                .subordinatesOf(row.parentId())
                .name(row)
                .values(values);
        if (!memberIds.isEmpty()) {
            changes.membership();
        }
        changes.announce(feed, tenant);
        return true;
    }

    /// Inserts those whose names are free and returns their ids.
    ///
    /// @throws org.springframework.dao.DuplicateKeyException when a value that has to be unique is another entry's
    Set<UUID> insertAll(
            TenantId tenant,
            Map<StoredEntry, Map<AttributeType, List<byte[]>>> entries,
            Map<UUID, Set<UUID>> memberIds) {
        Set<UUID> stored = rows.insertAll(
                tenant,
                List.copyOf(entries.keySet()),
                entries.values().stream().map(this::write).toList());
        var values = new ArrayList<EntryRows.OfEntry>();
        var changes = new Changes().made(stored).newEntries();
        entries.forEach((row, attributes) -> {
            if (stored.contains(row.id())) {
                IndexedValues.of(schema, attributes)
                        .forEach(value -> values.add(new EntryRows.OfEntry(value, row.id())));
            }
        });
        rows.addValues(tenant, values);
        memberIds.forEach((group, joining) -> {
            if (stored.contains(group)) {
                members.add(tenant, group, joining);
                changes.membership();
            }
        });
        changes.announce(feed, tenant);
        return stored;
    }

    /// @param stored what the entry was so far
    /// @param joining who becomes a member, and `leaving` who ceases to be one
    void update(
            TenantId tenant,
            StoredEntry before,
            Map<AttributeType, List<byte[]>> stored,
            StoredEntry row,
            Map<AttributeType, List<byte[]>> attributes,
            Set<UUID> joining,
            Set<UUID> leaving) {
        IndexedValues.Difference index = IndexedValues.between(schema, stored, attributes);
        rows.update(tenant, row, write(attributes));
        rows.removeValues(tenant, row.id(), index.removed());
        addValues(tenant, row.id(), index.added());
        members.remove(tenant, row.id(), leaving);
        members.add(tenant, row.id(), joining);
        Changes changes = new Changes().entry(row.id()).values(index.removed()).values(index.added());
        boolean groupTurned = row.kind() == SubjectKind.GROUP && before.enabled() != row.enabled();
        if (groupTurned || !joining.isEmpty() || !leaving.isEmpty()) {
            changes.membership();
        }
        changes.announce(feed, tenant);
    }

    /// Works out what a change of nothing but the entry's own attributes does.
    EntryUpdate prepare(
            TenantId tenant,
            Map<AttributeType, List<byte[]>> stored,
            StoredEntry row,
            Map<AttributeType, List<byte[]>> attributes,
            Runnable record) {
        IndexedValues.Difference index = IndexedValues.between(schema, stored, attributes);
        return new EntryUpdate(tenant, row, stored.size(), write(attributes), index.removed(), index.added(), record);
    }

    /// Makes those whose entries are still as they were and that nobody else is changing, and returns them.
    List<EntryUpdate> updateAll(List<EntryUpdate> updates) {
        List<EntryUpdate> changed = rows.updateAll(updates);
        for (EntryUpdate update : changed) {
            new Changes()
                    .entry(update.row().id())
                    .values(update.removed())
                    .values(update.added())
                    .announce(feed, update.tenant());
            update.record().run();
        }
        return changed;
    }

    /// @param oldName the entry's name until now
    /// @param hasChildren whether the names of other entries change too
    void move(
            TenantId tenant,
            EntryRows.Loaded before,
            String oldName,
            StoredEntry row,
            Map<AttributeType, List<byte[]>> attributes,
            boolean hasChildren) {
        IndexedValues.Difference index =
                IndexedValues.between(schema, json.read(tenant, before.attributes()), attributes);
        try {
            rows.move(tenant, row, write(attributes));
        } catch (DuplicateKeyException e) {
            throw new ViolationException(ENTRY_ALREADY_EXISTS, "there is an entry of that name");
        }
        rows.removeValues(tenant, row.id(), index.removed());
        addValues(tenant, row.id(), index.added());
        Changes changes = new Changes()
                .moved(row.id(), oldName)
                .subordinatesOf(before.row().parentId())
                .subordinatesOf(row.parentId())
                .name(before.row())
                .name(row)
                .values(index.removed())
                .values(index.added());
        if (hasChildren) { // one by one, an entry below could be filled from an entry above that is to be dropped next
            changes.everyEntry();
        } else {
            changes.entry(row.id());
            members.directGroupsOf(tenant, row.id()).forEach(changes::entry);
        }
        changes.announce(feed, tenant);
    }

    void delete(TenantId tenant, EntryRows.Loaded loaded, String name) {
        StoredEntry row = loaded.row();
        Set<IndexedValues.Value> values = IndexedValues.of(schema, json.read(tenant, loaded.attributes()));
        Changes changes = new Changes()
                .gone(row.id(), name)
                .entry(row.id())
                .subordinatesOf(row.parentId())
                .name(row)
                .values(values);
        members.directGroupsOf(tenant, row.id()).forEach(changes::entry);
        if (row.kind() == SubjectKind.GROUP) {
            changes.membership();
        } else {
            changes.groupsOf(row.id());
        }
        rows.removeValues(tenant, row.id(), values);
        rows.delete(tenant, row.id());
        changes.announce(feed, tenant);
    }

    private void addValues(TenantId tenant, UUID id, Collection<IndexedValues.Value> values) {
        if (!rows.addValues(tenant, id, values)) {
            List<IndexedValues.Value> unique = values.stream()
                    .filter(value -> IndexedValues.UNIQUE.contains(value.attribute()))
                    .toList();
            String attribute = rows.taken(tenant, id, unique)
                    .map(key -> schema.require(key).name())
                    .orElse("uid or mail");
            throw ViolationException.taken(attribute);
        }
    }

    Map<AttributeType, List<byte[]>> read(TenantId tenant, EntryRows.Loaded loaded) {
        return json.read(tenant, loaded.attributes());
    }

    private String write(Map<AttributeType, List<byte[]>> attributes) {
        String text = json.write(attributes);
        if (text.length() > MAXIMUM_JSON) {
            throw new ViolationException(ADMIN_LIMIT_EXCEEDED, "the entry is larger than 1 MiB");
        }
        return text;
    }
}
