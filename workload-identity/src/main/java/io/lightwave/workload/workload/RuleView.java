package io.lightwave.workload.workload;

import java.util.Map;
import java.util.UUID;

/// A rule in the REST API.
record RuleView(UUID id, String issuer, Map<String, Object> claims) {}
