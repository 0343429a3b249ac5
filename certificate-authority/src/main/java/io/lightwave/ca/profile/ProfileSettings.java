package io.lightwave.ca.profile;

import io.lightwave.ca.template.ExtendedUse;
import io.lightwave.ca.template.KeyType;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SubjectKind;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A profile's raw settings, as operators write them and the database keeps them. What is null takes its default.
///
/// @param holders kinds of subject: `workload`, `client`, `node`; required
/// @param groups names of groups, of which a holder must be in one; none when null
/// @param keyTypes `ec-p256`, `ec-p384`, `rsa`, `ed25519`, `ml-dsa-65`; all but the last when null
/// @param lifetime as `PT24H`; required
/// @param extendedKeyUsage `serverAuth`, `clientAuth`, `codeSigning`; required
/// @param names templates of the alternative names; none when null
record ProfileSettings(
        @Nullable Boolean enabled,
        @Nullable List<String> holders,
        @Nullable List<String> groups,
        @Nullable List<String> keyTypes,
        @Nullable String lifetime,
        @Nullable List<String> extendedKeyUsage,
        @Nullable List<String> names) {
    private static final int MOST = 20;
    private static final int LONGEST_GROUP = 200;
    private static final Map<String, ExtendedUse> USES = Map.of(
            "serverAuth", ExtendedUse.SERVER_AUTHENTICATION,
            "clientAuth", ExtendedUse.CLIENT_AUTHENTICATION,
            "codeSigning", ExtendedUse.CODE_SIGNING);
    /// People have none: what a certificate of theirs needs beforehand (a recent sign-in of the highest kind) is not
    /// asked for yet.
    private static final Map<String, SubjectKind> HOLDERS = Map.of(
            "workload", SubjectKind.WORKLOAD,
            "client", SubjectKind.CLIENT,
            "node", SubjectKind.NODE);

    /// As the settings of a profile that stands.
    static ProfileSettings of(Profile profile) {
        return new ProfileSettings(
                profile.enabled(),
                profile.holders().stream()
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList(),
                profile.groups().stream().sorted().toList(),
                profile.keyTypes().stream().sorted().map(KeyType::word).toList(),
                profile.lifetime().toString(),
                profile.extendedUse().stream()
                        .sorted()
                        .map(use -> USES.entrySet().stream()
                                .filter(known -> known.getValue() == use)
                                .map(Map.Entry::getKey)
                                .findFirst()
                                .orElseThrow())
                        .toList(),
                profile.templates().stream().map(NameTemplate::text).toList());
    }

    /// A profile of the tenant's own.
    ///
    /// @throws InvalidFieldException naming the field that is wrong
    Profile checked(String name) {
        var templates = templates();
        return sound(() -> new Profile(
                name,
                !Boolean.FALSE.equals(enabled),
                Set.copyOf(each("holders", holders, HOLDERS)),
                groupNames(),
                keys(),
                life(),
                Set.copyOf(each("extendedKeyUsage", extendedKeyUsage, USES)),
                templates.isEmpty() ? Naming.NONE : Naming.TEMPLATES,
                templates));
    }

    /// What a tenant makes of a built-in profile: whether it is on, who may ask, for which keys and how long.
    ///
    /// @throws InvalidFieldException naming the field that is wrong
    Profile checked(Profile builtIn) {
        var fixed = of(builtIn);
        requireFixed("holders", holders, fixed.holders());
        requireFixed("extendedKeyUsage", extendedKeyUsage, fixed.extendedKeyUsage());
        requireFixed("names", names, fixed.names());
        return sound(() -> new Profile(
                builtIn.name(),
                enabled == null ? builtIn.enabled() : enabled,
                builtIn.holders(),
                groupNames(),
                keys(),
                lifetime == null ? builtIn.lifetime() : life(),
                builtIn.extendedUse(),
                builtIn.naming(),
                builtIn.templates()));
    }

    private static Profile sound(Supplier<Profile> made) {
        try {
            return made.get();
        } catch (InvalidFieldException named) {
            throw named;
        } catch (IllegalArgumentException unsound) {
            String what = String.valueOf(unsound.getMessage());
            throw new InvalidFieldException(what.contains("lifetime") ? "lifetime" : "name", what);
        }
    }

    private static void requireFixed(String field, @Nullable List<String> wanted, @Nullable List<String> fixed) {
        if (wanted != null && fixed != null && !new HashSet<>(wanted).equals(new HashSet<>(fixed))) {
            throw new InvalidFieldException(field, "is fixed in a built-in profile");
        }
    }

    private Duration life() {
        if (lifetime == null) {
            throw new InvalidFieldException("lifetime", "is required");
        }
        try {
            return Duration.parse(lifetime);
        } catch (DateTimeException malformed) {
            throw new InvalidFieldException("lifetime", "must be a duration such as PT24H");
        }
    }

    private Set<String> groupNames() {
        List<String> given = groups == null ? List.of() : groups;
        if (given.size() > MOST
                || given.stream().anyMatch(group -> group.isBlank() || group.length() > LONGEST_GROUP)) {
            throw new InvalidFieldException("groups", "must be at most 20 names of groups");
        }
        return Set.copyOf(new HashSet<>(given));
    }

    private Set<KeyType> keys() {
        return keyTypes == null
                ? KeyType.USUAL
                : Set.copyOf(each(
                        "keyTypes",
                        keyTypes,
                        Arrays.stream(KeyType.values()).collect(Collectors.toMap(KeyType::word, Function.identity()))));
    }

    private List<NameTemplate> templates() {
        List<String> given = names == null ? List.of() : names;
        if (given.size() > MOST) {
            throw new InvalidFieldException("names", "must be at most 20");
        }
        try {
            return given.stream().distinct().map(NameTemplate::new).toList();
        } catch (IllegalArgumentException unsound) {
            throw new InvalidFieldException("names", String.valueOf(unsound.getMessage()));
        }
    }

    private static <T> Set<T> each(String field, @Nullable List<String> given, Map<String, T> known) {
        if (given == null || given.isEmpty()) {
            throw new InvalidFieldException(field, "is required");
        }
        return given.stream()
                .map(word -> {
                    var found = known.get(word);
                    if (found == null) {
                        throw new InvalidFieldException(
                                field,
                                "knows "
                                        + String.join(
                                                ", ",
                                                known.keySet().stream().sorted().toList()));
                    }
                    return found;
                })
                .collect(Collectors.toSet());
    }
}
