package io.lightwave.token.session;

import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.token.approval.Approvals;

/// Ends the sessions and approvals of a disabled or deleted subject within the transaction that disables it.
final class EndedSubjects implements SubjectEnded {
    private final SignIns signIns;
    private final Approvals approvals;

    EndedSubjects(SignIns signIns, Approvals approvals) {
        this.signIns = signIns;
        this.approvals = approvals;
    }

    @Override
    public void changed(Subject subject, Change change) {
        if (change != Change.ENABLED) {
            approvals.endOf(subject, change);
            signIns.endAll(subject.tenant(), subject.id());
        }
    }
}
