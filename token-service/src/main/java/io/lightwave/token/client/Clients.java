package io.lightwave.token.client;

import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.util.Optional;

/// Looks up registered clients; warm look-ups touch no SQL. Says nothing about whether the client is enabled.
public final class Clients {
    private final Subjects subjects;
    private final StoredClients stored;

    Clients(Subjects subjects, StoredClients stored) {
        this.subjects = subjects;
        this.stored = stored;
    }

    /// By client id, letter by letter: the directory's own comparison would ignore case.
    public Optional<Client> find(TenantId tenant, String clientId) {
        if (!ClientRules.isClientId(clientId) && DocumentAddress.of(clientId).isEmpty()) {
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
        return stored.settings(subject.tenant(), subject.id())
                .map(settings -> new Client(subject.tenant(), subject.id(), subject.name(), settings));
    }
}
