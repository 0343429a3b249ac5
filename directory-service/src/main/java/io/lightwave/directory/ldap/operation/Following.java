package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ChangeJournal.Position;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.EntryJournal;
import io.lightwave.directory.dit.EntryJournal.Step;
import io.lightwave.directory.dit.EntryJournal.Steps;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.entry.SearchFlow;
import io.lightwave.directory.entry.SearchQuery;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// What searches that go on for as long as the client likes have in common: whole content, what has become of single
/// entries, and the wait in between.
///
/// Nothing is queued for anybody: each reads the log from where it has got to, and is told of entries as they are by
/// then and as it may see them by then. Who does not take what is sent is cut off as at any other answer.
final class Following {
    private static final int MOST = 256;
    private static final int MOST_OF_TENANT = 128;
    private static final int MOST_OF_SUBJECT = 32;
    private static final int CHUNK = 5_000;
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final Entries entries;
    private final EntryJournal journal;
    private final LdapOperations operations;
    private final Semaphore places = new Semaphore(MOST);
    private final Map<String, Integer> taken = new ConcurrentHashMap<>(); // by tenant, and by subject

    Following(Entries entries, EntryJournal journal, LdapOperations operations) {
        this.entries = entries;
        this.journal = journal;
        this.operations = operations;
    }

    EntryJournal journal() {
        return journal;
    }

    /// The tenant to follow.
    TenantId tenant(SearchQuery query) throws RefusedException {
        return entries.route(query.base())
                .orElseThrow(() -> new RefusedException(ResultCode.NO_SUCH_OBJECT, "there is no such entry"));
    }

    /// Who asks, with the rights it has by now.
    Requester requester(Exchange exchange) {
        return switch (exchange.requester()) {
            case Requester.Anonymous anonymous -> anonymous;
            case Requester.Authenticated then ->
                operations
                        .principals()
                        .find(then.principal().tenant(), then.principal().id())
                        .<Requester>map(now -> new Requester.Authenticated(now, then.origin()))
                        .orElseThrow(StoppedException::connectionEnds); // seen and told at the session's next pulse
        };
    }

    boolean seesEverything(Requester requester, TenantId tenant) {
        return entries.seesEverything(requester, tenant);
    }

    /// Everything that matches, in the order of ids, however much it is: the limits of a search hold for the client's
    /// size limit and for each part.
    LdapResult whole(Requester requester, SearchQuery query, Exchange exchange, Consumer<FoundEntry> sink) {
        var part = new Part(sink, query.sizeLimit());
        SearchQuery unlimited = query.withoutLimits();
        while (true) {
            part.begin();
            try {
                EntryOutcome outcome =
                        entries.search(requester, unlimited, new SearchFlow(part, exchange::pulse, part.last));
                return LdapResult.of(outcome);
            } catch (PartEnd e) {
                if (part.isFull()) {
                    return LdapResult.of(ResultCode.SIZE_LIMIT_EXCEEDED, "there is more than was asked for");
                }
            }
        }
    }

    /// Those of the entries that match, as they are now.
    Map<UUID, FoundEntry> among(Requester requester, SearchQuery query, Exchange exchange, Set<UUID> ids) {
        var found = new LinkedHashMap<UUID, FoundEntry>();
        if (!ids.isEmpty()) {
            entries.search(
                    requester,
                    query.withoutLimits(),
                    new SearchFlow(entry -> found.put(entry.id(), entry), exchange::pulse, null, ids));
        }
        return found;
    }

    /// The ids that steps are about, in order.
    static Set<UUID> ids(List<Step> steps) {
        var ids = new LinkedHashSet<UUID>();
        for (Step step : steps) {
            switch (step) {
                case Step.Made made -> ids.add(made.id());
                case Step.Changed changed -> ids.add(changed.id());
                case Step.Moved moved -> ids.add(moved.id());
                case Step.Gone gone -> ids.add(gone.id());
                case Step.Everything() -> {}
            }
        }
        return ids;
    }

    static Map<UUID, String> gone(List<Step> steps) {
        var names = new HashMap<UUID, String>();
        steps.forEach(step -> {
            if (step instanceof Step.Gone gone) {
                names.put(gone.id(), gone.name());
            }
        });
        return names;
    }

    interface Listener {
        /// @return what ends the search; empty to go on
        Optional<LdapResult> told(Steps steps, Requester requester);

        /// What has happened cannot be told.
        LdapResult lost();
    }

    /// One place among those that there are, for a search that lasts.
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    Place take(Exchange exchange) throws RefusedException {
        if (exchange.session().hasLasting()) {
            throw new RefusedException(
                    ResultCode.ADMIN_LIMIT_EXCEEDED, "one search that lasts, at a time, on a connection");
        }
        Place own = takeOwn(exchange.requester());
        if (!places.tryAcquire()) {
            own.close();
            throw new RefusedException(ResultCode.BUSY, "too many searches that last");
        }
        exchange.lasts();
        return () -> {
            places.release();
            own.close();
        };
    }

    /// Nobody takes the places of all others.
    private Place takeOwn(Requester requester) throws RefusedException {
        List<String> whose = List.of("", "/");
        if (requester instanceof Requester.Authenticated(ActivePrincipal principal, Origin _, boolean _)) {
            whose = List.of(principal.tenant().value(), principal.tenant() + "/" + principal.id());
        }
        List<Integer> counts =
                whose.stream().map(one -> taken.merge(one, 1, Integer::sum)).toList();
        List<String> leaving = whose;
        Place both = () -> leaving.forEach(this::leave);
        if (counts.getFirst() > MOST_OF_TENANT || counts.getLast() > MOST_OF_SUBJECT) {
            both.close();
            throw new RefusedException(
                    ResultCode.ADMIN_LIMIT_EXCEEDED,
                    "at most %d searches that last, and %d of one tenant".formatted(MOST_OF_SUBJECT, MOST_OF_TENANT));
        }
        return both;
    }

    private void leave(String whose) {
        taken.computeIfPresent(whose, (_, count) -> count == 1 ? null : count - 1);
    }

    /// Tells the listener what happens from a position on, until it has enough or the exchange is stopped.
    LdapResult follow(TenantId tenant, Position from, Exchange exchange, Listener listener) {
        Position position = from;
        long heard = -1; // whatever happened since the position was taken is looked for at once
        while (true) {
            long now = journal.heard(tenant);
            if (now != heard) {
                heard = now;
                Optional<Steps> steps = journal.since(tenant, position);
                if (steps.isEmpty()) {
                    return listener.lost();
                }
                position = steps.get().now();
                Optional<LdapResult> end = listener.told(steps.get(), requester(exchange));
                if (end.isPresent()) {
                    return end.get();
                }
            }
            exchange.await(MOMENT);
        }
    }

    /// A part of a search that is done in parts.
    private static final class PartEnd extends RuntimeException {
        private static final long serialVersionUID = 1;

        PartEnd() {
            super("part end", null, false, false);
        }
    }

    private static final class Part implements Consumer<FoundEntry> {
        private final Consumer<FoundEntry> sink;
        private final int limit;
        private int sent;
        private int inPart;
        private UUID last = SearchFlow.START;

        Part(Consumer<FoundEntry> sink, int limit) {
            this.sink = sink;
            this.limit = limit;
        }

        void begin() {
            inPart = 0;
        }

        boolean isFull() {
            return limit > 0 && sent == limit;
        }

        @Override
        public void accept(FoundEntry found) {
            if (inPart == CHUNK || isFull()) {
                throw new PartEnd();
            }
            sink.accept(found);
            sent++;
            inPart++;
            last = found.id();
        }
    }
}
