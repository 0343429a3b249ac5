package io.lightwave.workload.workload;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A rule as it is asked for; null is what was left out.
record NewRule(@Nullable String issuer, @Nullable Map<String, @Nullable Object> claims) {}
