package io.lightwave.server.security;

import io.lightwave.directory.ActivePrincipal;
import java.time.Instant;
import java.util.Optional;

/// What came of looking at a request's credentials.
sealed interface Authentication {

    record Authenticated(ActivePrincipal principal, Optional<Instant> authTime) implements Authentication {}

    /// The request shows no credential (RFC 6750 §3.1: the challenge has no error code then).
    record Anonymous() implements Authentication {}

    /// 401 `invalid_token`, whatever the reason, which is for the audit trail.
    ///
    /// @param claimed what the credential said of itself
    record Invalid(String reason, String claimed) implements Authentication {}

    /// 403: the console's session is good, the request may be forged.
    record Forged(String reason, String claimed) implements Authentication {}
}
