package io.lightwave.token.grant;

import io.lightwave.token.authorizationdetails.GrantableDetails;
import java.util.HashSet;
import java.util.Set;

/// The most that a token may be good for.
///
/// @param scopes the scopes that may be asked for
/// @param defaultScopes what a request without `scope` gets
/// @param audiences what may be asked for by `resource` or `audience`, by URI or name; the issuer only if it is here
/// @param details the authorization details (RFC 9396) that it may carry
/// @param defaultAudience the `aud` of a request that asks for none; it may always be asked for
public record Limits(
        Set<String> scopes,
        Set<String> defaultScopes,
        Set<String> audiences,
        GrantableDetails details,
        String defaultAudience) {
    public Limits {
        scopes = Set.copyOf(scopes);
        defaultScopes = Set.copyOf(defaultScopes);
        var all = new HashSet<>(audiences);
        all.add(defaultAudience);
        audiences = Set.copyOf(all);
    }

    /// Without `scope` the request gets every scope it might ask for.
    public Limits(Set<String> scopes, Set<String> audiences, String defaultAudience) {
        this(scopes, scopes, audiences, GrantableDetails.NOTHING, defaultAudience);
    }

    /// The same with authorization details.
    public Limits with(GrantableDetails details) {
        return new Limits(scopes, defaultScopes, audiences, details, defaultAudience);
    }
}
