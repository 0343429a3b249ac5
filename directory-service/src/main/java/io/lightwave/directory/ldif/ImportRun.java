package io.lightwave.directory.ldif;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.Author;
import io.lightwave.directory.dit.EntryLoader;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Reason;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/// One import on its way: while a batch is stored the next is read. Groups whose members have not come yet wait for
/// the end of the file.
final class ImportRun implements AutoCloseable {
    private static final int BATCH = 500;
    private static final int MAXIMUM_FAILURES = 100;
    private static final int MAXIMUM_WAITING = 10_000;
    private static final String TIME_TO_LIVE = "entryttl";

    private final LdifImports imports;
    private final TenantId tenant;
    private final Requester.Authenticated requester;
    private final String id;
    private final long resumeAt;
    private final Author preparing;
    private final ExecutorService storing = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("ldif-import-", 0).factory());

    private List<Pending> batch = new ArrayList<>();
    private Set<String> names = new HashSet<>();
    private @Nullable Stored underWay; // null when no batch is being stored
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<ImportReport.Failure> failures = new ArrayList<>();
    private int batches;
    private int nextAnalysis;
    private long read;
    private long taken; // of those that were read, all that are stored or wait to be
    private long added;
    private long changed;
    private long skipped;
    private long failed;

    private record Pending(LdifRecord.Content record, DistinguishedName name, EntryLoader.Prepared prepared) {}

    private record Stored(List<Pending> batch, Set<String> names, CompletableFuture<Optional<Integer>> count) {}

    /// @param position of the record in the file
    private record Waiting(long position, LdifRecord.Content record, DistinguishedName name) {}

    ImportRun(LdifImports imports, TenantId tenant, Requester.Authenticated requester, ImportReport before) {
        this.imports = imports;
        this.tenant = tenant;
        this.requester = requester;
        this.id = before.id();
        this.resumeAt = before.read();
        this.preparing = imports.author(tenant, requester, "", before);
        this.added = before.added();
        this.changed = before.changed();
        this.skipped = before.skipped();
        this.failed = before.failed();
    }

    ImportReport read(LdifReader reader) throws IOException {
        for (Optional<LdifRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
            if (++read > resumeAt) {
                take(next.get());
            }
            taken = read;
            if (batch.size() == BATCH) {
                flush();
            }
        }
        flush();
        settle();
        retryWaiting();
        ImportReport report = report(true);
        imports.rows().store(tenant, report);
        return report;
    }

    private void take(LdifRecord record) {
        DistinguishedName name;
        try {
            name = DistinguishedName.parseSpaced(record.name());
        } catch (IllegalArgumentException e) {
            fail(record, String.valueOf(e.getMessage()));
            return;
        }
        switch (record) {
            case LdifRecord.Malformed malformed -> fail(record, malformed.reason());
            case LdifRecord.Content content -> add(content, name);
            case LdifRecord.Modify modify -> {
                flush();
                settle();
                change(record, modified(name, modify.modifications()));
            }
            case LdifRecord.Delete _ -> {
                flush();
                settle();
                change(record, imports.entries().delete(requester, name));
            }
            case LdifRecord.Rename rename -> {
                flush();
                settle();
                rename(rename, name);
            }
        }
    }

    /// The schema is the one of the tenant that the file is for, whoever brings it in.
    private EntryOutcome modified(DistinguishedName name, List<Modification> modifications) {
        return imports.loader().key(name).equals(imports.loader().key(DirectorySchema.SUBENTRY))
                ? imports.entries().modifySchema(requester, tenant, modifications)
                : imports.entries().modify(requester, name, modifications);
    }

    private void change(LdifRecord record, EntryOutcome outcome) {
        if (outcome instanceof EntryOutcome.Refused refused) {
            fail(record, refused.reason().code().getName() + ": " + refused.diagnostic());
        } else {
            changed++;
        }
    }

    private void rename(LdifRecord.Rename record, DistinguishedName name) {
        List<RelativeName> rdns;
        Optional<DistinguishedName> superior;
        try {
            rdns = DistinguishedName.parseSpaced(record.newRdn()).rdns();
            superior = Optional.ofNullable(record.newSuperior()).map(DistinguishedName::parseSpaced);
        } catch (IllegalArgumentException e) {
            fail(record, "newrdn or newsuperior is no name");
            return;
        }
        if (rdns.size() != 1) {
            fail(record, "newrdn is not a single relative name");
            return;
        }
        change(record, imports.entries().modifyDn(requester, name, rdns.getFirst(), record.deleteOldRdn(), superior));
    }

    private void add(LdifRecord.Content record, DistinguishedName name) {
        List<Attribute> attributes = writable(record.attributes());
        var content = new LdifRecord.Content(record.line(), record.name(), attributes);
        if (attributes.stream().anyMatch(attribute -> attribute.getName().equalsIgnoreCase("member"))) {
            flush();
            settle();
            addSingly(content, name, read);
            return;
        }
        String parent = name.parent().map(imports.loader()::key).orElse("");
        if (names.contains(parent)) {
            flush();
        }
        if (underWay != null && underWay.names().contains(parent)) {
            settle();
        }
        try {
            EntryLoader.Prepared prepared = imports.loader().prepare(tenant, name, attributes, preparing);
            batch.add(new Pending(content, name, prepared));
            names.add(imports.loader().key(name));
        } catch (ViolationException e) {
            if (imports.tree().find(tenant, name).isPresent()) {
                skipped++;
            } else {
                fail(record, e.code().getName() + ": " + e.detail());
            }
        }
    }

    /// Without what only the server writes, which exports of directories contain, but for the time that a dynamic
    /// entry has still.
    private List<Attribute> writable(List<Attribute> attributes) {
        return attributes.stream()
                .filter(attribute -> imports.schema()
                        .described(attribute.getName())
                        .filter(type -> type.isReadOnly() && !type.key().equals(TIME_TO_LIVE))
                        .isEmpty())
                .toList();
    }

    private void addSingly(LdifRecord.Content record, DistinguishedName name, long position) {
        boolean timed = record.attributes().stream()
                .anyMatch(attribute -> attribute.getName().equalsIgnoreCase(TIME_TO_LIVE));
        EntryOutcome outcome = imports.entries().add(requester, name, record.attributes(), timed);
        if (!(outcome instanceof EntryOutcome.Refused refused)) {
            added++;
        } else if (refused.reason() == Reason.ENTRY_ALREADY_EXISTS) {
            skipped++;
        } else if (refused.reason() == Reason.CONSTRAINT_VIOLATION
                && refused.diagnostic().contains("member")
                && waiting.size() < MAXIMUM_WAITING) {
            waiting.add(new Waiting(position, record, name));
        } else {
            fail(record, refused.reason().code().getName() + ": " + refused.diagnostic());
        }
    }

    /// As long as one more of those that wait gets in, the others may too.
    private void retryWaiting() {
        int before;
        do {
            before = waiting.size();
            List<Waiting> again = List.copyOf(waiting);
            waiting.clear();
            again.forEach(one -> addSingly(one.record(), one.name(), one.position()));
        } while (!waiting.isEmpty() && waiting.size() < before);
        waiting.forEach(one -> fail(one.record(), "a member is no subject of this tenant"));
        waiting.clear();
    }

    private void flush() {
        if (batch.isEmpty()) {
            return;
        }
        settle();
        List<Pending> stored = batch;
        Set<String> theirs = names;
        batch = new ArrayList<>();
        names = new HashSet<>();
        String what = "%d entries up to line %d"
                .formatted(stored.size(), stored.getLast().record().line());
        // counted as if all were new, which is corrected by the next batch's report and the last one
        Author author = imports.author(tenant, requester, what, reportWith(stored.size()));
        List<EntryLoader.Prepared> prepared =
                stored.stream().map(Pending::prepared).toList();
        Supplier<Optional<Integer>> store = () -> imports.loader().store(tenant, prepared, author);
        underWay = new Stored(stored, theirs, CompletableFuture.supplyAsync(store, storing));
    }

    /// Waits for the batch that is being stored; one that could not be is stored entry by entry.
    private void settle() {
        Stored stored = underWay;
        if (stored == null) {
            return;
        }
        underWay = null;
        Optional<Integer> count;
        try {
            count = stored.count().join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof DataAccessException || e.getCause() instanceof ViolationException)) {
                throw e;
            }
            count = Optional.empty();
        }
        if (batches++ == nextAnalysis) {
            imports.loader().analyse();
            nextAnalysis = nextAnalysis * 4 + 1;
        }
        if (count.isPresent()) {
            added += count.get();
            skipped += stored.batch().size() - count.get();
        } else {
            stored.batch().forEach(pending -> addSingly(pending.record(), pending.name(), read));
        }
    }

    private void fail(LdifRecord record, String reason) {
        failed++;
        if (failures.size() < MAXIMUM_FAILURES) {
            failures.add(new ImportReport.Failure(record.line(), record.name(), reason));
        }
    }

    private ImportReport report(boolean done) {
        return new ImportReport(id, done, position(), added, changed, skipped, failed, failures);
    }

    private ImportReport reportWith(int more) {
        return new ImportReport(id, false, position(), added + more, changed, skipped, failed, List.of());
    }

    /// Up to where nothing is left to do: what waits has not been dealt with.
    private long position() {
        return waiting.isEmpty() ? taken : waiting.getFirst().position() - 1;
    }

    @Override
    public void close() {
        storing.shutdownNow();
    }
}
