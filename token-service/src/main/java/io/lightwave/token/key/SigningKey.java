package io.lightwave.token.key;

/// One key pair of a tenant.
public final class SigningKey {
    private final Algorithm algorithm;
    private final KeyState state;

    SigningKey(Algorithm algorithm, KeyState state) {
        this.algorithm = algorithm;
        this.state = state;
    }

    Algorithm algorithm() {
        return algorithm;
    }

    KeyState state() {
        return state;
    }

    String sign(String type, byte[] payload) {
        return type + payload.length;
    }
}
