package io.lightwave.directory.dit;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.ChangeJournal;
import io.lightwave.directory.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What has become of a tenant's entries, in order. What is made when asked (`memberOf`, `hasSubordinates`, the
/// state of passwords) does not count as a change of an entry.
public final class EntryJournal {
    static final String MADE = "made";
    static final String MOVED = "moved";
    static final String GONE = "gone";

    private static final List<String> KINDS = List.of(DirectoryTree.ENTRY, MADE, MOVED, GONE);
    private static final int MAXIMUM_STEPS = 20_000;
    private static final int ID_LENGTH = 36;

    private final ChangeJournal journal;
    private final ChangeFeed feed;

    EntryJournal(ChangeJournal journal, ChangeFeed feed) {
        this.journal = journal;
        this.feed = feed;
    }

    /// One thing that has happened.
    public sealed interface Step {
        record Made(UUID id) implements Step {}

        record Changed(UUID id) implements Step {}

        /// @param oldName of the entry; those of all below have changed with it
        record Moved(UUID id, String oldName) implements Step {}

        record Gone(UUID id, String name) implements Step {}

        /// The names of any entries.
        record Everything() implements Step {}
    }

    /// @param now where to go on from: what this node reads from here on is at least as new
    public record Steps(ChangeJournal.Position now, List<Step> all) {}

    /// The end of the journal: what this node reads from here on is at least as new.
    public ChangeJournal.Position now() {
        ChangeJournal.Position now = journal.now();
        feed.catchUp();
        return now;
    }

    /// Empty when it cannot be told, since too much has happened or it is too long ago.
    public Optional<Steps> since(TenantId tenant, ChangeJournal.Position position) {
        Optional<ChangeJournal.Changes> changes = journal.since(tenant, position, KINDS, MAXIMUM_STEPS);
        feed.catchUp();
        return changes.map(read -> {
            var steps = new ArrayList<Step>();
            read.all().forEach(change -> parse(change, steps));
            return new Steps(read.now(), steps);
        });
    }

    /// A number that grows whenever there may be more.
    public long heard(TenantId tenant) {
        return feed.heard(tenant);
    }

    private static void parse(ChangeJournal.Change change, List<Step> steps) {
        String key = change.key();
        switch (change.kind()) {
            case MADE -> {
                for (String id : key.split(",", -1)) {
                    steps.add(new Step.Made(UUID.fromString(id)));
                }
            }
            case MOVED -> steps.add(new Step.Moved(id(key), key.substring(ID_LENGTH + 1)));
            case GONE -> steps.add(new Step.Gone(id(key), key.substring(ID_LENGTH + 1)));
            default ->
                steps.add(key.equals(ChangeFeed.ALL) ? new Step.Everything() : new Step.Changed(UUID.fromString(key)));
        }
    }

    private static UUID id(String key) {
        return UUID.fromString(key.substring(0, ID_LENGTH));
    }
}
