package io.lightwave.token.grant;

import io.lightwave.directory.Tenant;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.authorizationdetails.DetailsTypes;
import io.lightwave.token.client.Client;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.resource.Audiences;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Narrows what a grant would give to what the request asks for.
final class Scoping {
    /// Scopes of OpenID Connect Core §5.4 and §11.
    static final Set<String> ABOUT_PEOPLE = Set.of("openid", "profile", "email", "address", "phone", "offline_access");

    private static final int MAXIMUM_SCOPES = 100;
    private static final int MAXIMUM_AUDIENCE = 2000;

    sealed interface Outcome {
        record Narrowed(String audience, Set<String> scopes, AuthorizationDetails details) implements Outcome {}

        record Refused(EndpointError error, String description, String reason) implements Outcome {}
    }

    private final Audiences audiences;
    private final DetailsTypes detailsTypes;

    Scoping(Audiences audiences, DetailsTypes detailsTypes) {
        this.audiences = audiences;
        this.detailsTypes = detailsTypes;
    }

    /// What `resource` (RFC 8707 §2) or its synonym `audience` asks for; empty when they ask for nothing, or for
    /// more than one.
    static Optional<String> requestedAudience(FormParameters form) {
        List<String> all = requestedAudiences(form);
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    /// The same of what a person gave a client, which gives it no more than it is registered for now.
    Outcome narrow(Tenant tenant, FormParameters form, Limits limits, Client client) {
        Outcome outcome = narrow(tenant, form, limits.within(client));
        return outcome instanceof Outcome.Narrowed narrowed && !isRegisteredFor(tenant, client, narrowed.audience())
                ? target("the resource is not granted", "no longer registered for " + narrowed.audience())
                : outcome;
    }

    private boolean isRegisteredFor(Tenant tenant, Client client, String audience) {
        return audience.equals(tenant.issuer().toString())
                || audience.equals(client.clientId())
                || audiences.resolve(tenant.id(), audience, client.audiences()) instanceof Audiences.Resolution.Granted;
    }

    Outcome narrow(Tenant tenant, FormParameters form, Limits limits) {
        List<String> asked = requestedAudiences(form);
        if (asked.size() > 1) {
            return target("one resource at a time", asked.size() + " audiences asked for");
        }
        Optional<AuthorizationDetails> details;
        try {
            details = form.find("authorization_details").map(AuthorizationDetails::parse);
        } catch (IllegalArgumentException malformed) {
            return details(String.valueOf(malformed.getMessage()));
        }
        String audience = asked.isEmpty() ? impliedAudience(tenant, details, limits) : asked.getFirst();
        if (audience.length() > MAXIMUM_AUDIENCE) {
            return target("the resource is not granted", "audience too long");
        }
        return switch (audiences.resolve(tenant.id(), audience, limits.audiences())) {
            case Audiences.Resolution.Refused(String reason) ->
                target("the resource is not granted", reason + ": " + audience);
            case Audiences.Resolution.Granted(String value, Set<String> meaningful) ->
                switch (narrowScopes(form.find("scope"), limits, value, meaningful)) {
                    case Outcome.Refused refused -> refused;
                    case Outcome.Narrowed narrowed -> narrowDetails(tenant, details, limits, narrowed);
                };
        };
    }

    /// Details name their resource server by their type.
    private String impliedAudience(Tenant tenant, Optional<AuthorizationDetails> details, Limits limits) {
        return details.map(asked -> detailsTypes.resourcesOf(tenant.id(), asked))
                .filter(resources -> resources.size() == 1)
                .map(resources -> resources.iterator().next())
                .orElse(limits.defaultAudience());
    }

    private Outcome narrowDetails(
            Tenant tenant, Optional<AuthorizationDetails> details, Limits limits, Outcome.Narrowed narrowed) {
        return switch (detailsTypes.narrow(tenant.id(), narrowed.audience(), details, limits.details())) {
            case DetailsTypes.Narrowing.Granted(AuthorizationDetails granted) ->
                new Outcome.Narrowed(narrowed.audience(), narrowed.scopes(), granted);
            case DetailsTypes.Narrowing.Refused(String reason) -> details(reason);
        };
    }

    /// @param meaningful the scopes that mean something to the audience; empty when any may
    private static Outcome narrowScopes(
            Optional<String> scope, Limits limits, String audience, Set<String> meaningful) {
        if (scope.isEmpty()) {
            return new Outcome.Narrowed(
                    audience, meaningfulOnly(limits.defaultScopes(), meaningful), AuthorizationDetails.NONE);
        }
        var asked = new HashSet<>(List.of(scope.get().split(" ", -1)));
        if (asked.size() > MAXIMUM_SCOPES || asked.contains("")) {
            return new Outcome.Refused(
                    EndpointError.INVALID_SCOPE, "the scope is malformed", "scope malformed (RFC 6749 §3.3)");
        }
        if (!meaningfulOnly(limits.scopes(), meaningful).containsAll(asked)) {
            return new Outcome.Refused(
                    EndpointError.INVALID_SCOPE, "the scope is not granted", "scope not granted: " + scope.get());
        }
        return new Outcome.Narrowed(audience, asked, AuthorizationDetails.NONE);
    }

    private static Set<String> meaningfulOnly(Set<String> scopes, Set<String> meaningful) {
        if (meaningful.isEmpty()) {
            return scopes;
        }
        var kept = new HashSet<>(scopes);
        kept.removeIf(scope -> !meaningful.contains(scope) && !ABOUT_PEOPLE.contains(scope));
        return kept;
    }

    private static List<String> requestedAudiences(FormParameters form) {
        var all = new HashSet<>(form.all("resource"));
        all.addAll(form.all("audience"));
        return List.copyOf(all);
    }

    private static Outcome details(String reason) {
        return new Outcome.Refused(EndpointError.INVALID_AUTHORIZATION_DETAILS, reason, reason);
    }

    private static Outcome target(String description, String reason) {
        return new Outcome.Refused(EndpointError.INVALID_TARGET, description, reason);
    }
}
