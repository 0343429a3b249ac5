package io.lightwave.workload.workload;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A workload in the REST API.
record WorkloadView(
        UUID id,
        String name,
        String spiffeId,
        boolean enabled,
        List<RuleView> rules,
        List<String> audiences,
        List<String> federatesWith,
        Instant createdAt,
        Instant updatedAt) {}
