package io.lightwave.server.security;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SignIn;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.AccessTokens;
import java.util.Optional;

/// What came of looking at a request's credentials.
sealed interface Authentication {

    /// @param evidence of a platform, as the audit trail names it; empty for what is our own
    /// @param attester the node that spoke for the principal, a workload; empty when none did
    /// @param lasting of an access token or a session; empty for what counts for one request only
    record Authenticated(
            ActivePrincipal principal,
            Optional<SignIn> signIn,
            String evidence,
            Optional<SubjectId> attester,
            Optional<AccessTokens.Lasting> lasting)
            implements Authentication {

        /// By a session of the console.
        Authenticated(ActivePrincipal principal, Optional<SignIn> signIn, AccessTokens.Lasting lasting) {
            this(principal, signIn, "", Optional.empty(), Optional.of(lasting));
        }

        /// By an access token that a workload has by the word of a node, if one is given.
        Authenticated(AccessTokens.Verification.Valid token) {
            this(
                    token.principal(),
                    token.signIn(),
                    token.attester()
                            .map(node -> "a token by the word of node " + node)
                            .orElse(""),
                    token.attester(),
                    Optional.of(token.lasting()));
        }

        /// For one request.
        ///
        /// @param evidence as above
        Authenticated(ActivePrincipal principal, String evidence) {
            this(principal, Optional.empty(), evidence, Optional.empty(), Optional.empty());
        }
    }

    /// The request shows no credential (RFC 6750 §3.1: the challenge has no error code then).
    record Anonymous() implements Authentication {}

    /// 401, whatever the reason, which is for the audit trail.
    ///
    /// @param error `invalid_token`, or what is wrong with the proof that goes with it
    /// @param claimed what the credential said of itself
    /// @param issuer the tenant that looked at it; empty when none did
    record Invalid(String error, String reason, String claimed, Optional<TenantId> issuer) implements Authentication {
        Invalid(String reason, String claimed) {
            this(AccessTokens.INVALID_TOKEN, reason, claimed, Optional.empty());
        }
    }

    /// 403: the console's session is good, the request may be forged.
    record Forged(String reason, String claimed) implements Authentication {}

    /// 401 (RFC 9470 §3): the console's session is good, but its person has to prove again who they are.
    record Stale(String actor) implements Authentication {}
}
