package io.lightwave.workload.workload;

import io.lightwave.directory.Subject;
import java.time.Instant;
import java.util.List;

/// A workload: its directory entry with its rules and audiences.
///
/// @param federatesWith the foreign trust domains whose bundles it gets
/// @param version of the rules and audiences
record Workload(
        Subject subject,
        List<RuleView> rules,
        List<String> audiences,
        List<String> federatesWith,
        long version,
        Instant updatedAt) {
    Workload {
        rules = List.copyOf(rules);
        audiences = List.copyOf(audiences);
        federatesWith = List.copyOf(federatesWith);
    }

    String entityTag() {
        return "\"%d.%d.%d\""
                .formatted(version, subject.epoch(), subject.updatedAt().toEpochMilli());
    }

    WorkloadChange changeable() {
        return new WorkloadChange(subject.enabled(), List.copyOf(audiences), List.copyOf(federatesWith));
    }

    WorkloadView view() {
        return new WorkloadView(
                subject.id().value(),
                subject.name(),
                "spiffe://%s/%s".formatted(subject.tenant(), subject.name()),
                subject.enabled(),
                rules,
                audiences,
                federatesWith,
                subject.createdAt(),
                updatedAt.isAfter(subject.updatedAt()) ? updatedAt : subject.updatedAt());
    }
}
