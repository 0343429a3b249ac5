package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.access.Grants;
import io.lightwave.directory.access.Right;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One search over the candidates of its condition, below its base, within its limits. Entries are read in pages, so
/// that a slow reader holds no connection of the database.
final class Search {
    static final int PAGE = 500;

    private static final int BETWEEN_PULSES = 64;

    /// As the database orders them.
    private static final Comparator<UUID> ORDER = (left, right) -> {
        int first = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return first != 0
                ? first
                : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
    };

    private static final Comparator<Entry> BY_ID = (left, right) -> ORDER.compare(left.id(), right.id());

    private final DirectoryTree tree;
    private final Matching matching;
    private final InstantSource clock;
    private final SearchLimits limits;
    private final Entry base;
    private final SearchScope scope;
    private final Condition condition;
    private final SearchFlow flow;
    private final View view;
    private final Detours detours;
    private final BiConsumer<Entry, Grants> sink;
    private final Instant deadline;
    private int looked;
    private int found;
    private @Nullable Reason exceeded; // null as long as no limit is

    Search(
            DirectoryTree tree,
            Matching matching,
            InstantSource clock,
            SearchLimits limits,
            Entry base,
            SearchScope scope,
            Condition condition,
            SearchFlow flow,
            View view,
            Detours detours,
            BiConsumer<Entry, Grants> sink) {
        this.tree = tree;
        this.matching = matching;
        this.clock = clock;
        this.limits = limits;
        this.base = base;
        this.scope = scope;
        this.condition = condition;
        this.flow = flow;
        this.view = view;
        this.detours = detours;
        this.sink = sink;
        this.deadline = clock.instant().plus(limits.time());
    }

    EntryOutcome run() {
        TenantId tenant = base.tenant();
        detours.take(this::isBelow, flow.after() == null || flow.after().equals(SearchFlow.START));
        if (flow.only() != null) {
            visit(tenant, flow.only());
        } else if (view.isOwnOnly()) {
            view.own()
                    .flatMap(id -> tree.byId(tenant, id))
                    .filter(this::isBehind)
                    .ifPresent(this::visit);
        } else if (scope.equals(SearchScope.BASE)) {
            if (isBehind(base)) {
                visit(base);
            }
        } else {
            switch (Candidates.of(tree, tenant, condition)) {
                case Candidates.Ids(Collection<UUID> ids) -> visit(tenant, flow.after() == null ? ids : behind(ids));
                case Candidates.Indexed indexed -> visit(tenant, indexed);
                case Candidates.All() when flow.after() != null -> visitBehind(tenant, flow.after());
                case Candidates.All() -> visitAll(tenant);
            }
        }
        return exceeded == null
                ? new EntryOutcome.Done()
                : new EntryOutcome.Refused(exceeded, "the search found or took too much");
    }

    private boolean isBehind(Entry entry) {
        return (flow.after() == null || ORDER.compare(entry.id(), flow.after()) > 0)
                && (flow.only() == null || flow.only().contains(entry.id()));
    }

    private List<UUID> behind(Collection<UUID> ids) {
        UUID after = Objects.requireNonNull(flow.after());
        return ids.stream()
                .filter(id -> ORDER.compare(id, after) > 0)
                .sorted(ORDER)
                .toList();
    }

    private void visitBehind(TenantId tenant, UUID after) {
        List<Entry> page;
        do {
            page = tree.behind(tenant, after, PAGE);
            visit(page);
            after = page.isEmpty() ? after : page.getLast().id();
        } while (page.size() == PAGE && exceeded == null);
    }

    private void visit(TenantId tenant, Collection<UUID> ids) {
        for (UUID id : ids) {
            if (exceeded != null) {
                return;
            }
            tree.byId(tenant, id).ifPresent(this::visit);
        }
    }

    private void visit(TenantId tenant, Candidates.Indexed indexed) {
        UUID after = flow.after() == null ? SearchFlow.START : flow.after();
        List<UUID> page;
        do {
            page = tree.withValue(tenant, indexed.type(), indexed.value(), after, PAGE);
            List<Entry> entries = tree.byIds(tenant, page);
            visit(
                    flow.after() == null
                            ? entries
                            : entries.stream().sorted(BY_ID).toList());
            after = page.isEmpty() ? after : page.getLast();
        } while (page.size() == PAGE && exceeded == null);
    }

    /// Breadth first; what can have nothing below is not asked for it.
    private void visitAll(TenantId tenant) {
        List<Entry> roots = detours.elsewhere().roots();
        if (roots.stream().noneMatch(root -> base.isWithin(root.id()))) {
            starts(tenant).forEach(start -> visitAll(tenant, start, scope));
        }
        roots.forEach(root -> visitAll(tenant, root, SearchScope.SUB));
        detours.elsewhere().single().forEach(this::visit);
    }

    /// Where to begin: at what the requester may find, when all of it stands below the base.
    private List<Entry> starts(TenantId tenant) {
        Set<UUID> readable = view.readableFrom();
        if (view.isEverything()
                || scope.equals(SearchScope.ONE)
                || readable.stream().anyMatch(base::isWithin)) {
            return List.of(base);
        }
        List<Entry> below = tree.byIds(tenant, readable).stream()
                .filter(entry -> entry.isWithin(base.id()))
                .toList();
        return below.stream()
                .filter(entry ->
                        below.stream().noneMatch(other -> !other.id().equals(entry.id()) && entry.isWithin(other.id())))
                .toList();
    }

    private void visitAll(TenantId tenant, Entry root, SearchScope depth) {
        var above = new ArrayDeque<Entry>();
        above.add(root);
        visit(root);
        while (!above.isEmpty() && exceeded == null) {
            Entry parent = above.remove();
            String after = "";
            List<Entry> page;
            do {
                page = tree.children(tenant, parent, after, PAGE);
                visit(page);
                if (!depth.equals(SearchScope.ONE)) {
                    page.stream().filter(entry -> !entry.isSubject()).forEach(above::add);
                }
                after = page.isEmpty() ? after : DirectoryTree.rdnOf(page.getLast());
            } while (page.size() == PAGE && exceeded == null);
        }
    }

    private void visit(List<Entry> page) {
        for (Entry entry : page) {
            if (exceeded != null) {
                return;
            }
            visit(entry);
        }
    }

    private void visit(Entry entry) {
        if (++looked % BETWEEN_PULSES == 0) {
            flow.pulse().run();
        }
        if (looked > limits.candidates()) {
            exceeded = Reason.ADMIN_LIMIT_EXCEEDED;
            return;
        }
        if (clock.instant().isAfter(deadline)) {
            exceeded = Reason.TIME_LIMIT_EXCEEDED;
            return;
        }
        Grants grants = isInScope(entry) ? view.of(entry) : Grants.none();
        if (grants.any(Right.READ)
                && matching.evaluate(condition, entry, grants.attributes(Right.SEARCH)) == Truth.TRUE) {
            if (found == limits.size()) {
                exceeded = Reason.SIZE_LIMIT_EXCEEDED;
            } else {
                found++;
                sink.accept(entry, grants);
            }
        }
    }

    private boolean isInScope(Entry entry) {
        return !detours.hide(entry) && (isBelow(entry) || detours.elsewhere().contains(entry));
    }

    private boolean isBelow(Entry entry) {
        return switch (scope.intValue()) {
            case SearchScope.BASE_INT_VALUE -> entry.id().equals(base.id());
            case SearchScope.ONE_INT_VALUE -> entry.isChildOf(base.id());
            case SearchScope.SUBORDINATE_SUBTREE_INT_VALUE ->
                entry.isWithin(base.id()) && !entry.id().equals(base.id());
            default -> entry.isWithin(base.id());
        };
    }
}
