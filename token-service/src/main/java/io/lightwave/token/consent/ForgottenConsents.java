package io.lightwave.token.consent;

import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;

/// Forgets consents with the person or the client that is deleted.
final class ForgottenConsents implements SubjectEnded {
    private final Consents consents;

    ForgottenConsents(Consents consents) {
        this.consents = consents;
    }

    @Override
    public void changed(Subject subject, Change change) {
        if (change == Change.DELETED) {
            consents.forget(subject.tenant(), subject.id());
        }
    }
}
