package io.lightwave.directory.browse;

import io.lightwave.directory.InvalidFieldException;
import org.jspecify.annotations.Nullable;

/// Another name of an entry, or another place (RFC 4511 §4.9).
///
/// @param rdn the new relative name
/// @param superior below which it will stand; null where it is
/// @param deleteOldRdn whether the values of the old relative name leave the entry; null for yes
record NewName(
        @Nullable String rdn,
        @Nullable String superior,
        @Nullable Boolean deleteOldRdn) {
    NewName {
        if (rdn == null) {
            throw new InvalidFieldException("rdn", "is missing");
        }
    }

    boolean deletesOldRdn() {
        return deleteOldRdn == null || deleteOldRdn;
    }
}
