package io.lightwave.directory.password;

/// What a client shows in place of its password (RFC 5802 §3).
public final class ScramProof {
    private final byte[] authMessage;
    private final byte[] proof;

    /// @param authMessage `AuthMessage`: what both sides have said
    /// @param proof `ClientProof`
    public ScramProof(byte[] authMessage, byte[] proof) {
        this.authMessage = authMessage.clone();
        this.proof = proof.clone();
    }

    byte[] authMessage() {
        return authMessage.clone();
    }

    byte[] proof() {
        return proof.clone();
    }
}
