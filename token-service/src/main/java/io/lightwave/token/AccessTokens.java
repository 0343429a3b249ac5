package io.lightwave.token;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Verifies access tokens that are presented to Lightwave's own endpoints.
public interface AccessTokens {

    sealed interface Verification {

        /// @param authTime when the person behind the token last proved who they are; empty for workloads and
        ///     clients
        record Valid(ActivePrincipal principal, String clientId, Set<String> scopes, Optional<Instant> authTime)
                implements Verification {}

        /// Outside, every reason is `invalid_token`; the reason is for the audit trail.
        record Invalid(String reason) implements Verification {}
    }

    /// Whether the token was issued by this tenant, names the tenant's issuer as its sole audience, is of type
    /// `at+jwt` (RFC 9068 §4), has not ended in time, by revocation or by an epoch, and its subject is active.
    Verification verify(TenantId tenant, String token);
}
