package io.lightwave.ca.ssh;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SubjectKind;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a tenant says of SSH certificates, as operators write it and the database keeps it. What is null
/// takes its default.
record SshSettings(@Nullable Users users, @Nullable Hosts hosts) {
    static final SshSettings DEFAULTS = new SshSettings(null, null);
    static final Pattern ACCOUNT = Pattern.compile("[a-z_][a-z0-9_.-]{0,31}");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern HOST = Pattern.compile(LABEL + "([.]" + LABEL + ")*");
    private static final String NAME = "{name}";
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST_OF_USERS = Duration.ofDays(7);
    private static final Duration LONGEST_OF_HOSTS = Duration.ofDays(398);
    private static final int MOST = 50;
    private static final Set<String> EXTENSIONS = Set.of(
            "permit-X11-forwarding",
            "permit-agent-forwarding",
            "permit-port-forwarding",
            "permit-pty",
            "permit-user-rc",
            "no-touch-required");
    private static final Map<String, SubjectKind> HOLDERS = Map.of(
            "node", SubjectKind.NODE,
            "workload", SubjectKind.WORKLOAD,
            "client", SubjectKind.CLIENT);

    /// @param enabled false when null: a sign-in must not open every host's door unasked
    /// @param lifetime as `PT8H`, which it is when null; at most seven days
    /// @param groups of which a person must be in one; everybody when null
    /// @param groupPrincipals further accounts for the members of a group, by its name
    /// @param extensions of OpenSSH; a terminal, forwarded ports and `~/.ssh/rc` when null
    /// @param sourceAddress whether the certificate is good only from the address that it was fetched from
    /// @param strongestSignIn whether the sign-in must have earned the tenant's strongest context; true when null
    record Users(
            @Nullable Boolean enabled,
            @Nullable String lifetime,
            @Nullable List<String> groups,
            @JsonSetter(contentNulls = Nulls.SET) @Nullable Map<String, @Nullable List<String>> groupPrincipals,
            @Nullable List<String> extensions,
            @Nullable Boolean sourceAddress,
            @Nullable Boolean strongestSignIn) {
        static final Users DEFAULTS = new Users(null, null, null, null, null, null, null);
    }

    /// @param enabled false when null
    /// @param lifetime as `P30D`, which it is when null; at most 398 days
    /// @param holder whose: `node`, which it is when null, `workload` or `client`. A name is one
    ///     subject's among those of one kind only
    /// @param principals patterns of host names, in which `{name}` is the holder's; `{name}` itself when
    ///     null
    record Hosts(
            @Nullable Boolean enabled,
            @Nullable String lifetime,
            @Nullable String holder,
            @Nullable List<String> principals) {
        static final Hosts DEFAULTS = new Hosts(null, null, null, null);
    }

    /// What stands is sound.
    record UserRules(
            boolean enabled,
            Duration lifetime,
            Set<String> groups,
            Map<String, List<String>> groupPrincipals,
            List<String> extensions,
            boolean sourceAddress,
            boolean strongestSignIn) {}

    /// What stands is sound.
    record HostRules(boolean enabled, Duration lifetime, SubjectKind holder, List<String> principals) {
        List<String> of(String name) {
            return principals.stream()
                    .map(pattern -> pattern.replace(NAME, name))
                    .toList();
        }
    }

    /// With every default filled in.
    ///
    /// @throws InvalidFieldException naming the field that is wrong
    SshSettings filled() {
        var ofUsers = userRules();
        var ofHosts = hostRules();
        return new SshSettings(
                new Users(
                        ofUsers.enabled(),
                        ofUsers.lifetime().toString(),
                        ofUsers.groups().stream().sorted().toList(),
                        new TreeMap<>(ofUsers.groupPrincipals()),
                        ofUsers.extensions(),
                        ofUsers.sourceAddress(),
                        ofUsers.strongestSignIn()),
                new Hosts(
                        ofHosts.enabled(),
                        ofHosts.lifetime().toString(),
                        ofHosts.holder().name().toLowerCase(java.util.Locale.ROOT),
                        ofHosts.principals()));
    }

    UserRules userRules() {
        var given = users == null ? Users.DEFAULTS : users;
        return new UserRules(
                Boolean.TRUE.equals(given.enabled()),
                life("users.lifetime", given.lifetime(), Duration.ofHours(8), LONGEST_OF_USERS),
                names("users.groups", given.groups()),
                accounts(given.groupPrincipals()),
                extensions(given.extensions()),
                Boolean.TRUE.equals(given.sourceAddress()),
                !Boolean.FALSE.equals(given.strongestSignIn()));
    }

    HostRules hostRules() {
        var given = hosts == null ? Hosts.DEFAULTS : hosts;
        var holder = HOLDERS.get(given.holder() == null ? "node" : given.holder());
        if (holder == null) {
            throw new InvalidFieldException("hosts.holder", "must be node, workload or client");
        }
        return new HostRules(
                Boolean.TRUE.equals(given.enabled()),
                life("hosts.lifetime", given.lifetime(), Duration.ofDays(30), LONGEST_OF_HOSTS),
                holder,
                patterns(given.principals()));
    }

    private static Duration life(String field, @Nullable String given, Duration usual, Duration longest) {
        if (given == null) {
            return usual;
        }
        try {
            var life = Duration.parse(given);
            if (life.compareTo(SHORTEST) < 0 || life.compareTo(longest) > 0) {
                throw new InvalidFieldException(field, "must be between %s and %s".formatted(SHORTEST, longest));
            }
            return life;
        } catch (DateTimeException malformed) {
            throw new InvalidFieldException(field, "must be a duration such as PT8H");
        }
    }

    private static Set<String> names(String field, @Nullable List<String> given) {
        List<String> names = given == null ? List.of() : given;
        if (names.size() > MOST || names.stream().anyMatch(name -> name.isBlank() || name.length() > 200)) {
            throw new InvalidFieldException(field, "must be at most 50 names of groups");
        }
        return Set.copyOf(new HashSet<>(names));
    }

    private static Map<String, List<String>> accounts(@Nullable Map<String, @Nullable List<String>> given) {
        var accounts = new TreeMap<String, List<String>>();
        if (given == null) {
            return accounts;
        }
        names("users.groupPrincipals", List.copyOf(given.keySet()));
        given.forEach((group, names) -> {
            if (names == null
                    || names.isEmpty()
                    || names.size() > MOST
                    || !names.stream()
                            .allMatch(name ->
                                    name != null && ACCOUNT.matcher(name).matches())) {
                throw new InvalidFieldException(
                        "users.groupPrincipals", "must be 1 to 50 names of accounts for each group");
            }
            accounts.put(group, List.copyOf(new LinkedHashSet<>(names)));
        });
        return accounts;
    }

    private static List<String> extensions(@Nullable List<String> given) {
        if (given == null) {
            return List.of("permit-port-forwarding", "permit-pty", "permit-user-rc");
        }
        if (!EXTENSIONS.containsAll(given)) {
            throw new InvalidFieldException(
                    "users.extensions",
                    "knows " + String.join(", ", EXTENSIONS.stream().sorted().toList()));
        }
        return given.stream().distinct().sorted().toList();
    }

    private static List<String> patterns(@Nullable List<String> given) {
        List<String> patterns = given == null ? List.of(NAME) : given;
        if (patterns.isEmpty() || patterns.size() > MOST) {
            throw new InvalidFieldException("hosts.principals", "must be 1 to 50 patterns of host names");
        }
        for (String pattern : patterns) {
            if (!pattern.contains(NAME)
                    || pattern.length() > 200
                    || !HOST.matcher(pattern.replace(NAME, "x")).matches()) {
                throw new InvalidFieldException(
                        "hosts.principals", "must be host names with {name} in them, as {name}.prod.example");
            }
        }
        return patterns.stream().distinct().toList();
    }

    static boolean isHostName(String name) {
        return name.length() <= 253 && HOST.matcher(name).matches();
    }
}
