package io.lightwave.directory.dit;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What one write touches, named on the change feed each once.
final class Changes {
    private final Set<Key> touched = new LinkedHashSet<>();

    private record Key(String kind, String key) {}

    Changes entry(UUID id) {
        return touch(DirectoryTree.ENTRY, id.toString());
    }

    /// Entries that were not there before.
    Changes made(Collection<UUID> ids) {
        return ids.isEmpty()
                ? this
                : touch(EntryJournal.MADE, ids.stream().map(UUID::toString).collect(Collectors.joining(",")));
    }

    /// An entry that is not there any more.
    Changes gone(UUID id, String name) {
        return touch(EntryJournal.GONE, id + " " + name);
    }

    /// @param oldName of the entry, which has another now
    Changes moved(UUID id, String oldName) {
        return touch(EntryJournal.MOVED, id + " " + oldName);
    }

    /// More entries have come than are worth naming one by one: what is known not to be there may be there now.
    Changes newEntries() {
        return touch(DirectoryTree.CHILD, ChangeFeed.ALL)
                .touch(DirectoryTree.VALUE, ChangeFeed.ALL)
                .touch(DirectoryTree.SUBORDINATES, ChangeFeed.ALL);
    }

    /// What stands directly below the entry has become more or less; null is above the suffix.
    Changes subordinatesOf(@Nullable UUID parent) {
        return parent == null ? this : touch(DirectoryTree.SUBORDINATES, parent.toString());
    }

    /// Names of entries changed by the subtree.
    Changes everyEntry() {
        return touch(DirectoryTree.ENTRY, ChangeFeed.ALL);
    }

    /// What is found by the name of the entry, and among all of its kind.
    Changes name(StoredEntry row) {
        touch(DirectoryTree.CHILD, DirectoryTree.childKey(row.parentId(), row.rdnNorm()));
        return row.kind() == null
                ? this
                : touch(DirectoryTree.CHILD, DirectoryTree.subjectKey(row.kind(), row.rdnNorm()))
                        .touch(DirectoryTree.SUBORDINATES, row.kind().name());
    }

    Changes values(Iterable<IndexedValues.Value> values) {
        values.forEach(value -> touch(DirectoryTree.VALUE, value.key()));
        return this;
    }

    /// Who is in which group may have changed for anybody.
    Changes membership() {
        return touch(DirectoryTree.GROUPS, ChangeFeed.ALL);
    }

    /// The groups of one entry, which is in no way a group itself.
    Changes groupsOf(UUID id) {
        return touch(DirectoryTree.GROUPS, id.toString());
    }

    void announce(ChangeFeed feed, TenantId tenant) {
        touched.forEach(key -> feed.append(tenant, key.kind(), key.key()));
    }

    private Changes touch(String kind, String key) {
        touched.add(new Key(kind, key));
        return this;
    }
}
