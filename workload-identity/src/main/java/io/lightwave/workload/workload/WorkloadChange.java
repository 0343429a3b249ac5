package io.lightwave.workload.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be changed of a workload, as it is or as it shall be; rules are changed one by one.
record WorkloadChange(
        @Nullable Boolean enabled,
        @Nullable List<String> audiences,
        @Nullable List<String> federatesWith) {}
