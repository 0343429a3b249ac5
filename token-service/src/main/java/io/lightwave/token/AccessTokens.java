package io.lightwave.token;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SignIn;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Verifies access tokens that are presented to Lightwave's own endpoints.
public interface AccessTokens {
    String INVALID_TOKEN = "invalid_token";

    sealed interface Verification {

        /// @param signIn how the person behind the token proved who they are; empty for workloads and clients
        /// @param attester the node that spoke for the principal, a workload; empty when none did
        /// @param lasting for what goes on after the verification
        record Valid(
                ActivePrincipal principal,
                String clientId,
                Set<String> scopes,
                Optional<SignIn> signIn,
                Optional<SubjectId> attester,
                Lasting lasting)
                implements Verification {}

        /// @param error what the outside is told: `invalid_token`, or of a proof `invalid_dpop_proof` or
        ///     `use_dpop_nonce` (RFC 9449 §7.1, §9)
        /// @param reason for the audit trail
        record Invalid(String error, String reason) implements Verification {
            public Invalid(String reason) {
                this(INVALID_TOKEN, reason);
            }
        }
    }

    /// A token that was found to be good, and what has become of it since.
    interface Lasting {

        /// When it ends by time.
        Instant expiresAt();

        /// The token's principal as it is now; empty when the token is not good any more, by time, revocation, an
        /// epoch, or the end of its subject, client or authorization. Whoever it is bound to has proved it
        /// already. Warm, this touches no SQL.
        Optional<ActivePrincipal> principal();
    }

    /// Whether the token was issued by this tenant, names the tenant's issuer as its sole audience, is of type
    /// `at+jwt` (RFC 9068 §4), has not ended in time, by revocation or by an epoch, and its subject is active. A
    /// token that is bound to a key or certificate is refused: here nobody can prove anything.
    Verification verify(TenantId tenant, String token);

    /// The same of the token in the request's `Authorization` header, by the scheme Bearer or DPoP; one that is bound
    /// must come with its proof (RFC 9449 §7.1) or over the TLS connection of its certificate (RFC 8705 §3).
    Verification verify(TenantId tenant, HttpServletRequest request);

    /// Whether the text may be an access token that says nothing by itself, so that only the tenant that it is shown
    /// to can tell what it is.
    boolean isOpaque(String token);

    /// Adds to a refusal what clients that prove their keys need to know (RFC 9449 §7.1, §9): the algorithms, and after
    /// a proof that is not good a fresh nonce.
    ///
    /// @param error as in [Verification.Invalid]; empty when no token was shown
    void challengeForProof(TenantId tenant, HttpServletResponse response, String error);
}
