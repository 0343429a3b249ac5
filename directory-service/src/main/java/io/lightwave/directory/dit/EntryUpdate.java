package io.lightwave.directory.dit;

import io.lightwave.directory.TenantId;
import java.util.List;
import java.util.UUID;

/// A change of one entry's own attributes as it was worked out from what was known of the entry; it counts if the
/// entry is still the same.
///
/// @param row as it will be, one version later
/// @param known how many attributes the entry has had
/// @param attributes as JSON
/// @param removed what the index holds too much, and `added` what it lacks; no value that has to be unique
/// @param record what else belongs into the transaction
record EntryUpdate(
        TenantId tenant,
        StoredEntry row,
        int known,
        String attributes,
        List<IndexedValues.Value> removed,
        List<IndexedValues.Value> added,
        Runnable record) {

    record Key(TenantId tenant, UUID id) {}

    Key key() {
        return new Key(tenant, row.id());
    }
}
