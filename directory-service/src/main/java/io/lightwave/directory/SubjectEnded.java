package io.lightwave.directory;

/// Told inside the transaction that disables, enables again or deletes a subject, so that all it holds ends with it:
/// the certificate authority puts certificates on hold or revokes them, the token service ends sessions and grants.
public interface SubjectEnded {

    enum Change {
        DISABLED,
        ENABLED,
        DELETED
    }

    void changed(Subject subject, Change change);
}
