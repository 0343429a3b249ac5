package io.lightwave.workload.federation;

import org.jspecify.annotations.Nullable;

/// How whoever serves a bundle is known (SPIFFE Federation §5.2).
sealed interface Profile {
    /// By a certificate for the host's name, of an authority that the server trusts.
    record Web() implements Profile {}

    /// By an X509-SVID of this SPIFFE ID, whose trust domain may be another than the bundle's.
    record Spiffe(EndpointId endpoint) implements Profile {}

    default String word() {
        return switch (this) {
            case Web() -> "https_web";
            case Spiffe _ -> "https_spiffe";
        };
    }

    /// Null for `https_web`.
    default @Nullable String endpointText() {
        return switch (this) {
            case Web() -> null;
            case Spiffe(var endpoint) -> endpoint.text();
        };
    }

    /// @param endpoint null for `https_web`
    static Profile of(@Nullable String endpoint) {
        return endpoint == null ? new Web() : new Spiffe(new EndpointId(endpoint));
    }
}
