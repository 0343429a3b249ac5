package io.lightwave.ca.profile;

import io.lightwave.ca.template.AlternativeName;
import io.lightwave.ca.template.ExtendedUse;
import io.lightwave.ca.template.KeyType;
import io.lightwave.ca.template.Standard;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// A kind of end entity's certificate. The constructor is the check: what stands is sound.
///
/// @param enabled whether anybody may have one
/// @param holders the kinds of subject that may have one; empty for the server's own
/// @param groups of which a holder must be in one at least; empty when they do not matter
/// @param keyTypes which keys it is given for
/// @param lifetime from five minutes to 398 days
/// @param templates of the alternative names, when its naming is by templates
public record Profile(
        String name,
        boolean enabled,
        Set<SubjectKind> holders,
        Set<String> groups,
        Set<KeyType> keyTypes,
        Duration lifetime,
        Set<ExtendedUse> extendedUse,
        Naming naming,
        List<NameTemplate> templates) {
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(398);

    /// For every kind of key, whatever groups its holders are in, and without templates.
    Profile(
            String name,
            boolean enabled,
            Set<SubjectKind> holders,
            Duration lifetime,
            Set<ExtendedUse> extendedUse,
            Naming naming) {
        this(name, enabled, holders, Set.of(), KeyType.USUAL, lifetime, extendedUse, naming, List.of());
    }

    public Profile {
        holders = Set.copyOf(holders);
        groups = Set.copyOf(groups);
        keyTypes = Set.copyOf(keyTypes);
        templates = List.copyOf(templates);
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
        if (keyTypes.isEmpty()) {
            throw new IllegalArgumentException("profile %s: a kind of key is required".formatted(name));
        }
        if ((naming == Naming.TEMPLATES) == templates.isEmpty()) {
            throw new IllegalArgumentException("profile %s: templates make names, and only they".formatted(name));
        }
        if (naming == Naming.NONE && extendedUse.contains(ExtendedUse.SERVER_AUTHENTICATION)) {
            throw new IllegalArgumentException("profile %s: a server's certificate must have a name".formatted(name));
        }
        if (holders.size() > 1 && templates.stream().anyMatch(NameTemplate::usesName)) {
            throw new IllegalArgumentException(
                    "profile %s: a name is one subject's among those of one kind only".formatted(name));
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
            case SPIFFE_ID, HOST -> new Standard.Svid(tenant, lifetime);
            case PROVED -> new Standard.Host(lifetime);
            case NONE, TEMPLATES -> new Standard.EndEntity(lifetime);
        };
    }

    /// Whether a subject of these groups may ask for one.
    public boolean permits(Set<String> memberships) {
        return groups.isEmpty() || groups.stream().anyMatch(memberships::contains);
    }

    /// The alternative names that its templates make of a subject.
    ///
    /// @throws IllegalArgumentException when they make none of it
    public List<AlternativeName> namesOf(ActivePrincipal subject) {
        return templates.stream().map(template -> template.of(subject)).toList();
    }
}
