package io.lightwave.token.accesstoken;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SpiffeId;

/// How tokens name a subject in `sub`.
public final class TokenSubjects {
    private TokenSubjects() {}

    /// A user by its `entryUUID`, a workload by its SPIFFE ID, a client by its client id.
    ///
    /// @throws IllegalArgumentException for a group or a node: no token is about one
    public static String nameOf(ActivePrincipal subject) {
        return switch (subject.kind()) {
            case USER -> subject.id().toString();
            case WORKLOAD -> new SpiffeId(subject.tenant(), subject.name()).toString();
            case CLIENT -> subject.name();
            case GROUP, NODE -> throw new IllegalArgumentException("no token is about a " + subject.kind());
        };
    }
}
