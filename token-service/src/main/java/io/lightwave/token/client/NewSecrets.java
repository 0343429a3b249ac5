package io.lightwave.token.client;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes client secrets of 256 random bits.
public final class NewSecrets {
    private static final int BYTES = 32;
    private static final int ID_BYTES = 6;

    /// @param text shown this once
    public record NewSecret(ClientSecret kept, String text) {
        @Override
        public String toString() {
            return "NewSecret[" + kept.id() + "]";
        }
    }

    private final SealedKeys sealed;
    private final SecureRandom random;

    NewSecrets(SealedKeys sealed, SecureRandom random) {
        this.sealed = sealed;
        this.random = random;
    }

    NewSecret make(TenantId tenant, AuthenticationMethod method, Instant now, Optional<Duration> lifetime) {
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(BYTES));
        ClientSecret kept = of(text, now, lifetime);
        return new NewSecret(
                method == AuthenticationMethod.CLIENT_SECRET_JWT
                        ? new ClientSecret(
                                kept.id(),
                                kept.hash(),
                                kept.createdAt(),
                                kept.expiresAt(),
                                Optional.of(
                                        sealed.seal(tenant, kept.place(), text.getBytes(StandardCharsets.US_ASCII))))
                        : kept,
                text);
    }

    /// Keeps a secret that somebody else made.
    ClientSecret of(String text, Instant now, Optional<Duration> lifetime) {
        return new ClientSecret(
                HexFormat.of().formatHex(bytes(ID_BYTES)),
                SecretHash.of(text),
                now,
                lifetime.map(now::plus),
                Optional.empty());
    }

    /// The new secret, and beside it the newest of the others while it overlaps.
    static List<ClientSecret> beside(ClientSecret newest, List<ClientSecret> others, Instant now, Duration overlap) {
        Stream<ClientSecret> kept = others.stream()
                .filter(secret -> secret.isLive(now))
                .limit(1)
                .map(secret -> secret.endingAt(now.plus(overlap)))
                .filter(secret -> secret.isLive(now));
        return Stream.concat(Stream.of(newest), kept).toList();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
