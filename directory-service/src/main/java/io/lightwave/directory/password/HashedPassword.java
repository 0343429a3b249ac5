package io.lightwave.directory.password;

/// Proof that a password met the policy, and its hash; only [Passwords] makes and reads it.
public final class HashedPassword {
    private final String phc;

    HashedPassword(String phc) {
        this.phc = phc;
    }

    String phc() {
        return phc;
    }

    @Override
    public String toString() {
        return "***";
    }
}
