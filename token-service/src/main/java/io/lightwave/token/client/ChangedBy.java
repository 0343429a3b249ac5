package io.lightwave.token.client;

import io.lightwave.directory.Caller;
import io.lightwave.directory.Origin;

/// Who makes a change, for the audit trail.
///
/// @param actor as the audit trail names it
public record ChangedBy(String actor, Origin origin) {
    static ChangedBy of(Caller caller) {
        return new ChangedBy(caller.actor(), caller.origin());
    }
}
