package io.lightwave.ca.rotation;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.AuthorityKind;
import io.lightwave.ca.authority.AuthorityProvisioning;
import io.lightwave.ca.authority.AuthorityState;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Begins a rotation in the last quarter of an authority's life, and replaces what has expired all the same.
final class Schedule {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
    private static final Duration ROOT_PUBLISHED = Duration.ofDays(30);
    private static final Duration ISSUING_PUBLISHED = Duration.ofDays(1);

    private final Tenants tenants;
    private final Authorities authorities;
    private final AuthorityProvisioning provisioning;
    private final Rotations rotations;
    private final InstantSource clock;

    Schedule(
            Tenants tenants,
            Authorities authorities,
            AuthorityProvisioning provisioning,
            Rotations rotations,
            InstantSource clock) {
        this.tenants = tenants;
        this.authorities = authorities;
        this.provisioning = provisioning;
        this.rotations = rotations;
        this.clock = clock;
    }

    /// Every tenant, once, also when it fails in others.
    void run() {
        tenants.forEach(
                this::tend,
                (tenant, failed) -> LOG.warn(
                        "authorities of {} could not be followed by others, the next attempt follows", tenant, failed));
    }

    private void tend(TenantId tenant) {
        if (hasExpired(tenant)) {
            provisioning.provision(tenant);
        } else if (ages(tenant, AuthorityKind.ROOT)) {
            rotations.begin(
                    tenant,
                    AuthorityKind.ROOT,
                    Rotations.Above.AS_BEFORE,
                    Optional.empty(),
                    ROOT_PUBLISHED,
                    List.of(),
                    Rotations.By.SERVER);
        } else if (ages(tenant, AuthorityKind.ISSUING)) {
            rotations.begin(
                    tenant,
                    AuthorityKind.ISSUING,
                    Rotations.Above.AS_BEFORE,
                    Optional.empty(),
                    ISSUING_PUBLISHED,
                    List.of(),
                    Rotations.By.SERVER);
        }
    }

    private boolean hasExpired(TenantId tenant) {
        var all = authorities.of(tenant, AuthorityKind.ISSUING);
        return !all.isEmpty()
                && all.stream()
                        .noneMatch(authority ->
                                authority.state() == AuthorityState.ACTIVE && authority.isValidAt(clock.instant()));
    }

    /// Whether one that signs is in the last quarter of its life and none waits to take its place.
    private boolean ages(TenantId tenant, AuthorityKind kind) {
        var all = authorities.of(tenant, kind);
        return all.stream().noneMatch(authority -> authority.state() == AuthorityState.PUBLISHED)
                && all.stream()
                        .filter(authority -> authority.state() == AuthorityState.ACTIVE)
                        .anyMatch(this::isOld);
    }

    private boolean isOld(Authority authority) {
        Instant from = authority.certificate().getNotBefore().toInstant();
        Instant to = authority.certificate().getNotAfter().toInstant();
        return clock.instant().isAfter(to.minus(Duration.between(from, to).dividedBy(4)));
    }
}
