package io.lightwave.token.tokenpolicy;

import org.jspecify.annotations.Nullable;

/// A tenant's token policy; what is null takes its default.
///
/// @param implicitFlows whether clients may be registered for response types that hand tokens to the browser, and use
///     them (OpenID Connect Core §3.2 and §3.3). Off: such tokens stand in addresses, histories and logs, and nobody
///     proves that they come to whom they were made for (RFC 9700 §2.1.2)
/// @param mlDsa whether clients may be registered for answers that are signed by ML-DSA (RFC 9964). Off: few relying
///     parties know it, and its signatures take 2.4 to 4.6 KB; what clients are registered for stays when it is off
/// again
public record TokenPolicy(
        @Nullable Boolean implicitFlows, @Nullable Boolean mlDsa) {
    /// Of a tenant that has not changed it.
    static final TokenPolicy DEFAULTS = new TokenPolicy(null, null);

    public TokenPolicy {
        implicitFlows = implicitFlows != null && implicitFlows;
        mlDsa = mlDsa != null && mlDsa;
    }

    public boolean permitsMlDsa() {
        return Boolean.TRUE.equals(mlDsa);
    }

    public boolean permitsImplicitFlows() {
        return Boolean.TRUE.equals(implicitFlows);
    }
}
