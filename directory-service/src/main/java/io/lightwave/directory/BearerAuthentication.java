package io.lightwave.directory;

import java.util.Optional;
import java.util.function.Supplier;

/// Checks access tokens at the directory's own door (SASL OAUTHBEARER, RFC 7628). Declared here and provided by
/// whoever knows the token service; without it the directory takes no tokens.
public interface BearerAuthentication {

    sealed interface Outcome {
        /// @param still who the token proves now; empty as soon as it is not good any more, in time or otherwise.
        ///     Warm, asking touches no SQL
        record Authenticated(ActivePrincipal principal, Supplier<Optional<ActivePrincipal>> still) implements Outcome {}

        /// Outside, every reason looks alike; the reason is for the audit trail.
        ///
        /// @param claimed what the token said of itself, unverified; may be empty
        record Refused(String reason, String claimed) implements Outcome {}
    }

    /// Whether the token is good for this server's own interfaces: its sole audience is its tenant's issuer, it
    /// has not ended, and its subject is active.
    ///
    /// @param home the tenant that whoever shows it claims to be of: a token that says nothing of itself is looked
    ///     for there and in the system tenant
    Outcome authenticate(String token, Optional<TenantId> home);
}
