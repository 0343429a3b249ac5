package io.lightwave.directory.entry;

import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

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

    Condition compile(TenantId tenant, AttributeType type, byte[] value) {
        Optional<Entry> named;
        try {
            named = tree.find(tenant, DistinguishedName.parseSpaced(new String(value, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return new Condition.Undefined();
        }
        if (!type.isName()) {
            return new Condition.Undefined();
        }
        if (named.isEmpty()) {
            return new Condition.OneOf(Set.of());
        }
        return switch (type.key()) {
            case "member" ->
                new Condition.OneOf(tree.groupsOf(tenant, named.get().id()));
            case "memberof" -> new Condition.InGroup(named.get().id());
            default -> tree.indexes(type) ? follow(tenant, type, named.get()) : new Condition.Undefined();
        };
    }

    private Condition follow(TenantId tenant, AttributeType type, Entry start) {
        var reached = new LinkedHashSet<UUID>();
        var next = new ArrayDeque<Entry>(List.of(start));
        while (!next.isEmpty()) {
            String name = schema.normalise(next.remove().distinguishedName());
            for (UUID id : tree.withValue(tenant, type, name).orElseThrow(Chain::tooMany)) {
                if (reached.add(id)) {
                    tree.byId(tenant, id).ifPresent(next::add);
                }
            }
            if (reached.size() > DirectoryTree.MAXIMUM_IDS) {
                throw tooMany();
            }
        }
        return new Condition.OneOf(reached);
    }

    private static ViolationException tooMany() {
        return new ViolationException(
                com.unboundid.ldap.sdk.ResultCode.ADMIN_LIMIT_EXCEEDED, "the chain leads through too many entries");
    }
}
