package io.lightwave.directory.dit;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.schema.ViolationException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionTemplate;

/// Deletes dynamic entries whose time is over, as anybody else would delete them: subjects end with their credentials,
/// references go, followers are told. One with entries below stays until those have ended. Any number of nodes may do
/// this at once.
public final class EntryExpiry {
    private static final Logger LOG = LoggerFactory.getLogger(EntryExpiry.class);
    private static final int MOST_AT_ONCE = 200;
    private static final Origin OWN = new Origin("", "");

    private final DynamicEntries dynamic;
    private final EntryWriter writer;
    private final DirectoryTree tree;
    private final Audit audit;
    private final TransactionTemplate transactions;

    EntryExpiry(
            DynamicEntries dynamic,
            EntryWriter writer,
            DirectoryTree tree,
            Audit audit,
            TransactionTemplate transactions) {
        this.dynamic = dynamic;
        this.writer = writer;
        this.tree = tree;
        this.audit = audit;
        this.transactions = transactions;
    }

    /// Ends all that is over, from the leaves up.
    public void run() {
        var staying = new HashSet<UUID>(); // which must not keep the others
        List<DynamicEntries.Ended> ended;
        do {
            ended = dynamic.ended(MOST_AT_ONCE, staying);
            ended.stream().filter(entry -> !end(entry)).forEach(entry -> staying.add(entry.id()));
        } while (!ended.isEmpty());
    }

    private boolean end(DynamicEntries.Ended ended) {
        try {
            return Boolean.TRUE.equals(transactions.execute(
                    _ -> writer.hold(ended.tenant(), ended.id()) && dynamic.holdEnded(ended) && delete(ended)));
        } catch (RejectedExecutionException e) {
            LOG.info("dynamic entry {} of {} ends later: {}", ended.id(), ended.tenant(), e.getMessage());
            return false;
        } catch (DataAccessException e) { // must not keep the others
            LOG.warn("dynamic entry {} of {} could not be ended", ended.id(), ended.tenant(), e);
            return false;
        } catch (ViolationException e) { // another has come below, or cannot be without it
            LOG.debug("dynamic entry {} of {} stays: {}", ended.id(), ended.tenant(), e.detail());
            return false;
        }
    }

    private boolean delete(DynamicEntries.Ended ended) {
        Optional<Entry> entry = tree.byId(ended.tenant(), ended.id());
        return entry.isPresent()
                && writer.delete(
                        ended.tenant(),
                        ended.id(),
                        new Author(
                                Author.SERVER.name(),
                                true,
                                false,
                                false,
                                false,
                                () -> audit.recordChange(new AuditEvent(
                                        ended.tenant(),
                                        "server",
                                        "entry.expire",
                                        entry.get().name(),
                                        AuditEvent.Outcome.SUCCESS,
                                        "its time to live is over",
                                        OWN))));
    }
}
