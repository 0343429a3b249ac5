package io.lightwave.directory;

import java.util.Optional;

/// Who makes a REST request, as the server's security chain has proved it; endpoints take it as a parameter.
///
/// @param principal the authenticated subject, active at this moment
/// @param signIn how a person proved who they are; empty for workloads and clients
public record Caller(ActivePrincipal principal, Optional<SignIn> signIn, Origin origin) {

    /// How the audit trail names it.
    public String actor() {
        return principal.actor();
    }
}
