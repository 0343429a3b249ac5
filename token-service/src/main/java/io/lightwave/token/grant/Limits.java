package io.lightwave.token.grant;

import java.util.Set;

/// The most that a token may be good for.
///
/// @param scopes the scopes that may be asked for; also what a request without `scope` gets
/// @param audiences what may be asked for by `resource` or `audience`, by URI or name
/// @param defaultAudience the `aud` of a request that asks for none
public record Limits(Set<String> scopes, Set<String> audiences, String defaultAudience) {
    public Limits {
        scopes = Set.copyOf(scopes);
        audiences = Set.copyOf(audiences);
    }
}
