package io.lightwave.token.client;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import jakarta.persistence.EntityManager;
import java.util.Optional;

/// Looks up registered clients; warm look-ups touch no SQL. Says nothing about whether the client is enabled.
public final class Clients {
    static final String FEED_KIND = "oauth-client";
    private static final int MAXIMUM_CACHED = 20_000;

    private record Stored(ClientMetadata metadata, Optional<SecretHash> secret) {}

    private final Subjects subjects;
    private final ChangeFeed.Cached<Stored> settings;

    Clients(Subjects subjects, EntityManager entities, ChangeFeed feed) {
        this.subjects = subjects;
        this.settings =
                feed.cache(FEED_KIND, MAXIMUM_CACHED, (tenant, id) -> load(entities, tenant, SubjectId.parse(id)));
    }

    /// By client id, letter by letter: the directory's own comparison would ignore case.
    public Optional<Client> find(TenantId tenant, String clientId) {
        if (!ClientRules.isClientId(clientId)) {
            return Optional.empty(); // nothing that a request makes up reaches the database
        }
        return subjects.byName(tenant, SubjectKind.CLIENT, clientId)
                .filter(subject -> subject.name().equals(clientId))
                .flatMap(this::withSettings);
    }

    public Optional<Client> byId(TenantId tenant, SubjectId id) {
        return subjects.byId(tenant, id)
                .filter(subject -> subject.kind() == SubjectKind.CLIENT)
                .flatMap(this::withSettings);
    }

    private Optional<Client> withSettings(Subject subject) {
        return settings.get(subject.tenant(), subject.id().toString())
                .map(stored ->
                        new Client(subject.tenant(), subject.id(), subject.name(), stored.metadata(), stored.secret()));
    }

    private static Optional<Stored> load(EntityManager entities, TenantId tenant, SubjectId id) {
        return Optional.ofNullable(entities.find(ClientSettings.class, new ClientSettings.Key(tenant, id)))
                .map(found -> new Stored(found.metadata(), found.secret()));
    }
}
