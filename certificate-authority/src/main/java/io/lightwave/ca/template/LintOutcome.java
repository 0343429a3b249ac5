package io.lightwave.ca.template;

import java.util.List;

/// What the lint says.
public sealed interface LintOutcome {
    record Passed(LintedTemplate template) implements LintOutcome {}

    /// @param findings each with the rule it breaks
    record Failed(List<String> findings) implements LintOutcome {}
}
