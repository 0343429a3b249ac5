package io.lightwave.directory.dit;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one write touches, named on the change feed each once.
final class Changes {
    private final Set<Key> touched = new LinkedHashSet<>();

    private record Key(String kind, String key) {}

    Changes entry(UUID id) {
        touched.add(new Key(DirectoryTree.ENTRY, id.toString()));
        return this;
    }

    Changes child(@Nullable UUID parent, String rdnNorm) {
        touched.add(new Key(DirectoryTree.CHILD, DirectoryTree.childKey(parent, rdnNorm)));
        return this;
    }

    Changes values(Iterable<IndexedValues.Value> values) {
        values.forEach(value -> touched.add(new Key(DirectoryTree.VALUE, value.key())));
        return this;
    }

    /// Who is in which group may have changed for anybody.
    Changes membership() {
        touched.add(new Key(DirectoryTree.GROUPS, ChangeFeed.ALL));
        return this;
    }

    /// The groups of one entry, which is in no way a group itself.
    Changes groupsOf(UUID id) {
        touched.add(new Key(DirectoryTree.GROUPS, id.toString()));
        return this;
    }

    void announce(ChangeFeed feed, TenantId tenant) {
        touched.forEach(key -> feed.append(tenant, key.kind(), key.key()));
    }
}
