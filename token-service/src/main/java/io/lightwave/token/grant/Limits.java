package io.lightwave.token.grant;

import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.authorizationdetails.GrantableDetails;
import io.lightwave.token.client.Client;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

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
        this(scopes, scopes, audiences, new GrantableDetails.Given(AuthorizationDetails.NONE), defaultAudience);
    }

    /// The same without the scopes and authorization details that the client is not registered for now, whatever
    /// people agreed to before. The scopes of OpenID Connect need no registration.
    Limits within(Client client) {
        Set<String> registered = client.scopes();
        return new Limits(
                only(registered, scopes),
                only(registered, defaultScopes),
                audiences,
                details.only(client.detailsTypes()),
                defaultAudience);
    }

    private static Set<String> only(Set<String> registered, Set<String> scopes) {
        return scopes.stream()
                .filter(scope -> registered.contains(scope) || Scoping.ABOUT_PEOPLE.contains(scope))
                .collect(Collectors.toSet());
    }

    /// The same with authorization details.
    public Limits with(GrantableDetails details) {
        return new Limits(scopes, defaultScopes, audiences, details, defaultAudience);
    }
}
