package io.lightwave.workload.node;

import io.lightwave.ca.AttestedCertificates;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.SubjectKind;

/// Forgets a node's key with its entry, whoever deletes that. A disabled one keeps it: the gate of active principals
/// refuses it.
final class EndedNodes implements SubjectEnded {
    private final NodeKeys keys;
    private final AttestedCertificates certificates;

    EndedNodes(NodeKeys keys, AttestedCertificates certificates) {
        this.keys = keys;
        this.certificates = certificates;
    }

    @Override
    public void changed(Subject subject, Change change) {
        if (subject.kind() == SubjectKind.NODE && change == Change.DELETED) {
            certificates.hold(subject);
            keys.remove(subject.tenant(), subject.id());
        }
    }
}
