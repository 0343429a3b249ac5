package io.lightwave.ca.profile;

import io.lightwave.ca.template.ExtendedUse;
import io.lightwave.ca.template.Standard;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// A kind of end entity's certificate. The constructor is the check: what stands is sound.
///
/// @param enabled whether anybody may have one
/// @param holders the kinds of subject that may have one; empty for the server's own
/// @param lifetime from five minutes to 398 days
public record Profile(
        String name,
        boolean enabled,
        Set<SubjectKind> holders,
        Duration lifetime,
        Set<ExtendedUse> extendedUse,
        Naming naming) {
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(398);

    public Profile {
        holders = Set.copyOf(holders);
        extendedUse = Set.copyOf(extendedUse);
        if (!name.matches("[a-z][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException("not a profile name: '%s'".formatted(name));
        }
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "profile %s: the lifetime must be between %s and %s".formatted(name, SHORTEST, LONGEST));
        }
        if (extendedUse.isEmpty()) {
            throw new IllegalArgumentException("profile %s: an extended key usage is required".formatted(name));
        }
        if (naming == Naming.HOST && !holders.isEmpty()) {
            throw new IllegalArgumentException("profile %s: host names are the server's own".formatted(name));
        }
        if (naming == Naming.SPIFFE_ID && !holders.equals(Set.of(SubjectKind.WORKLOAD))) {
            throw new IllegalArgumentException("profile %s: SPIFFE IDs are workloads'".formatted(name));
        }
    }

    /// From when on the holder of a certificate that ends then may renew it by showing it: the second half of its life.
    public Instant renewableFrom(Instant notAfter) {
        return notAfter.minus(lifetime.dividedBy(2));
    }

    /// The standard its certificates must keep.
    public Standard standard(TenantId tenant) {
        return switch (naming) {
            case SPIFFE_ID -> new Standard.Svid(tenant, lifetime);
            case PROVED -> new Standard.Host(lifetime);
            case HOST, NONE -> new Standard.EndEntity(lifetime);
        };
    }
}
