package io.lightwave.directory.access;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Rules between the form in which people write them and the one in which they are kept.
final class RuleReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int MAXIMUM_SUBJECTS = 100;
    private static final int MAXIMUM_ATTRIBUTES = 200;
    private static final int LONGEST_FILTER = 2_000;
    private static final Set<Right> OF_NOBODY = EnumSet.of(Right.READ, Right.SEARCH, Right.COMPARE);

    private final DirectoryTree tree;
    private final DirectorySchema schema;
    private final TargetFilters filters;

    RuleReader(DirectoryTree tree, DirectorySchema schema, TargetFilters filters) {
        this.tree = tree;
        this.schema = schema;
        this.filters = filters;
    }

    /// In the transaction that keeps the rule.
    ///
    /// @param view what the writer of the rule sees: only that can be named
    Rule read(TenantId tenant, RuleInput input, View view, UUID id, Instant createdAt, Instant now, long version) {
        List<String> subjects = subjects(tenant, listed(input.subjects(), "subjects", MAXIMUM_SUBJECTS), view);
        EnumSet<Right> rights = rights(listed(input.rights(), "rights", Right.values().length));
        if ((subjects.contains(Who.ANYONE) || subjects.contains(Who.ANONYMOUS)) && !OF_NOBODY.containsAll(rights)) {
            throw new InvalidFieldException("rights", "who is not bound can have read, search and compare only");
        }
        RuleInput.Target target = input.target() == null ? RuleInput.Target.EVERYTHING : input.target();
        List<String> attributes = attributes(tenant, target.attributes());
        if (!attributes.isEmpty() && !rights.stream().allMatch(Right::isOfAttributes)) {
            throw new InvalidFieldException(
                    "target.attributes", "delete, proxy and manage are of whole entries, in rules of their own");
        }
        return new Rule(
                id,
                name(input.name()),
                input.enabled() == null || input.enabled(),
                allows(input.effect()),
                subjects,
                rights,
                base(tenant, target.base(), view),
                scope(target.scope()),
                filter(tenant, target.filter()),
                attributes,
                version,
                createdAt,
                now);
    }

    CompiledRule compile(TenantId tenant, Rule rule) {
        return RuleSet.compile(tenant, rule, schema.of(tenant), filters);
    }

    private static String name(@Nullable String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new InvalidFieldException(
                    "name", "1 to 63 small letters, digits, '.', '_' and '-', a letter or digit first");
        }
        if (BuiltIn.NAMES.contains(name)
                || name.equals("effective")
                || ID.matcher(name).matches()) {
            throw new InvalidFieldException("name", "is kept for something else");
        }
        return name;
    }

    private static boolean allows(@Nullable String effect) {
        return switch (effect) {
            case "allow" -> true;
            case "deny" -> false;
            case null, default -> throw new InvalidFieldException("effect", "allow or deny");
        };
    }

    private static List<String> listed(@Nullable List<String> list, String field, int most) {
        if (list == null
                || list.isEmpty()
                || list.size() > most
                || list.stream().anyMatch(java.util.Objects::isNull)) {
            throw new InvalidFieldException(field, "1 to %d of them".formatted(most));
        }
        return list;
    }

    private static EnumSet<Right> rights(List<String> texts) {
        var rights = EnumSet.noneOf(Right.class);
        for (String text : texts) {
            rights.add(Right.of(text)
                    .orElseThrow(() -> new InvalidFieldException(
                            "rights", "read, search, compare, write, add, delete, proxy, manage")));
        }
        return rights;
    }

    private List<String> subjects(TenantId tenant, List<String> texts, View view) {
        var subjects = new ArrayList<String>();
        for (String text : texts) {
            String subject = Who.WORDS.contains(text)
                    ? text
                    : named(tenant, text, view, "subjects").toString();
            if (!subjects.contains(subject)) {
                subjects.add(subject);
            }
        }
        return subjects;
    }

    private UUID base(TenantId tenant, @Nullable String base, View view) {
        return base == null ? tree.suffix(tenant).orElseThrow().id() : named(tenant, base, view, "target.base");
    }

    /// By name, or by id.
    private UUID named(TenantId tenant, String text, View view, String field) {
        Optional<Entry> named;
        try {
            named = ID.matcher(text).matches()
                    ? tree.byId(tenant, UUID.fromString(text))
                    : tree.find(tenant, DistinguishedName.parseSpaced(text));
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException(field, "neither a name nor an id of an entry, nor a word: " + text);
        }
        return named.filter(entry -> view.of(entry).isKnown())
                .map(Entry::id)
                .filter(id -> tree.keep(tenant, id)) // a rule of an entry that is going would stay behind
                .orElseThrow(() -> new InvalidFieldException(field, "there is no entry " + text));
    }

    private static Rule.Scope scope(@Nullable String scope) {
        return switch (scope == null ? "sub" : scope) {
            case "base" -> Rule.Scope.BASE;
            case "one" -> Rule.Scope.ONE;
            case "sub" -> Rule.Scope.SUB;
            default -> throw new InvalidFieldException("target.scope", "base, one or sub");
        };
    }

    private @Nullable String filter(TenantId tenant, @Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.length() > LONGEST_FILTER) {
            throw new InvalidFieldException("target.filter", "at most 2000 characters");
        }
        try {
            Filter filter = Filter.create(text);
            filters.compile(tenant, filter, false);
            check(schema.of(tenant), filter);
            return filter.toString();
        } catch (LDAPException | ViolationException | IndexOutOfBoundsException e) { // which the parser lets escape
            throw new InvalidFieldException("target.filter", "no filter (RFC 4515), or one that is too large");
        }
    }

    /// A rule is compiled once: its filter must not depend on more than the entry's own values.
    private static void check(DirectorySchema schema, Filter filter) {
        switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND, Filter.FILTER_TYPE_OR -> {
                for (Filter part : filter.getComponents()) {
                    check(schema, part);
                }
            }
            case Filter.FILTER_TYPE_NOT -> check(schema, java.util.Objects.requireNonNull(filter.getNOTComponent()));
            default -> {
                Optional<AttributeType> type =
                        Optional.ofNullable(filter.getAttributeName()).flatMap(schema::described);
                if (type.isEmpty()
                        || type.get().isOperational()
                        || Set.of("member", "userpassword").contains(type.get().key())
                        || filter.getFilterType() == Filter.FILTER_TYPE_EXTENSIBLE_MATCH) {
                    throw new InvalidFieldException(
                            "target.filter", "asks for user attributes only, without member and extensible match");
                }
            }
        }
    }

    private List<String> attributes(TenantId tenant, @Nullable List<String> texts) {
        if (texts == null || texts.isEmpty()) {
            return List.of();
        }
        for (String text : listed(texts, "target.attributes", MAXIMUM_ATTRIBUTES)) {
            boolean known = text.equals("*")
                    || text.equals("+")
                    || AttributeSet.named(schema.of(tenant), text.startsWith("!") ? text.substring(1) : text)
                            .isPresent();
            if (!known) {
                throw new InvalidFieldException("target.attributes", "unknown attribute " + text);
            }
        }
        return List.copyOf(texts);
    }

    RuleInput input(TenantId tenant, Rule rule) {
        return new RuleInput(
                rule.name(),
                rule.enabled(),
                rule.allows() ? "allow" : "deny",
                rule.subjects().stream()
                        .map(subject -> Who.WORDS.contains(subject) ? subject : name(tenant, UUID.fromString(subject)))
                        .toList(),
                EnumSet.copyOf(rule.rights()).stream().map(Right::text).toList(),
                new RuleInput.Target(
                        name(tenant, rule.base()),
                        rule.scope().name().toLowerCase(Locale.ROOT),
                        rule.filter(),
                        rule.attributes().isEmpty() ? null : rule.attributes()));
    }

    /// Its id when the entry is gone.
    private String name(TenantId tenant, UUID id) {
        return tree.byId(tenant, id).map(Entry::name).orElseGet(id::toString);
    }

    RuleView view(TenantId tenant, Rule rule) {
        RuleInput input = input(tenant, rule);
        return new RuleView(
                rule.id().toString(),
                rule.name(),
                rule.enabled(),
                java.util.Objects.requireNonNull(input.effect()),
                java.util.Objects.requireNonNull(input.subjects()),
                java.util.Objects.requireNonNull(input.rights()),
                java.util.Objects.requireNonNull(input.target()),
                rule.createdAt(),
                rule.updatedAt());
    }
}
