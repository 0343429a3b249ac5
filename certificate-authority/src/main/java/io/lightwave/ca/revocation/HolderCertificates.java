package io.lightwave.ca.revocation;

import io.lightwave.ca.certificate.CertificateStates;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// What becomes of certificates when their holder is disabled (on hold), enabled again (released) or deleted (revoked
/// for good), in the same transaction.
final class HolderCertificates implements SubjectEnded {
    private final CertificateStates states;
    private final RevocationLists lists;
    private final InstantSource clock;

    HolderCertificates(CertificateStates states, RevocationLists lists, InstantSource clock) {
        this.states = states;
        this.lists = lists;
        this.clock = clock;
    }

    @Override
    public void changed(Subject subject, Change change) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var changed = switch (change) {
            case DISABLED -> states.holderDisabled(subject.tenant(), subject.id(), now);
            case ENABLED -> states.holderEnabled(subject.tenant(), subject.id(), now);
            case DELETED -> states.holderDeleted(subject.tenant(), subject.id(), now);
        };
        lists.outdated(subject.tenant(), changed);
    }
}
