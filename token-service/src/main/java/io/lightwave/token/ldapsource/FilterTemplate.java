package io.lightwave.token.ldapsource;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// A search filter (RFC 4515) in which some assertion values stand for what is known only later, such as `{name}`. They
/// are put into the parsed filter, never into its text: nothing that somebody types becomes a part of a filter.
final class FilterTemplate {
    private static final int LONGEST = 2_000;
    private static final int DEEPEST = 16;

    private final Filter filter;

    private FilterTemplate(Filter filter) {
        this.filter = filter;
    }

    /// @param places of which at least one has to be there, each as the whole value of an equality or extensible match
    /// @throws IllegalArgumentException when it is no filter, or has a place elsewhere
    static FilterTemplate parse(String text, String... places) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("longer than %d characters".formatted(LONGEST));
        }
        Filter filter;
        try {
            filter = Filter.create(text);
        } catch (LDAPException malformed) {
            throw new IllegalArgumentException("not a filter (RFC 4515)", malformed);
        }
        Map<String, String> marks = new java.util.HashMap<>();
        Arrays.stream(places).forEach(place -> marks.put(place, "x"));
        String rest = fill(filter, value -> marks.getOrDefault(value, value), 0).toString();
        if (rest.indexOf('{') >= 0) {
            throw new IllegalArgumentException(
                    "braces stand only for %s, as a whole value of an equality or extensible match"
                            .formatted(String.join(" or ", places)));
        }
        if (rest.equals(filter.toString())) {
            throw new IllegalArgumentException("without " + String.join(" or ", places));
        }
        return new FilterTemplate(filter);
    }

    /// The filter with these in their places.
    Filter with(Map<String, String> values) {
        return fill(filter, value -> values.getOrDefault(value, value), 0);
    }

    private static Filter fill(Filter filter, UnaryOperator<String> value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("nested deeper than %d".formatted(DEEPEST));
        }
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND -> Filter.createANDFilter(all(filter, value, depth));
            case Filter.FILTER_TYPE_OR -> Filter.createORFilter(all(filter, value, depth));
            case Filter.FILTER_TYPE_NOT ->
                Filter.createNOTFilter(fill(Objects.requireNonNull(filter.getNOTComponent()), value, depth + 1));
            case Filter.FILTER_TYPE_EQUALITY ->
                isPlace(filter)
                        ? Filter.createEqualityFilter(
                                Objects.requireNonNull(filter.getAttributeName()), value.apply(asserted(filter)))
                        : filter;
            case Filter.FILTER_TYPE_EXTENSIBLE_MATCH ->
                isPlace(filter)
                        ? Filter.createExtensibleMatchFilter(
                                filter.getAttributeName(),
                                filter.getMatchingRuleID(),
                                filter.getDNAttributes(),
                                value.apply(asserted(filter)))
                        : filter;
            default -> filter;
        };
    }

    private static boolean isPlace(Filter filter) {
        return asserted(filter).startsWith("{");
    }

    private static String asserted(Filter filter) {
        return Objects.requireNonNull(filter.getAssertionValue());
    }

    private static Filter[] all(Filter filter, UnaryOperator<String> value, int depth) {
        return Arrays.stream(filter.getComponents())
                .map(one -> fill(one, value, depth + 1))
                .toArray(Filter[]::new);
    }

    @Override
    public String toString() {
        return filter.toString();
    }
}
