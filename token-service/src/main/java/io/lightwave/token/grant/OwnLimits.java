package io.lightwave.token.grant;

import io.lightwave.directory.Tenant;
import io.lightwave.token.authentication.AuthenticatedClient.Workload;
import io.lightwave.token.authorizationdetails.GrantableDetails;
import io.lightwave.token.client.Client;
import io.lightwave.token.resource.Audiences;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The most that a client or a workload may get for itself.
final class OwnLimits {
    private final Audiences audiences;

    OwnLimits(Audiences audiences) {
        this.audiences = audiences;
    }

    /// A client's registered scopes and audiences, and itself as an audience. The scopes of OpenID Connect are about
    /// people.
    Limits of(Tenant tenant, Client client) {
        var scopes = new HashSet<>(client.scopes());
        scopes.removeAll(Scoping.ABOUT_PEOPLE);
        var allowed = new HashSet<>(client.audiences());
        allowed.add(client.clientId());
        return new Limits(scopes, allowed, tenant.issuer().toString())
                .with(new GrantableDetails.OfTypes(client.detailsTypes()));
    }

    /// A workload's audiences. It has no scopes and no types of authorization details of its own: at a resource
    /// server it may go to, it may limit itself to some of those that the resource server registered.
    Limits of(Tenant tenant, Workload workload, Optional<String> requestedAudience) {
        Set<String> scopes = requestedAudience
                .map(audience -> audiences.scopesOf(tenant.id(), audience))
                .orElse(Set.of());
        return new Limits(
                scopes,
                Set.of(),
                workload.evidence().audiences(),
                new GrantableDetails.OfTheAudience(),
                tenant.issuer().toString());
    }
}
