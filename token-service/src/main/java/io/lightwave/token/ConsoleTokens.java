package io.lightwave.token;

import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.time.Instant;

/// The token endpoint's `authorization_code` and `refresh_token` grants for the server's own console, without the
/// detour over the network; the same checks and the same audit events.
public interface ConsoleTokens {
    /// The client that [ClientRegistry#ensureConsole] registers.
    String CLIENT_ID = "lightwave-console";

    sealed interface Outcome {
        record Granted(String accessToken, Instant expiresAt, String refreshToken) implements Outcome {
            @Override
            public String toString() {
                return "Granted[expiresAt=" + expiresAt + "]";
            }
        }

        /// @param error the error code of RFC 6749 §5.2
        record Refused(String error) implements Outcome {}
    }

    Outcome exchange(TenantId tenant, String code, URI redirectUri, String codeVerifier, Origin origin);

    Outcome refresh(TenantId tenant, String refreshToken, Origin origin);

    /// What a sign-in at the console goes through, in this order; what is before [#BROWSER] is not asked again.
    enum SignInStep {
        TENANT,
        BROWSER,
        STATE,
        ANSWER,
        CODE
    }

    /// Notes a sign-in at the console that came to nothing.
    ///
    /// @param step that refused
    void refused(TenantId tenant, SignInStep step, String reason, Origin origin);

    /// Revokes the refresh token and what it gave (RFC 7009).
    void revoke(TenantId tenant, String refreshToken, Origin origin);

    /// Signs the person out: ends the session at the tenant in which the refresh token was given, and everything that
    /// was given in it.
    void signOut(TenantId tenant, String refreshToken, Origin origin);
}
