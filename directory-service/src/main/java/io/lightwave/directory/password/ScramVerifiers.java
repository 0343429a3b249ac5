package io.lightwave.directory.password;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes, seals and opens SCRAM verifiers. A salt is made from the user's name and a secret, so that a name which
/// nobody has is given the same answer for ever, before it is somebody's and afterwards.
final class ScramVerifiers {
    private final SealedKeys keys;

    ScramVerifiers(SealedKeys keys) {
        this.keys = keys;
    }

    Optional<ScramVerifier> of(TenantId tenant, String userName, String password) {
        return ScramVerifier.of(password, salt(tenant, userName));
    }

    ScramVerifier ofNobody(TenantId tenant, String userName) {
        return ScramVerifier.ofNobody(salt(tenant, userName));
    }

    private byte[] salt(TenantId tenant, String userName) {
        return Arrays.copyOf(
                keys.derive(tenant, "scram-salt/" + userName.toLowerCase(Locale.ROOT)), ScramVerifier.SALT_BYTES);
    }

    /// Null for none.
    byte @Nullable [] sealed(TenantId tenant, UUID entry, Optional<ScramVerifier> verifier) {
        return verifier.map(made -> keys.seal(tenant, place(entry), made.bytes()))
                .orElse(null);
    }

    ScramVerifier open(TenantId tenant, UUID entry, byte[] sealed) {
        return ScramVerifier.read(keys.open(tenant, place(entry), sealed));
    }

    private static String place(UUID entry) {
        return "scram/" + entry;
    }
}
