package io.lightwave.ca.ssh;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Whose certificates: people's, or hosts' (SSH2_CERT_TYPE_USER and _HOST).
enum SshKind {
    USER(1),
    HOST(2);

    private final int number;

    SshKind(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /// How REST writes it.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<SshKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
