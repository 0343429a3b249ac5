package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.ResultCode.ADMIN_LIMIT_EXCEEDED;
import static com.unboundid.ldap.sdk.ResultCode.ENTRY_ALREADY_EXISTS;
import static com.unboundid.ldap.sdk.ResultCode.NAMING_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.NO_SUCH_OBJECT;
import static com.unboundid.ldap.sdk.ResultCode.UNWILLING_TO_PERFORM;

import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// Gives entries other names and places, with all that stands below them (RFC 4511 §4.9). The id stays, and with it
/// memberships, passwords and whatever others hold of a subject.
public final class EntryMover {
    private static final int MAXIMUM_SUBTREE = 10_000;

    private final DirectorySchema schema;
    private final DirectoryTree tree;
    private final EntryRows rows;
    private final EntryStorage storage;
    private final EntryWriter writer;
    private final References references;
    private final TransactionTemplate transactions;

    EntryMover(
            DirectorySchema schema,
            DirectoryTree tree,
            EntryRows rows,
            EntryStorage storage,
            EntryWriter writer,
            References references,
            TransactionTemplate transactions) {
        this.schema = schema;
        this.tree = tree;
        this.rows = rows;
        this.storage = storage;
        this.writer = writer;
        this.references = references;
        this.transactions = transactions;
    }

    /// @param deleteOldRdn whether the values of the old RDN go, if the new one does not name them too
    /// @param newParent null when the entry stays where it is
    /// @return false when there is no such entry
    public boolean move(
            TenantId tenant,
            UUID id,
            RelativeName newRdn,
            boolean deleteOldRdn,
            @Nullable UUID newParent,
            Author author) {
        RelativeName rdn = writer.spelled(newRdn);
        return Boolean.TRUE.equals(transactions.execute(_ -> {
            if (newParent != null
                    && tree.byId(tenant, id).filter(Entry::isSubject).isEmpty()) {
                rows.serialiseMoves(tenant); // subjects are leaves and make no circle
            }
            Optional<EntryRows.Loaded> loaded = rows.lockToDelete(tenant, id);
            loaded.ifPresent(before -> {
                move(tenant, before, rdn, deleteOldRdn, newParent, author);
                author.record().run();
            });
            return loaded.isPresent();
        }));
    }

    private void move(
            TenantId tenant,
            EntryRows.Loaded before,
            RelativeName rdn,
            boolean deleteOldRdn,
            @Nullable UUID newParent,
            Author author) {
        Entry entry = tree.assemble(tenant, before).orElseThrow();
        StoredEntry old = before.row();
        StructureRules.requireDeletable(entry);
        Entry parent = parent(tenant, entry, newParent);
        RelativeName oldRdn = DistinguishedName.parse(old.rdn()).rdns().getFirst();
        var draft = new Draft(schema.of(tenant), storage.read(tenant, before));
        requireSame(entry, StructureRules.kind(above(tenant, entry), oldRdn, draft.classes(), author.server()));
        requireSame(entry, StructureRules.kind(parent, rdn, draft.classes(), author.server()));
        if (deleteOldRdn) {
            draft.exclude(oldRdn);
        }
        draft.include(rdn);
        draft.check(rdn, entry.isSubject());
        writer.requireDynamic(draft.classes().include(DynamicEntries.OBJECT_CLASS), parent);
        String rdnNorm = schema.normalise(rdn);
        if (rows.child(tenant, parent.id(), rdnNorm)
                .filter(other -> !other.equals(old.id()))
                .isPresent()) {
            throw new ViolationException(ENTRY_ALREADY_EXISTS, "there is an entry of that name");
        }
        DistinguishedName oldName = entry.distinguishedName();
        DistinguishedName newName = child(parent, rdn);
        List<String> below = entry.isSubject() ? List.of() : rows.namesBelow(tenant, old.id(), MAXIMUM_SUBTREE + 1);
        if (!entry.isSubject()
                && !StructureRules.kindBelow(above(tenant, entry)).equals(StructureRules.kindBelow(parent))) {
            throw new ViolationException(NAMING_VIOLATION, "what stands below it would be something else there");
        }
        Map<String, DistinguishedName> names = names(oldName, newName, below);
        var row = new StoredEntry(
                old.id(),
                parent.id(),
                rdn.toString(),
                rdnNorm,
                old.kind(),
                old.enabled(),
                old.epoch(),
                old.version() + 1,
                old.createdAt(),
                old.createdBy(),
                writer.now(),
                author.name().toString());
        storage.move(tenant, before, oldName.toString(), row, draft.attributes(), !below.isEmpty());
        references.renamed(tenant, names, author);
    }

    /// The new names of the entry and of all below it, by the normalised old ones. They must be such that they can be
    /// read back.
    private Map<String, DistinguishedName> names(
            DistinguishedName oldName, DistinguishedName newName, List<String> below) {
        if (below.size() > MAXIMUM_SUBTREE) {
            throw new ViolationException(
                    ADMIN_LIMIT_EXCEEDED, "at most %d entries move at once".formatted(MAXIMUM_SUBTREE));
        }
        var names = new LinkedHashMap<String, DistinguishedName>();
        names.put(schema.normalise(oldName), newName);
        try {
            for (String name : below) {
                names.put(
                        schema.normalise(DistinguishedName.parse(name + "," + oldName)),
                        DistinguishedName.parse(name + "," + newName));
            }
        } catch (IllegalArgumentException e) {
            throw new ViolationException(ADMIN_LIMIT_EXCEEDED, "names below would become too long");
        }
        return names;
    }

    private static DistinguishedName child(Entry parent, RelativeName rdn) {
        try {
            return DistinguishedName.parse(parent.distinguishedName().child(rdn).toString());
        } catch (IllegalArgumentException e) {
            throw new ViolationException(ADMIN_LIMIT_EXCEEDED, "the name would become too long");
        }
    }

    private Entry above(TenantId tenant, Entry entry) {
        return tree.byId(tenant, Objects.requireNonNull(entry.row().parentId())).orElseThrow(EntryMover::noParent);
    }

    private Entry parent(TenantId tenant, Entry entry, @Nullable UUID newParent) {
        if (newParent == null) {
            return above(tenant, entry);
        }
        if (!rows.pin(tenant, newParent)) {
            throw noParent();
        }
        if (rows.isWithin(tenant, newParent, entry.id())) {
            throw new ViolationException(UNWILLING_TO_PERFORM, "an entry does not move below itself");
        }
        return tree.byId(tenant, newParent).orElseThrow(EntryMover::noParent);
    }

    private static void requireSame(Entry entry, Optional<io.lightwave.directory.SubjectKind> kind) {
        if (!entry.kind().equals(kind)) {
            throw new ViolationException(NAMING_VIOLATION, "an entry of that kind does not stand there");
        }
    }

    private static ViolationException noParent() {
        return new ViolationException(NO_SUCH_OBJECT, "there is no entry above");
    }
}
