package io.lightwave.directory.dit;

import com.unboundid.ldap.sdk.Modification;
import io.lightwave.directory.Gathering;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Changes of entries that concern nothing but the entry, several writers' in one transaction and one statement. The
/// statement waits for nobody: an entry that somebody else is changing, or has changed since it was read, is left to
/// [EntryWriter], as is everything that is refused.
final class SharedModifications implements AutoCloseable {
    /// What takes longer to store goes alone, so that others do not wait for it.
    private static final int LARGEST = 16 * 1024;

    /// Whose changes end sessions, ask for a look at other entries, or may meet another entry's.
    private static final Set<String> APART =
            Set.of("member", "userpassword", "pwdaccountlockedtime", "pwdreset", "objectclass");

    private final DirectorySchema schema;
    private final EntryStorage storage;
    private final TransactionTemplate transactions;
    private final Gathering<EntryUpdate> gathering = new Gathering<>("shared-modifications", this::store);

    SharedModifications(DirectorySchema schema, EntryStorage storage, TransactionTemplate transactions) {
        this.schema = schema;
        this.storage = storage;
        this.transactions = transactions;
    }

    void start() {
        gathering.start();
    }

    /// The entry's attributes as they are stored, if changes like these are made here.
    Optional<Map<AttributeType, List<byte[]>>> takes(Entry entry, List<Modification> modifications) {
        DirectorySchema known = schema.of(entry.tenant());
        boolean takes = entry.enabled()
                && entry.kind().orElse(null) != SubjectKind.GROUP
                && !TransactionSynchronizationManager.isActualTransactionActive()
                && modifications.stream().allMatch(modification -> takes(known, modification.getAttributeName()));
        return takes ? stored(known, entry) : Optional.empty();
    }

    private static boolean takes(DirectorySchema known, String description) {
        return known.described(description)
                .filter(type -> !type.isReadOnly()
                        && !type.refersToEntries()
                        && !APART.contains(type.plain().key())
                        && !IndexedValues.UNIQUE.contains(type.plain().key()))
                .isPresent();
    }

    /// Empty when the schema has changed since the entry was read, so that its attributes are other ones now.
    private static Optional<Map<AttributeType, List<byte[]>>> stored(DirectorySchema known, Entry entry) {
        var stored = new LinkedHashMap<AttributeType, List<byte[]>>();
        for (AttributeValues values : entry.attributes()) {
            if (known.described(values.type().name())
                    .filter(values.type()::equals)
                    .isEmpty()) {
                return Optional.empty();
            }
            stored.put(values.type(), values.values());
        }
        return Optional.of(stored);
    }

    /// Whether the entry has been changed; if not, nothing has happened.
    ///
    /// @throws org.springframework.transaction.TransactionException when that is not known
    boolean make(EntryUpdate update) {
        return update.attributes().length() <= LARGEST && gathering.join(update);
    }

    private List<EntryUpdate> store(List<EntryUpdate> updates) {
        Map<EntryUpdate.Key, EntryUpdate> first = new LinkedHashMap<>();
        updates.forEach(update -> first.putIfAbsent(update.key(), update));
        var changed = new ArrayList<EntryUpdate>();
        transactions.executeWithoutResult(status -> {
            try {
                changed.addAll(storage.updateAll(List.copyOf(first.values())));
            } catch (DataAccessException e) { // because of one of them: each finds out alone
                status.setRollbackOnly();
            }
        });
        return changed;
    }

    @Override
    public void close() {
        gathering.close();
    }
}
