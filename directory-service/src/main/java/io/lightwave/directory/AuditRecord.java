package io.lightwave.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/// An event as it stands in the trail and in the REST answer, where what is empty is left out.
///
/// @param outcome `success`, `refused` or `failed`
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AuditRecord(
        String id,
        Instant time,
        String tenant,
        String actor,
        String action,
        String target,
        String address,
        String outcome,
        String reason,
        String requestId) {}
