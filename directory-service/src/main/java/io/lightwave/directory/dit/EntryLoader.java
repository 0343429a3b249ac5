package io.lightwave.directory.dit;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.password.Passwords;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/// Adds many entries at a time, by the rules of [EntryWriter#add] and in a few statements. A batch is stored as a whole
/// or, when something comes in between, not at all: then its entries are for [EntryWriter#add], which says what it is.
public final class EntryLoader {
    private final DirectorySchema schema;
    private final DirectoryTree tree;
    private final EntryRows rows;
    private final EntryStorage storage;
    private final EntryWriter writer;
    private final Passwords passwords;
    private final DynamicEntries dynamic;
    private final TransactionTemplate transactions;

    EntryLoader(
            DirectorySchema schema,
            DirectoryTree tree,
            EntryRows rows,
            EntryStorage storage,
            EntryWriter writer,
            Passwords passwords,
            DynamicEntries dynamic,
            TransactionTemplate transactions) {
        this.schema = schema;
        this.tree = tree;
        this.rows = rows;
        this.storage = storage;
        this.writer = writer;
        this.passwords = passwords;
        this.dynamic = dynamic;
        this.transactions = transactions;
    }

    /// An entry that is to be stored with others.
    public static final class Prepared {
        private final EntryWriter.Addition addition;
        private final Set<StoredEntry> referred;

        private Prepared(EntryWriter.Addition addition, Set<StoredEntry> referred) {
            this.addition = addition;
            this.referred = referred;
        }
    }

    /// The form in which equal names are equal, to see what depends on what.
    public String key(DistinguishedName name) {
        return schema.normalise(name);
    }

    /// @throws ViolationException when the entry may not be added, or not yet
    public Prepared prepare(TenantId tenant, DistinguishedName name, List<Attribute> attributes, Author author) {
        EntryWriter.Addition addition = writer.prepare(tenant, name, attributes, author);
        var referred = new HashSet<StoredEntry>();
        addition.draft().attributes().forEach((type, values) -> {
            if (type.refersToEntries()) {
                values.forEach(value -> referred.addAll(tree.namedBy(tenant, type.nameIn(value))));
            }
        });
        return new Prepared(addition, referred);
    }

    /// Stores the batch in a transaction of its own and returns how many entries are new; the names of others were
    /// taken. Empty when nothing was stored, since an entry above is gone, or one referred to is gone or renamed.
    ///
    /// @throws org.springframework.dao.DuplicateKeyException when a value that has to be unique is another's;
    /// then nothing was stored either
    public Optional<Integer> store(TenantId tenant, List<Prepared> batch, Author author) {
        return Objects.requireNonNull(transactions.execute(status -> {
            Optional<Integer> stored = insert(tenant, batch);
            if (stored.isPresent()) {
                author.record().run();
            } else {
                status.setRollbackOnly();
            }
            return stored;
        }));
    }

    /// Tells the database how much there is now. PostgreSQL keeps the plans of its foreign key checks from when the
    /// tables were small, until it hears of statistics, and would walk through all of a tenant for each new entry.
    public void analyse() {
        rows.analyse();
    }

    private Optional<Integer> insert(TenantId tenant, List<Prepared> batch) {
        var needed = new HashSet<UUID>();
        Map<UUID, StoredEntry> referred = new HashMap<>();
        Map<UUID, Set<UUID>> members = new HashMap<>();
        for (Prepared prepared : batch) {
            StoredEntry row = prepared.addition.row();
            needed.add(Objects.requireNonNull(row.parentId()));
            prepared.referred.forEach(named -> referred.put(named.id(), named));
            if (!prepared.addition.members().isEmpty()) {
                members.put(row.id(), writer.resolve(tenant, prepared.addition.members()));
            }
        }
        if (!rows.pin(tenant, needed) || !rows.pinNamed(tenant, referred.values())) {
            return Optional.empty();
        }
        Map<StoredEntry, Map<AttributeType, List<byte[]>>> entries = new LinkedHashMap<>();
        batch.forEach(prepared ->
                entries.put(prepared.addition.row(), prepared.addition.draft().attributes()));
        Set<UUID> stored = storage.insertAll(tenant, entries, members);
        var hashes = new ArrayList<Passwords.Stored>();
        Map<UUID, Duration> lives = new HashMap<>();
        for (Prepared prepared : batch) {
            if (prepared.addition.password() instanceof PasswordChange.Set set
                    && stored.contains(prepared.addition.row().id())) {
                hashes.add(new Passwords.Stored(prepared.addition.row().id(), set.password()));
            }
            if (stored.contains(prepared.addition.row().id())) {
                prepared.addition
                        .life()
                        .ifPresent(life -> lives.put(prepared.addition.row().id(), life));
            }
        }
        passwords.storeNew(tenant, hashes);
        dynamic.begin(tenant, lives);
        return Optional.of(stored.size());
    }
}
