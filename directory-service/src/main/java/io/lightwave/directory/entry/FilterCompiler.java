package io.lightwave.directory.entry;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ResultCode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns filters into conditions. Values stay values: nothing of a filter becomes part of a statement's text.
final class FilterCompiler {
    private static final int MAXIMUM_DEPTH = 32;
    private static final int MAXIMUM_PARTS = 1_000;
    /// Each follows up to [DirectoryTree#MAXIMUM_IDS] entries, before the time of the search begins to count.
    private static final int MAXIMUM_CHAINS = 32;

    private final DirectoryTree tree;
    private final DirectorySchema schema;
    private final Chain chain;

    FilterCompiler(DirectoryTree tree, DirectorySchema schema) {
        this.tree = tree;
        this.schema = schema;
        this.chain = new Chain(tree, schema);
    }

    /// Refuses filters that are nested deeper than 32 or have more than 1000 parts.
    /// What the requester can search nothing by is undefined at once: not even an index is asked about it.
    Condition compile(TenantId tenant, Filter filter, View view) {
        return new Run(tenant, schema.of(tenant), view).compile(filter, 1);
    }

    /// For who may search by everything.
    Condition compile(TenantId tenant, Filter filter) {
        return compile(tenant, filter, View.everything());
    }

    /// An equality assertion, as of a compare too.
    Condition equality(TenantId tenant, AttributeType type, byte[] value) {
        try {
            return switch (type.key()) {
                case "userpassword" -> new Condition.Undefined();
                case "member" ->
                    oneOf(
                            type,
                            named(tenant, value)
                                    .map(member -> tree.directGroupsOf(tenant, member.id()))
                                    .orElse(Set.of()));
                case "memberof" ->
                    named(tenant, value)
                            .<Condition>map(group -> new Condition.Of(type, new Condition.InGroup(group.id())))
                            .orElseGet(() -> oneOf(type, Set.of()));
                case "entrydn" ->
                    oneOf(
                            type,
                            named(tenant, value)
                                    .map(entry -> Set.of(entry.id()))
                                    .orElse(Set.of()));
                case "entryuuid" -> oneOf(type, Set.of(UUID.fromString(schema.normalise(type, value))));
                default -> equal(schema.of(tenant), type, value);
            };
        } catch (IllegalArgumentException e) {
            return new Condition.Undefined();
        }
    }

    private static Condition equal(DirectorySchema known, AttributeType type, byte[] value) {
        if (!type.hasEquality()) {
            return new Condition.Undefined();
        }
        String normalised = known.asserted(type, value);
        return known.isUnknownName(type, normalised)
                ? new Condition.Undefined()
                : new Condition.Equal(known.withSubtypes(type), normalised);
    }

    private static Condition oneOf(AttributeType type, Set<UUID> ids) {
        return new Condition.Of(type, new Condition.OneOf(ids));
    }

    private Optional<Entry> named(TenantId tenant, byte[] name) {
        return tree.find(tenant, DistinguishedName.parseAsked(new String(name, StandardCharsets.UTF_8)));
    }

    private final class Run {
        private final TenantId tenant;
        private final DirectorySchema schema; // the tenant's
        private final View view;
        private int parts;
        private int chains;

        Run(TenantId tenant, DirectorySchema schema, View view) {
            this.tenant = tenant;
            this.schema = schema;
            this.view = view;
        }

        Condition compile(Filter filter, int depth) {
            if (depth > MAXIMUM_DEPTH || ++parts > MAXIMUM_PARTS) {
                throw new ViolationException(ResultCode.ADMIN_LIMIT_EXCEEDED, "the filter is too deep or too large");
            }
            return switch (filter.getFilterType()) {
                case Filter.FILTER_TYPE_AND -> new Condition.And(compile(filter.getComponents(), depth));
                case Filter.FILTER_TYPE_OR -> new Condition.Or(compile(filter.getComponents(), depth));
                case Filter.FILTER_TYPE_NOT ->
                    new Condition.Not(compile(java.util.Objects.requireNonNull(filter.getNOTComponent()), depth + 1));
                default ->
                    filter.getAttributeName() == null
                            ? anyAttribute(filter)
                            : schema.asked(filter.getAttributeName())
                                    .filter(type -> !type.key().equals("userpassword") && mayEver(type))
                                    .map(type -> item(filter, type))
                                    .orElseGet(Condition.Undefined::new);
            };
        }

        private boolean mayEver(AttributeType type) {
            return type.key().equals("objectclass") // whose presence says nothing
                    || view.isEverything()
                    || view.mayEver(Right.SEARCH, schema.withSubtypes(type));
        }

        private List<Condition> compile(Filter[] components, int depth) {
            var conditions = new ArrayList<Condition>(components.length);
            for (Filter component : components) {
                conditions.add(compile(component, depth + 1));
            }
            return conditions;
        }

        private Condition item(Filter filter, AttributeType type) {
            return switch (filter.getFilterType()) {
                case Filter.FILTER_TYPE_PRESENCE -> presence(type);
                case Filter.FILTER_TYPE_EQUALITY, Filter.FILTER_TYPE_APPROXIMATE_MATCH ->
                    equality(tenant, type, bytes(filter.getRawAssertionValue()));
                case Filter.FILTER_TYPE_SUBSTRING -> substrings(filter, type);
                case Filter.FILTER_TYPE_GREATER_OR_EQUAL -> bound(filter, type, true);
                case Filter.FILTER_TYPE_LESS_OR_EQUAL -> bound(filter, type, false);
                case Filter.FILTER_TYPE_EXTENSIBLE_MATCH -> extensible(filter, type);
                default -> new Condition.Undefined();
            };
        }

        /// RFC 4511 §4.5.1.7.7, of one attribute.
        private Condition extensible(Filter filter, AttributeType type) {
            byte[] value = bytes(filter.getRawAssertionValue());
            String rule = filter.getMatchingRuleID();
            if (rule == null && !filter.getDNAttributes()) {
                return equality(tenant, type, value);
            }
            if (schema.isRule(Chain.OID, rule)) {
                return filter.getDNAttributes() ? new Condition.Undefined() : chain(type, value);
            }
            try {
                return (rule == null ? schema.equality(type, value) : schema.assertion(rule, value))
                        .filter(assertion -> assertion.appliesTo(type))
                        .<Condition>map(assertion -> new Condition.Extensible(
                                schema.withSubtypes(type), assertion, filter.getDNAttributes()))
                        .orElseGet(Condition.Undefined::new);
            } catch (IllegalArgumentException e) {
                return new Condition.Undefined();
            }
        }

        private Condition chain(AttributeType type, byte[] value) {
            if (!type.key().equals("memberof") && ++chains > MAXIMUM_CHAINS) { // that one is kept, not followed
                throw new ViolationException(
                        ResultCode.ADMIN_LIMIT_EXCEEDED, "at most %d chains in a filter".formatted(MAXIMUM_CHAINS));
            }
            return chain.compile(tenant, type, value, view);
        }

        /// An extensible filter that names a rule only.
        private Condition anyAttribute(Filter filter) {
            String rule = filter.getMatchingRuleID();
            try {
                return Optional.ofNullable(rule)
                        .flatMap(name -> schema.assertion(name, bytes(filter.getRawAssertionValue())))
                        .<Condition>map(
                                assertion -> new Condition.Extensible(Set.of(), assertion, filter.getDNAttributes()))
                        .orElseGet(Condition.Undefined::new);
            } catch (IllegalArgumentException e) {
                return new Condition.Undefined();
            }
        }

        private Condition presence(AttributeType type) {
            return type.key().equals("objectclass")
                    ? new Condition.Always()
                    : new Condition.Present(schema.withSubtypes(type));
        }

        private Condition substrings(Filter filter, AttributeType type) {
            if (!type.hasSubstrings()) {
                return new Condition.Undefined();
            }
            try {
                return Condition.Substrings.of(schema, type, filter);
            } catch (IllegalArgumentException e) {
                return new Condition.Undefined();
            }
        }

        private Condition bound(Filter filter, AttributeType type, boolean least) {
            if (!type.isOrdered()) {
                return new Condition.Undefined();
            }
            try {
                return new Condition.Bound(
                        schema.orderedAlike(type),
                        type,
                        least,
                        schema.asserted(type, bytes(filter.getRawAssertionValue())));
            } catch (IllegalArgumentException e) {
                return new Condition.Undefined();
            }
        }

        private static byte[] bytes(@Nullable ASN1OctetString value) {
            return value == null ? new byte[0] : value.getValue();
        }
    }
}
