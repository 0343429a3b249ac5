package io.lightwave.workload.issuer;

import io.lightwave.workload.key.KeySet;
import java.net.URI;

/// Where an issuer's keys come from; an operator said so, never a token.
sealed interface KeySource {
    record Fixed(KeySet keys) implements KeySource {}

    record Fetched(URI address) implements KeySource {}

    /// The `jwks_uri` of the issuer's own metadata (OpenID Connect Discovery §4).
    record Discovered() implements KeySource {}
}
