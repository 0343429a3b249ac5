package io.lightwave.directory.password;

import java.util.Optional;

/// Proof that a password met the policy, and its hash; only [Passwords] makes and reads it.
public final class HashedPassword {
    private final String phc;
    private final Optional<ScramVerifier> scram;

    HashedPassword(String phc, Optional<ScramVerifier> scram) {
        this.phc = phc;
        this.scram = scram;
    }

    String phc() {
        return phc;
    }

    /// Empty unless the policy allows SCRAM.
    Optional<ScramVerifier> scram() {
        return scram;
    }

    @Override
    public String toString() {
        return "***";
    }
}
