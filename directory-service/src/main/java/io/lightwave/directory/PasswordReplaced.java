package io.lightwave.directory;

/// Told inside the transaction that gives a subject another password or none, whoever does it: what
/// was signed in to with the old one ends with it.
public interface PasswordReplaced {
    void replaced(Subject subject);
}
