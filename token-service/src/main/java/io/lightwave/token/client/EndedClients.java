package io.lightwave.token.client;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.SubjectKind;
import jakarta.persistence.EntityManager;

/// Deletes a client's settings with its entry, whoever deletes that. A disabled client needs nothing: its epoch and
/// the gate of active principals end what it holds.
final class EndedClients implements SubjectEnded {
    private final EntityManager entities;
    private final ChangeFeed feed;

    EndedClients(EntityManager entities, ChangeFeed feed) {
        this.entities = entities;
        this.feed = feed;
    }

    @Override
    public void changed(Subject subject, Change change) {
        if (subject.kind() != SubjectKind.CLIENT || change != Change.DELETED) {
            return;
        }
        var settings = entities.find(ClientSettings.class, new ClientSettings.Key(subject.tenant(), subject.id()));
        if (settings != null) {
            entities.remove(settings);
            entities.flush();
            feed.append(subject.tenant(), Clients.FEED_KIND, subject.id().toString());
        }
    }
}
