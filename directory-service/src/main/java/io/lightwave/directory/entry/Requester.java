package io.lightwave.directory.entry;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Caller;
import io.lightwave.directory.Origin;

/// Who asks for an operation on entries, and from where.
public sealed interface Requester {

    Origin origin();

    /// Who has proved itself to the REST API.
    static Authenticated of(Caller caller) {
        return new Authenticated(caller.principal(), caller.origin());
    }

    /// Nobody: entries do not exist for it. The root DSE and the schema are not entries of a tenant.
    record Anonymous(Origin origin) implements Requester {}

    /// A bound principal, looked up again for this operation.
    ///
    /// @param proved whether it has given its present password for this operation
    record Authenticated(ActivePrincipal principal, Origin origin, boolean proved) implements Requester {
        public Authenticated(ActivePrincipal principal, Origin origin) {
            this(principal, origin, false);
        }
    }
}
