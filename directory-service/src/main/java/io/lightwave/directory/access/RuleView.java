package io.lightwave.directory.access;

import java.time.Instant;
import java.util.List;

/// A rule as REST shows it.
record RuleView(
        String id,
        String name,
        boolean enabled,
        String effect,
        List<String> subjects,
        List<String> rights,
        RuleInput.Target target,
        Instant createdAt,
        Instant updatedAt) {}
