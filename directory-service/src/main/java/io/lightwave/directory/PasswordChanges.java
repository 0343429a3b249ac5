package io.lightwave.directory;

/// Lets people choose a new password for themselves, under the tenant's password policy and access rules, as Password
/// Modify (RFC 3062) does.
public interface PasswordChanges {

    sealed interface Outcome {
        /// @param principal its owner as they are now: the change has raised the epoch
        record Changed(ActivePrincipal principal) implements Outcome {}

        /// @param reason in English, for its owner
        record Refused(String reason) implements Outcome {}
    }

    /// Changes it, and notes that or the refusal in the audit trail. The caller has made sure that it is its owner who
    /// asks. Hashes, which takes its time: not in a transaction.
    Outcome change(ActivePrincipal owner, Password chosen, Origin origin);
}
