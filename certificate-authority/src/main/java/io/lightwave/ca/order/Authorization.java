package io.lightwave.ca.order;

import io.lightwave.ca.binding.Identifier;
import io.lightwave.ca.message.AcmeProblem;
import io.lightwave.ca.proof.Method;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Whether an account has proved control over an identifier.
///
/// @param status `pending`, `valid`, `invalid`, `deactivated` or `expired`
public record Authorization(
        UUID id, Identifier identifier, String status, Instant expiresAt, List<Challenge> challenges) {

    Authorization with(List<Challenge> ways) {
        return new Authorization(id, identifier, status, expiresAt, ways);
    }

    /// One way to prove it.
    ///
    /// @param status `pending`, `processing`, `valid` or `invalid`
    /// @param error of the last attempt, while others may follow, or for good
    public record Challenge(
            UUID id,
            UUID authorization,
            Method method,
            String token,
            String status,
            Optional<Instant> decidedAt,
            Optional<AcmeProblem> error) {}
}
