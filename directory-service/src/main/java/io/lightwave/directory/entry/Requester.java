package io.lightwave.directory.entry;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;

/// Who asks for an operation on entries, and from where.
public sealed interface Requester {

    Origin origin();

    /// Nobody: entries do not exist for it. The root DSE and the schema are not entries of a tenant.
    record Anonymous(Origin origin) implements Requester {}

    /// A bound principal, looked up again for this operation.
    record Authenticated(ActivePrincipal principal, Origin origin) implements Requester {}
}
