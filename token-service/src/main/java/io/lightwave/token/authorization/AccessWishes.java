package io.lightwave.token.authorization;

import static io.lightwave.token.authorization.AuthorizationError.INVALID_AUTHORIZATION_DETAILS;
import static io.lightwave.token.authorization.AuthorizationError.INVALID_SCOPE;
import static io.lightwave.token.authorization.AuthorizationError.INVALID_TARGET;

import io.lightwave.directory.Tenant;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.authorizationdetails.DetailsTypes;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.resource.Audiences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Checks what a client wishes a person to grant it against what it is registered for.
public final class AccessWishes {
    /// Scopes that every client may ask for.
    private static final Set<String> STANDARD_SCOPES =
            Set.of("openid", "profile", "email", "address", "phone", "offline_access");
    private static final int MAXIMUM_AUDIENCES = 10;
    private static final int MAXIMUM_AUDIENCE = 2000;

    private final Audiences audiences;
    private final DetailsTypes detailsTypes;

    AccessWishes(Audiences audiences, DetailsTypes detailsTypes) {
        this.audiences = audiences;
        this.detailsTypes = detailsTypes;
    }

    public sealed interface Outcome {
        /// @param audiences the resources asked for (RFC 8707), those that the details are for among them; empty when
        ///     none is
        record Acceptable(Set<String> scopes, List<String> audiences, AuthorizationDetails details)
                implements Outcome {}

        record Refused(AuthorizationError error, String description) implements Outcome {}
    }

    /// @param scope as it was sent; without it, the client asks for all that it is registered for
    /// @param resources URIs or names
    /// @param details `authorization_details` as it was sent (RFC 9396)
    public Outcome check(
            Tenant tenant, Client client, Optional<String> scope, List<String> resources, Optional<String> details) {
        Set<String> scopes = client.scopes();
        if (scope.isPresent()) {
            scopes = new TreeSet<>(List.of(scope.get().split(" ", -1)));
            scopes.remove("");
            for (String one : scopes) {
                if (!STANDARD_SCOPES.contains(one) && !client.scopes().contains(one)) {
                    return new Outcome.Refused(INVALID_SCOPE, "the client is not registered for a scope");
                }
            }
            if (!client.mayUse(GrantType.REFRESH_TOKEN)) {
                scopes.remove("offline_access"); // OpenID Connect Core §11: ignored where it gives nothing
            }
        }
        AuthorizationDetails wanted;
        try {
            wanted = details.map(AuthorizationDetails::parse).orElse(AuthorizationDetails.NONE);
        } catch (IllegalArgumentException malformed) {
            return new Outcome.Refused(INVALID_AUTHORIZATION_DETAILS, String.valueOf(malformed.getMessage()));
        }
        Optional<String> objection = detailsTypes.objection(tenant.id(), client.detailsTypes(), wanted);
        if (objection.isPresent()) {
            return new Outcome.Refused(INVALID_AUTHORIZATION_DETAILS, objection.get());
        }
        List<String> asked =
                withResourcesOf(tenant, wanted, resources.stream().distinct().toList());
        return asked.size() <= MAXIMUM_AUDIENCES && asked.stream().allMatch(one -> isGranted(tenant, client, one))
                ? new Outcome.Acceptable(Set.copyOf(scopes), asked, wanted)
                : new Outcome.Refused(INVALID_TARGET, "a resource is not granted to the client");
    }

    private List<String> withResourcesOf(Tenant tenant, AuthorizationDetails details, List<String> asked) {
        var all = new ArrayList<>(asked);
        detailsTypes.resourcesOf(tenant.id(), details).stream()
                .filter(resource -> asked.stream().noneMatch(one -> detailsTypes.isSame(tenant.id(), one, resource)))
                .forEach(all::add);
        return all;
    }

    private boolean isGranted(Tenant tenant, Client client, String audience) {
        var allowed = new TreeSet<>(client.audiences());
        allowed.add(client.clientId());
        allowed.add(tenant.issuer().toString());
        return audience.length() <= MAXIMUM_AUDIENCE
                && audiences.resolve(tenant.id(), audience, allowed) instanceof Audiences.Resolution.Granted;
    }
}
