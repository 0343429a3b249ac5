package io.lightwave.workload.workload;

import io.lightwave.directory.SubjectId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule, and what of it does not hold for something; nothing, when it matches.
///
/// @param workload whose rule it is; null when the rule is not saved
/// @param differences in order of their names
public record RuleDistance(@Nullable SubjectId workload, RuleView rule, List<Difference> differences) {
    public RuleDistance {
        differences = List.copyOf(differences);
    }

    /// One thing that a rule asks for and that is not so.
    ///
    /// @param what the claim's path, the selector, or `node`
    /// @param wanted the rule's value; null when the rule should say something and does not
    /// @param found what there is instead; null for nothing
    /// @param detail in words
    public record Difference(
            String what, @Nullable Object wanted, @Nullable Object found, String detail) {}
}
