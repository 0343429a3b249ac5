package io.lightwave.token.authorizationdetails;

import io.lightwave.directory.TenantId;
import io.lightwave.token.page.DetailCard;
import io.lightwave.token.resource.ResourceServer;
import io.lightwave.token.resource.ResourceServers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// What a tenant's types say of authorization details; warm, it touches no SQL. A type counts while it and its
/// resource server are enabled.
public final class DetailsTypes {
    private final StoredDetailsTypes stored;
    private final ResourceServers resourceServers;

    DetailsTypes(StoredDetailsTypes stored, ResourceServers resourceServers) {
        this.stored = stored;
        this.resourceServers = resourceServers;
    }

    /// The names of those that count.
    public Set<String> supported(TenantId tenant) {
        return stored.all(tenant).values().stream()
                .filter(type -> isLive(tenant, type))
                .map(DetailsType::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Why a client may not ask for this (RFC 9396 §5), for the client to read; empty when it may.
    ///
    /// @param permitted the types that the client is registered for
    public Optional<String> objection(TenantId tenant, Set<String> permitted, AuthorizationDetails asked) {
        return objection(tenant, permitted::contains, asked);
    }

    private Optional<String> objection(TenantId tenant, Predicate<String> permitted, AuthorizationDetails asked) {
        for (int i = 0; i < asked.objects().size(); i++) {
            ObjectNode object = asked.objects().get(i);
            String path = "authorization_details[" + i + "]";
            Optional<DetailsType> type = find(tenant, AuthorizationDetails.type(object));
            if (type.isEmpty() || !permitted.test(type.get().name())) {
                return Optional.of(path + " is of a type that is unknown, or not the client's to ask for");
            }
            Optional<String> objection = type.get().schema().objection(path, withoutType(object));
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    /// The URIs of the resource servers that these details are for, each once.
    public Set<String> resourcesOf(TenantId tenant, AuthorizationDetails details) {
        var resources = new LinkedHashSet<String>();
        details.objects()
                .forEach(object -> find(tenant, AuthorizationDetails.type(object))
                        .ifPresent(type -> resources.add(type.resourceServer())));
        return resources;
    }

    /// Whether both are one resource server, by whatever name.
    public boolean isSame(TenantId tenant, String one, String other) {
        return server(tenant, one)
                .flatMap(first -> server(tenant, other).filter(first::equals))
                .isPresent();
    }

    /// Those that mean something to an audience (§9): of a type of its own.
    public AuthorizationDetails meantFor(TenantId tenant, String audience, AuthorizationDetails details) {
        return details.isEmpty()
                ? details
                : details.only(name -> find(tenant, name)
                        .filter(type -> isSame(tenant, type.resourceServer(), audience))
                        .isPresent());
    }

    public sealed interface Narrowing {
        record Granted(AuthorizationDetails details) implements Narrowing {}

        /// @param reason for the client to read
        record Refused(String reason) implements Narrowing {}
    }

    /// What a token for that audience carries (§6, §7).
    ///
    /// @param asked empty when the request says nothing: everything that was given then
    public Narrowing narrow(
            TenantId tenant, String audience, Optional<AuthorizationDetails> asked, GrantableDetails most) {
        if (asked.isEmpty()) {
            return new Narrowing.Granted(
                    most instanceof GrantableDetails.Given(AuthorizationDetails all)
                            ? meantFor(tenant, audience, all)
                            : AuthorizationDetails.NONE);
        }
        Optional<String> objection = switch (most) {
            case GrantableDetails.Given(AuthorizationDetails all) ->
                all.includes(asked.get())
                        ? Optional.empty()
                        : Optional.of("authorization_details is more than was authorized");
            case GrantableDetails.OfTypes(Set<String> types) -> objection(tenant, types, asked.get());
            case GrantableDetails.OfTheAudience() -> objection(tenant, _ -> true, asked.get()); // the audience: below
        };
        return objection
                .or(() -> meantFor(tenant, audience, asked.get()).equals(asked.get())
                        ? Optional.empty()
                        : Optional.of("authorization_details is not for the resource that is asked for"))
                .<Narrowing>map(Narrowing.Refused::new)
                .orElseGet(() -> new Narrowing.Granted(asked.get()));
    }

    /// What a person is told of them.
    public List<DetailCard> cards(TenantId tenant, AuthorizationDetails details) {
        var cards = new ArrayList<DetailCard>();
        details.objects()
                .forEach(object -> find(tenant, AuthorizationDetails.type(object))
                        .ifPresent(type -> {
                            var lines = new ArrayList<DetailCard.Line>();
                            type.schema()
                                    .show("", object, (label, value) -> lines.add(new DetailCard.Line(label, value)));
                            cards.add(new DetailCard(type.title(), lines));
                        }));
        return cards;
    }

    private Optional<DetailsType> find(TenantId tenant, String name) {
        Map<String, DetailsType> all = stored.all(tenant);
        return Optional.ofNullable(all.get(name)).filter(type -> isLive(tenant, type));
    }

    private boolean isLive(TenantId tenant, DetailsType type) {
        return type.enabled() && server(tenant, type.resourceServer()).isPresent();
    }

    private Optional<UUID> server(TenantId tenant, String uriOrName) {
        return resourceServers
                .find(tenant, uriOrName)
                .filter(ResourceServer::enabled)
                .map(ResourceServer::id);
    }

    private static ObjectNode withoutType(ObjectNode object) {
        ObjectNode members = object.deepCopy();
        members.remove("type");
        return members;
    }
}
