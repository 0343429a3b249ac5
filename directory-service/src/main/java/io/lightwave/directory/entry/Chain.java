package io.lightwave.directory.entry;

import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.access.Right;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// `matchingRuleInChain`: an attribute names the asserted entry, or an entry whose attribute names it, and so on.
/// Groups have it kept for them; others are followed here, through at most [DirectoryTree#MAXIMUM_IDS] entries.
final class Chain {
    static final String OID = "1.2.840.113556.1.4.1941";

    private final DirectoryTree tree;
    private final DirectorySchema schema;

    Chain(DirectoryTree tree, DirectorySchema schema) {
        this.tree = tree;
        this.schema = schema;
    }

    /// @param view what is followed: only what the requester may search by
    Condition compile(TenantId tenant, AttributeType type, byte[] value, View view) {
        Optional<Entry> named;
        try {
            named = tree.find(tenant, DistinguishedName.parseAsked(new String(value, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return new Condition.Undefined();
        }
        if (!type.leadsOn()) {
            return new Condition.Undefined();
        }
        Condition chain =
                named.map(start -> compile(tenant, type, start, view)).orElseGet(() -> new Condition.OneOf(Set.of()));
        return new Condition.Of(type, chain);
    }

    private Condition compile(TenantId tenant, AttributeType type, Entry start, View view) {
        return switch (type.key()) {
            case "member" ->
                new Condition.OneOf(
                        view.isEverything()
                                ? tree.groupsOf(tenant, start.id())
                                : follow(start, view, type, this::enabledGroups));
            case "memberof" -> new Condition.InGroup(start.id());
            default -> new Condition.OneOf(follow(start, view, type, entry -> naming(tenant, type, entry)));
        };
    }

    private Collection<UUID> enabledGroups(Entry member) {
        return tree.directGroupsOf(member.tenant(), member.id()).stream()
                .filter(group ->
                        tree.byId(member.tenant(), group).filter(Entry::enabled).isPresent())
                .toList();
    }

    private Collection<UUID> naming(TenantId tenant, AttributeType type, Entry entry) {
        return tree.withValue(tenant, type, schema.normalise(entry.distinguishedName()))
                .orElseThrow(Chain::tooMany);
    }

    private Set<UUID> follow(Entry start, View view, AttributeType type, Function<Entry, Collection<UUID>> naming) {
        var reached = new LinkedHashSet<UUID>();
        var next = new ArrayDeque<Entry>(List.of(start));
        while (!next.isEmpty()) {
            for (UUID id : naming.apply(next.remove())) {
                Optional<Entry> entry = tree.byId(start.tenant(), id)
                        .filter(known -> view.of(known).allows(Right.SEARCH, type));
                if (entry.isPresent() && reached.add(id)) {
                    next.add(entry.get());
                }
            }
            if (reached.size() > DirectoryTree.MAXIMUM_IDS) {
                throw tooMany();
            }
        }
        return reached;
    }

    private static ViolationException tooMany() {
        return new ViolationException(
                com.unboundid.ldap.sdk.ResultCode.ADMIN_LIMIT_EXCEEDED, "the chain leads through too many entries");
    }
}
