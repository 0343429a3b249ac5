package io.lightwave.workload.node;

import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.SubjectKind;

/// Forgets a node's key with its entry, whoever deletes that. A disabled one keeps it: the gate of active principals
/// refuses it.
final class EndedNodes implements SubjectEnded {
    private final NodeKeys keys;

    EndedNodes(NodeKeys keys) {
        this.keys = keys;
    }

    @Override
    public void changed(Subject subject, Change change) {
        if (subject.kind() == SubjectKind.NODE && change == Change.DELETED) {
            keys.remove(subject.tenant(), subject.id());
        }
    }
}
