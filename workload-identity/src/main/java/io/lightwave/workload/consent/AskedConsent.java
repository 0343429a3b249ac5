package io.lightwave.workload.consent;

import io.lightwave.directory.InvalidFieldException;
import org.jspecify.annotations.Nullable;

/// Gives the operator's consent, or withdraws it; null is what was left out.
public record AskedConsent(@Nullable Boolean given) {

    /// @throws InvalidFieldException when it was left out
    public boolean isGiven() {
        if (given == null) {
            throw new InvalidFieldException("given", "must be true or false");
        }
        return given;
    }
}
