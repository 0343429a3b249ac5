package io.lightwave.directory.scim;

import com.unboundid.ldap.sdk.Filter;
import io.lightwave.directory.dit.Names;
import io.lightwave.directory.scim.ScimFilter.Compare;
import io.lightwave.directory.scim.ScimFilter.Operator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The directory's filter that finds all resources of which a SCIM filter can be true, and maybe others: the index
/// answers it, and [FilterMatch] has the last word.
final class DirectoryFilter {
    private static final Map<String, String> USER = new HashMap<>();
    /// Those of which the schema says how beginnings match.
    private static final Set<String> WITH_SUBSTRINGS =
            Set.of("uid", "mail", "cn", "sn", "givenName", "displayName", "externalId");
    private static final Map<String, String> GROUP = Map.of("displayname", "cn", "externalid", "externalId");

    /// What stands in the normalised form of a name as it is, but for its case.
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@-]+");

    static {
        Mapping.USER_TEXTS.forEach((path, attribute) -> USER.put(plain(path), attribute));
        USER.put("username", "uid");
        USER.put("emails", "mail");
        USER.put("emails.value", "mail");
    }

    private DirectoryFilter() {}

    private static String plain(String path) {
        String rest = path.startsWith("urn:") ? path.substring(path.lastIndexOf(':') + 1) : path;
        return rest.toLowerCase(Locale.ROOT);
    }

    static Filter of(ResourceKind kind, @Nullable ScimFilter filter) {
        return Optional.ofNullable(filter)
                .flatMap(some -> narrow(kind, some))
                .orElseGet(Filter::createANDFilter); // true of everything (RFC 4526)
    }

    /// The names that a list is asked for, in the order of names; empty when it is asked for something else.
    static Optional<Names> names(ResourceKind kind, Query query) {
        String name = kind == ResourceKind.USER ? "username" : "displayname";
        if (query.sortBy() != null
                && (query.descending() || !query.sortBy().plain().equals(name))) {
            return Optional.empty();
        }
        return switch (query.filter()) {
            case null -> Optional.of(Names.ALL);
            case Compare(ScimPath path, Operator operator, JsonNode value)
            when is(path, name)
                    && value.isString()
                    && PLAIN.matcher(value.stringValue()).matches() -> {
                String text = value.stringValue().toLowerCase(Locale.ROOT);
                yield switch (operator) {
                    case CO -> Optional.of(Names.containing(text));
                    case SW -> Optional.of(Names.beginningWith(text));
                    default -> Optional.empty();
                };
            }
            default -> Optional.empty();
        };
    }

    private static boolean is(ScimPath path, String attribute) {
        return path.schema().isEmpty() && path.filter() == null && path.plain().equals(attribute);
    }

    /// Empty for what every resource may be.
    private static Optional<Filter> narrow(ResourceKind kind, ScimFilter filter) {
        return switch (filter) {
            case ScimFilter.And(List<ScimFilter> parts) -> {
                List<Filter> narrow = parts.stream()
                        .flatMap(part -> narrow(kind, part).stream())
                        .toList();
                yield narrow.isEmpty() ? Optional.empty() : Optional.of(Filter.createANDFilter(narrow));
            }
            case ScimFilter.Or(List<ScimFilter> parts) -> {
                List<Filter> narrow = parts.stream()
                        .flatMap(part -> narrow(kind, part).stream())
                        .toList();
                yield narrow.size() < parts.size() ? Optional.empty() : Optional.of(Filter.createORFilter(narrow));
            }
            case ScimFilter.Present(ScimPath path) -> attribute(kind, path).map(Filter::createPresenceFilter);
            case Compare compare -> compare(kind, compare);
            case ScimFilter.Within(ScimPath path, ScimFilter inner) -> narrow(kind, below(path, inner));
            case ScimFilter.Not _ -> Optional.empty();
        };
    }

    /// What is true of the resource when the filter in brackets is true of one value: with whole paths.
    private static ScimFilter below(ScimPath path, ScimFilter inner) {
        return switch (inner) {
            case ScimFilter.And(List<ScimFilter> parts) ->
                new ScimFilter.And(parts.stream().map(part -> below(path, part)).toList());
            case ScimFilter.Or(List<ScimFilter> parts) ->
                new ScimFilter.Or(parts.stream().map(part -> below(path, part)).toList());
            case ScimFilter.Present(ScimPath sub) -> new ScimFilter.Present(below(path, sub));
            case Compare(ScimPath sub, Operator operator, JsonNode value) ->
                new Compare(below(path, sub), operator, value);
            case ScimFilter.Not _, ScimFilter.Within _ -> inner;
        };
    }

    private static ScimPath below(ScimPath path, ScimPath sub) {
        return new ScimPath(path.schema(), path.attribute(), null, sub.attribute());
    }

    private static Optional<Filter> compare(ResourceKind kind, Compare compare) {
        if (compare.path().plain().equals("id") && compare.operator() == Operator.EQ) {
            return Optional.of(compare.value().asString(""))
                    .filter(id -> Mapping.id(id).isPresent())
                    .map(id -> Filter.createEqualityFilter("entryUUID", id));
        }
        Optional<String> attribute = attribute(kind, compare.path());
        if (attribute.isEmpty() || !compare.value().isString()) {
            return Optional.empty();
        }
        String value = compare.value().stringValue();
        return switch (compare.operator()) {
            case EQ -> Optional.of(Filter.createEqualityFilter(attribute.get(), value));
            case SW ->
                attribute
                        .filter(WITH_SUBSTRINGS::contains)
                        .map(name -> Filter.createSubstringFilter(name, value, null, null));
            default -> Optional.empty();
        };
    }

    private static Optional<String> attribute(ResourceKind kind, ScimPath path) {
        Map<String, String> known = kind == ResourceKind.USER ? USER : GROUP;
        return Optional.ofNullable(known.get(Objects.requireNonNull(path.plain())));
    }
}
