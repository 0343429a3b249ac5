package io.lightwave.workload.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST …/workloads`; null is what was left out.
record NewWorkload(
        @Nullable String name,
        @Nullable List<NewRule> rules,
        @Nullable List<String> audiences,
        @Nullable List<String> federatesWith) {}
