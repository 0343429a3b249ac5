package io.lightwave.token.session;

import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.token.approval.Approvals;

/// Ends the sessions and approvals of a disabled or deleted subject within the transaction that disables it.
final class EndedSubjects implements SubjectEnded {
    private final SessionStore sessions;
    private final Approvals approvals;

    EndedSubjects(SessionStore sessions, Approvals approvals) {
        this.sessions = sessions;
        this.approvals = approvals;
    }

    @Override
    public void changed(Subject subject, Change change) {
        if (change != Change.ENABLED) {
            approvals.endOf(subject, change);
            sessions.removeOf(subject.tenant(), subject.id());
        }
    }
}
