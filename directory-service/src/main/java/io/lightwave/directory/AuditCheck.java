package io.lightwave.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a look at a part of a tenant's audit trail has shown.
///
/// @param seals how many have been checked
/// @param events how many these cover
/// @param unsealed how many events are younger than the last seal, and so not covered yet; counted with the last part
/// @param removedUpTo up to which seal the tenant's retention has removed events; 0 for none
/// @param head the last seal of this part, to be noted elsewhere; null when there is none
/// @param findings what is not as it was sealed; empty when all is
/// @param nextCursor for the part that follows; null at the end
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditCheck(
        long seals,
        long events,
        long unsealed,
        long removedUpTo,
        @Nullable Head head,
        List<Finding> findings,
        @Nullable String nextCursor) {
    public AuditCheck {
        findings = List.copyOf(findings);
    }

    /// @param hash in hexadecimal
    public record Head(long number, String hash, Instant sealedAt) {}

    /// @param seal its number
    public record Finding(long seal, String problem) {}
}
