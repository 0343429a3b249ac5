package io.lightwave.workload.issuer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightwave.directory.Egress;
import io.lightwave.directory.StrictJson;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.key.KeySet;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The keys of trusted issuers. Those that are fetched are kept for ten minutes; when they cannot be fetched then, the
/// old ones hold for an hour at most. A change of the issuer drops them.
public final class IssuerKeys {
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration USABLE = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final int MOST_ISSUERS = 10_000;
    private static final int MOST_BYTES = 256 * 1024;

    private final Egress egress;
    private final ReviewCredentials credentials;
    private final InstantSource clock;
    private final Cache<Place, Slot> slots = Caffeine.newBuilder()
            .maximumSize(MOST_ISSUERS)
            .executor(Runnable::run)
            .build();

    IssuerKeys(Egress egress, ReviewCredentials credentials, InstantSource clock) {
        this.egress = egress;
        this.credentials = credentials;
        this.clock = clock;
    }

    private record Place(TenantId tenant, UUID issuer, long version) {}

    /// What was fetched, and when somebody last tried; one at a time.
    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable Got got;
        private volatile Instant triedAt = Instant.MIN;

        record Got(KeySet keys, Instant at) {}
    }

    /// Whether somebody registered the keys, or where they are.
    public boolean areRegistered(TrustedIssuer issuer) {
        return !(issuer.keys() instanceof KeySource.Discovered);
    }

    /// The keys now; empty when they cannot be had.
    public Optional<KeySet> of(TrustedIssuer issuer) {
        if (issuer.keys() instanceof KeySource.Fixed(var keys)) {
            return Optional.of(keys);
        }
        var slot = slot(issuer);
        var got = slot.got;
        if (got == null || !isWithin(FRESH, got.at(), clock.instant())) {
            refresh(issuer, slot);
        }
        return usable(slot);
    }

    /// The keys after a look at whether there are new ones, which is taken every 30 seconds at most.
    public Optional<KeySet> again(TrustedIssuer issuer) {
        if (issuer.keys() instanceof KeySource.Fixed(var keys)) {
            return Optional.of(keys);
        }
        var slot = slot(issuer);
        refresh(issuer, slot);
        return usable(slot);
    }

    private Slot slot(TrustedIssuer issuer) {
        return slots.get(new Place(issuer.tenant(), issuer.id(), issuer.version()), _ -> new Slot());
    }

    private Optional<KeySet> usable(Slot slot) {
        return Optional.ofNullable(slot.got)
                .filter(got -> isWithin(USABLE, got.at(), clock.instant()))
                .map(Slot.Got::keys);
    }

    /// What was in the future was by a clock that has been set right since (threat T20).
    private static boolean isWithin(Duration time, Instant at, Instant now) {
        return !at.isAfter(now) && at.isAfter(now.minus(time));
    }

    private void refresh(TrustedIssuer issuer, Slot slot) {
        slot.lock.lock();
        try {
            Instant now = clock.instant();
            if (isWithin(PAUSE, slot.triedAt, now)) {
                return;
            }
            slot.triedAt = now;
            slot.got = new Slot.Got(fetched(issuer), now);
        } catch (IOException | IllegalArgumentException failed) {
            // What was fetched before holds a while; without it the caller refuses for want of keys.
        } finally {
            slot.lock.unlock();
        }
    }

    private KeySet fetched(TrustedIssuer issuer) throws IOException {
        return switch (issuer.keys()) {
            case KeySource.Fixed(var keys) -> keys;
            case KeySource.Fetched(var address) -> KeySet.parse(document(issuer, address));
            case KeySource.Discovered() -> KeySet.parse(document(issuer, discovered(issuer)));
        };
    }

    private byte[] document(TrustedIssuer issuer, URI address) throws IOException {
        if (issuer.review().filter(review -> review.hasKeysAt(address)).isPresent()) {
            return egress.get(address, credentials.access(issuer).orElseThrow(), MOST_BYTES);
        }
        return issuer.caBundle().isEmpty()
                ? egress.get(address, MOST_BYTES)
                : egress.get(address, new Egress.Access(issuer.caBundle(), ""), MOST_BYTES);
    }

    /// OpenID Connect Discovery §4: the document must be the issuer's own.
    private URI discovered(TrustedIssuer trusted) throws IOException {
        String issuer = trusted.issuer();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        byte[] document = document(trusted, URI.create(base + "/.well-known/openid-configuration"));
        try {
            JsonNode metadata = StrictJson.mapper().readTree(new String(document, StandardCharsets.UTF_8));
            if (!metadata.path("issuer").asString("").equals(issuer)) {
                throw new IOException("the metadata is another issuer's");
            }
            var address = URI.create(metadata.path("jwks_uri").asString(""));
            if (!"https".equals(address.getScheme())) {
                throw new IOException("the metadata names no https address of keys");
            }
            return address;
        } catch (JacksonException | IllegalArgumentException malformed) {
            throw new IOException("the metadata cannot be read", malformed);
        }
    }
}
