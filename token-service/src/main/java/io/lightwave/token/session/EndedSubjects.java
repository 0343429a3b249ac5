package io.lightwave.token.session;

import io.lightwave.directory.Origin;
import io.lightwave.directory.PasswordReplaced;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.token.approval.Approvals;
import java.util.List;
import java.util.Locale;

/// Ends the sessions and approvals of a disabled or deleted subject within the transaction that disables it, and the
/// sessions of one whose password is another now.
final class EndedSubjects implements SubjectEnded, PasswordReplaced {
    private static final Origin WITH_THE_SUBJECT = new Origin("", "ended subjects"); // whose event stands beside it

    private final SignIns signIns;
    private final Approvals approvals;
    private final RecentSignIns recent;

    EndedSubjects(SignIns signIns, Approvals approvals, RecentSignIns recent) {
        this.signIns = signIns;
        this.approvals = approvals;
        this.recent = recent;
    }

    @Override
    public void changed(Subject subject, Change change) {
        if (change != Change.ENABLED) {
            approvals.endOf(subject, change);
            endAll(subject, "its person was " + change.name().toLowerCase(Locale.ROOT));
        }
        if (change == Change.DELETED) {
            recent.forget(subject.tenant(), subject.id());
        }
    }

    @Override
    public void replaced(Subject subject) {
        endAll(subject, "a new password");
    }

    private void endAll(Subject subject, String reason) {
        signIns.endAll(subject.tenant(), List.of(subject.id()), new SignIns.Cause("system", reason, WITH_THE_SUBJECT));
    }
}
