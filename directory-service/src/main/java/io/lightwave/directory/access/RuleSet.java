package io.lightwave.directory.access;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
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

    /// @param rule as it is kept, with its subjects
    record Pair(Rule rule, CompiledRule compiled) {}

    private record Compiled(DirectorySchema schema, List<Pair> pairs) {}

    List<Pair> compiled(DirectorySchema schema, TargetFilters filters) {
        Compiled known = compiled;
        if (known == null || known.schema() != schema) {
            var pairs = new ArrayList<Pair>(rules.size());
            for (Rule rule : rules) {
                pairs.add(new Pair(rule, compile(tenant, rule, schema, filters)));
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
                rule.filter() == null ? null : filter(tenant, rule.filter(), filters),
                AttributeSet.of(schema, rule.attributes()));
    }

    private static Predicate<Entry> filter(TenantId tenant, String text, TargetFilters filters) {
        try {
            return filters.compile(tenant, Filter.create(text));
        } catch (LDAPException e) {
            throw new IllegalStateException("a rule with a filter that is none: " + text, e);
        }
    }
}
