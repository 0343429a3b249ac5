package io.lightwave.directory.ldif;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.Author;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.dit.EntryLoader;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.schema.DirectorySchema;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// Imports of LDIF, by administrators.
final class LdifImports {
    private final Entries entries;
    private final EntryLoader loader;
    private final DirectoryTree tree;
    private final DirectorySchema schema;
    private final ImportRows rows;
    private final Audit audit;

    LdifImports(
            Entries entries,
            EntryLoader loader,
            DirectoryTree tree,
            DirectorySchema schema,
            ImportRows rows,
            Audit audit) {
        this.entries = entries;
        this.loader = loader;
        this.tree = tree;
        this.schema = schema;
        this.rows = rows;
        this.audit = audit;
    }

    /// How far the import has come, on whichever node it runs or ran.
    Optional<ImportReport> progress(TenantId tenant, String id) {
        return rows.find(tenant, id);
    }

    /// Reads all of the stream. One that was cut off goes on behind what had been stored; one that is done is reported.
    ImportReport run(TenantId tenant, Caller caller, String id, InputStream in) throws IOException {
        ImportReport before =
                rows.find(tenant, id).orElseGet(() -> new ImportReport(id, false, 0, 0, 0, 0, 0, List.of()));
        if (before.done()) {
            return before;
        }
        var requester = Requester.of(caller);
        try (var run = new ImportRun(this, tenant, requester, before)) {
            return run.read(new LdifReader(in));
        }
    }

    Entries entries() {
        return entries;
    }

    EntryLoader loader() {
        return loader;
    }

    DirectoryTree tree() {
        return tree;
    }

    DirectorySchema schema() {
        return schema;
    }

    ImportRows rows() {
        return rows;
    }

    /// Whoever imports a batch, whose audit event and progress belong into its transaction.
    Author author(TenantId tenant, Requester.Authenticated requester, String what, ImportReport progress) {
        ActivePrincipal principal = requester.principal();
        DistinguishedName name = tree.byId(principal.tenant(), principal.id().value())
                .map(Entry::distinguishedName)
                .orElseGet(DistinguishedName::empty);
        String actor = new Caller(principal, Optional.empty(), requester.origin()).actor();
        return new Author(name, false, true, true, false, () -> {
            audit.recordChange(new AuditEvent(
                    tenant, actor, "ldif.import", progress.id(), AuditEvent.Outcome.SUCCESS, what, requester.origin()));
            rows.store(tenant, progress);
        });
    }
}
