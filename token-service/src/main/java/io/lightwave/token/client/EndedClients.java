package io.lightwave.token.client;

import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.SubjectKind;

/// Deletes a client's settings with its entry, whoever deletes that. A disabled client needs nothing: its epoch and
/// the gate of active principals end what it holds.
final class EndedClients implements SubjectEnded {
    private final StoredClients stored;

    EndedClients(StoredClients stored) {
        this.stored = stored;
    }

    @Override
    public void changed(Subject subject, Change change) {
        if (subject.kind() == SubjectKind.CLIENT && change == Change.DELETED) {
            stored.remove(subject.tenant(), subject.id());
        }
    }
}
