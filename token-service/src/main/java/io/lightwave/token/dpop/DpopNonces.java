package io.lightwave.token.dpop;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The nonces of proofs (RFC 9449 §8): the time, sealed for the tenant, so that every node knows every other's and
/// none is stored. Each is given for a minute and good for five.
final class DpopNonces {
    private static final String PLACE = "dpop-nonce";
    private static final Duration GIVEN = Duration.ofMinutes(1);
    private static final Duration GOOD = Duration.ofMinutes(5);
    private static final int MOST_TENANTS = 10_000;
    private static final int MAXIMUM_LENGTH = 500;

    private record Given(String nonce, Instant at) {}

    private final SealedKeys sealed;
    private final InstantSource clock;
    private final Map<TenantId, Given> current = new ConcurrentHashMap<>();

    DpopNonces(SealedKeys sealed, InstantSource clock) {
        this.sealed = sealed;
        this.clock = clock;
    }

    String of(TenantId tenant) {
        Instant now = clock.instant();
        Given given = current.get(tenant);
        if (given == null || given.at().isAfter(now) || !now.isBefore(given.at().plus(GIVEN))) {
            byte[] time = ByteBuffer.allocate(Long.BYTES)
                    .putLong(now.getEpochSecond())
                    .array();
            String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.seal(tenant, PLACE, time));
            if (current.size() >= MOST_TENANTS) {
                current.clear();
            }
            given = new Given(nonce, now);
            current.put(tenant, given);
        }
        return given.nonce();
    }

    boolean isGood(TenantId tenant, String nonce) {
        if (nonce.length() > MAXIMUM_LENGTH) {
            return false;
        }
        try {
            byte[] opened = sealed.open(tenant, PLACE, Base64.getUrlDecoder().decode(nonce));
            Instant at = Instant.ofEpochSecond(ByteBuffer.wrap(opened).getLong());
            Instant now = clock.instant();
            return !at.isAfter(now) && now.isBefore(at.plus(GOOD).plus(GIVEN));
        } catch (IllegalArgumentException | IllegalStateException | BufferUnderflowException notOurs) {
            return false;
        }
    }
}
