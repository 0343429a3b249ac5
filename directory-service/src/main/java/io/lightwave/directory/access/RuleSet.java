package io.lightwave.directory.access;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The enabled rules of a tenant, compiled once for each version of its schema.
final class RuleSet {
    private final TenantId tenant;
    private final List<Rule> rules;
    private volatile @Nullable Compiled compiled; // null until first asked for

    RuleSet(TenantId tenant, List<Rule> rules) {
        this.tenant = tenant;
        this.rules = rules.stream().filter(Rule::enabled).toList();
    }

    /// A rule with its subjects.
    ///
    /// @param words its subjects that are no entries
    /// @param ids its subjects that are
    record Pair(CompiledRule compiled, Set<String> words, Set<UUID> ids) {

        static Pair of(Rule rule, CompiledRule compiled) {
            return new Pair(
                    compiled,
                    rule.subjects().stream().filter(Who.WORDS::contains).collect(Collectors.toUnmodifiableSet()),
                    rule.subjects().stream()
                            .filter(subject -> !Who.WORDS.contains(subject))
                            .map(UUID::fromString)
                            .collect(Collectors.toUnmodifiableSet()));
        }

        boolean isOf(Set<String> some) {
            return !Collections.disjoint(words, some);
        }

        /// Whether the entry, or a group that it is in, is one of its subjects.
        boolean names(UUID entry, Set<UUID> groups) {
            return !ids.isEmpty() && (ids.contains(entry) || !Collections.disjoint(ids, groups));
        }
    }

    private record Compiled(DirectorySchema schema, List<Pair> pairs) {}

    /// Another text when any of the rules has changed.
    String version() {
        return rules.stream()
                .map(rule -> rule.id() + ":" + rule.version())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    List<Pair> compiled(DirectorySchema schema, TargetFilters filters) {
        Compiled known = compiled;
        if (known == null || known.schema() != schema) {
            var pairs = new ArrayList<Pair>(rules.size());
            for (Rule rule : rules) {
                pairs.add(Pair.of(rule, compile(tenant, rule, schema, filters)));
            }
            known = new Compiled(schema, List.copyOf(pairs));
            compiled = known;
        }
        return known.pairs();
    }

    static CompiledRule compile(TenantId tenant, Rule rule, DirectorySchema schema, TargetFilters filters) {
        return new CompiledRule(
                tenant,
                rule.name(),
                rule.allows(),
                EnumSet.copyOf(rule.rights()),
                rule.base(),
                rule.scope(),
                null,
                rule.filter(),
                rule.filter() == null ? null : filter(tenant, rule, rule.filter(), filters),
                AttributeSet.of(schema, rule.attributes()));
    }

    /// Where nobody can say whether the rule is about an entry, it denies and does not allow.
    private static Predicate<Entry> filter(TenantId tenant, Rule rule, String text, TargetFilters filters) {
        try {
            return filters.compile(tenant, Filter.create(text), !rule.allows());
        } catch (LDAPException e) {
            throw new IllegalStateException("a rule with a filter that is none: " + text, e);
        }
    }
}
