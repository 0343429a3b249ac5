package io.lightwave.directory.entry;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.matchingrules.OctetStringMatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.SubstringPattern;
import io.lightwave.directory.schema.ValueAssertion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A choice of values (RFC 3876 §2): one stays if it satisfies at least one of the items.
public final class ValueFilter {
    private final DirectorySchema schema;
    private final List<Item> items;

    private ValueFilter(DirectorySchema schema, List<Item> items) {
        this.schema = schema;
        this.items = items;
    }

    private record Item(Predicate<AttributeType> concerns, Predicate<byte[]> matches) {}

    /// @param filters simple ones: what is `and`, `or`, `not` or unknown chooses nothing
    public static ValueFilter of(DirectorySchema schema, List<Filter> filters) {
        var items = new ArrayList<Item>(filters.size());
        for (Filter filter : filters) {
            try {
                item(schema, filter).ifPresent(items::add);
            } catch (IllegalArgumentException _) {
                // a value without meaning chooses nothing
            }
        }
        return new ValueFilter(schema, items);
    }

    /// Whether the filter is true of an entry of these attributes, all of which may be searched by (RFC 4511 §4.5.1.7).
    public static Truth truth(DirectorySchema schema, Filter filter, List<Attribute> attributes) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND -> {
                Truth truth = Truth.TRUE;
                for (Filter part : filter.getComponents()) {
                    truth = truth.and(truth(schema, part, attributes));
                }
                yield truth;
            }
            case Filter.FILTER_TYPE_OR -> {
                Truth truth = Truth.FALSE;
                for (Filter part : filter.getComponents()) {
                    truth = truth.or(truth(schema, part, attributes));
                }
                yield truth;
            }
            case Filter.FILTER_TYPE_NOT ->
                truth(schema, Objects.requireNonNull(filter.getNOTComponent()), attributes)
                        .not();
            default -> {
                ValueFilter item = of(schema, List.of(filter));
                yield item.items.isEmpty()
                        ? byOctets(schema, filter, attributes)
                        : Truth.of(!item.apply(attributes).isEmpty());
            }
        };
    }

    /// Equality of attributes that have no rule for it, as most of the root DSE: nothing but the same octets is equal.
    private static Truth byOctets(DirectorySchema schema, Filter filter, List<Attribute> attributes) {
        String name = filter.getAttributeName();
        Optional<AttributeType> type = name == null ? Optional.empty() : schema.asked(name);
        if (filter.getFilterType() != Filter.FILTER_TYPE_EQUALITY
                || type.filter(known -> !known.hasEquality()).isEmpty()) {
            return Truth.UNDEFINED;
        }
        return Truth.of(attributes.stream()
                .filter(attribute -> schema.described(attribute.getName()).equals(type))
                .anyMatch(attribute -> attribute.hasValue(
                        bytes(filter.getRawAssertionValue()), OctetStringMatchingRule.getInstance())));
    }

    /// The attributes with the values that stay; those without any are left out.
    public List<Attribute> apply(List<Attribute> attributes) {
        var chosen = new ArrayList<Attribute>(attributes.size());
        for (Attribute attribute : attributes) {
            Optional<AttributeType> type = schema.described(attribute.getName());
            ASN1OctetString[] values = attribute.getRawValues();
            ASN1OctetString[] stay = Arrays.stream(values)
                    .filter(value -> type.isPresent() && stays(type.get(), value.getValue()))
                    .toArray(ASN1OctetString[]::new);
            if (stay.length > 0) {
                chosen.add(stay.length == values.length ? attribute : new Attribute(attribute.getName(), stay));
            }
        }
        return chosen;
    }

    private boolean stays(AttributeType type, byte[] value) {
        for (Item item : items) {
            if (item.concerns().test(type) && matches(item, value)) {
                return true;
            }
        }
        return false;
    }

    /// A subtype's value may have no meaning under the rule.
    private static boolean matches(Item item, byte[] value) {
        try {
            return item.matches().test(value);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<Item> item(DirectorySchema schema, Filter filter) {
        String name = filter.getAttributeName();
        if (name == null) {
            return filter.getMatchingRuleID() == null
                    ? Optional.empty()
                    : schema.assertion(filter.getMatchingRuleID(), bytes(filter.getRawAssertionValue()))
                            .map(assertion -> new Item(assertion::appliesTo, assertion::matches));
        }
        return schema.asked(name)
                .flatMap(type -> matches(schema, type, filter).map(predicate -> {
                    Set<AttributeType> types = schema.withSubtypes(type);
                    return new Item(present -> types.stream().anyMatch(asked -> asked.covers(present)), predicate);
                }));
    }

    private static Optional<Predicate<byte[]>> matches(DirectorySchema schema, AttributeType type, Filter filter) {
        byte[] value = bytes(filter.getRawAssertionValue());
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_PRESENCE -> Optional.of(_ -> true);
            case Filter.FILTER_TYPE_EQUALITY, Filter.FILTER_TYPE_APPROXIMATE_MATCH ->
                schema.equality(type, value).map(ValueFilter::predicate);
            case Filter.FILTER_TYPE_EXTENSIBLE_MATCH ->
                (filter.getMatchingRuleID() == null
                                ? schema.equality(type, value)
                                : schema.assertion(filter.getMatchingRuleID(), value))
                        .filter(assertion -> assertion.appliesTo(type))
                        .map(ValueFilter::predicate);
            case Filter.FILTER_TYPE_GREATER_OR_EQUAL -> bound(schema, type, value, true);
            case Filter.FILTER_TYPE_LESS_OR_EQUAL -> bound(schema, type, value, false);
            case Filter.FILTER_TYPE_SUBSTRING -> substrings(schema, type, filter);
            default -> Optional.empty();
        };
    }

    private static Predicate<byte[]> predicate(ValueAssertion assertion) {
        return assertion::matches;
    }

    private static Optional<Predicate<byte[]>> bound(
            DirectorySchema schema, AttributeType type, byte[] value, boolean least) {
        if (!type.isOrdered()) {
            return Optional.empty();
        }
        String limit = schema.asserted(type, value);
        return Optional.of(present -> {
            int order = type.compare(schema.normalise(type, present), limit);
            return least ? order >= 0 : order <= 0;
        });
    }

    private static Optional<Predicate<byte[]>> substrings(DirectorySchema schema, AttributeType type, Filter filter) {
        if (!type.hasSubstrings()) {
            return Optional.empty();
        }
        SubstringPattern pattern = Condition.Substrings.of(schema, type, filter).pattern();
        return Optional.of(present -> pattern.matches(schema.normalise(type, present)));
    }

    private static byte[] bytes(@Nullable ASN1OctetString value) {
        return value == null ? new byte[0] : value.getValue();
    }
}
