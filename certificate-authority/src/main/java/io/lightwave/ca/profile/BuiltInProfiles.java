package io.lightwave.ca.profile;

import static io.lightwave.ca.template.ExtendedUse.CLIENT_AUTHENTICATION;
import static io.lightwave.ca.template.ExtendedUse.SERVER_AUTHENTICATION;

import io.lightwave.ca.template.ExtendedUse;
import io.lightwave.directory.SubjectKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The built-in profiles.
public final class BuiltInProfiles {
    private static final Set<SubjectKind> HOST_HOLDERS =
            Set.of(SubjectKind.WORKLOAD, SubjectKind.CLIENT, SubjectKind.NODE);

    /// The server's own TLS: names of its hosts, and its SPIFFE ID, by which whoever fetches bundles here knows it
    /// (SPIFFE Federation §5.2.2). Hence both uses (X509-SVID §4.4), although it is no client with it.
    public static final Profile SERVER = new Profile(
            "server",
            true,
            Set.of(),
            Duration.ofDays(30),
            Set.of(SERVER_AUTHENTICATION, CLIENT_AUTHENTICATION),
            Naming.HOST);

    /// A workload's X509-SVID. A day lets a container outlive a night's outage of the server, and is short enough that
    /// nobody needs to carry revocation lists of long ago.
    public static final Profile WORKLOAD = new Profile(
            "workload",
            true,
            Set.of(SubjectKind.WORKLOAD),
            Duration.ofHours(24),
            Set.of(SERVER_AUTHENTICATION, CLIENT_AUTHENTICATION),
            Naming.SPIFFE_ID);

    /// Another client's, for mutual TLS.
    public static final Profile CLIENT = new Profile(
            "client",
            true,
            Set.of(SubjectKind.CLIENT),
            Duration.ofDays(30),
            Set.of(CLIENT_AUTHENTICATION),
            Naming.NONE);

    /// A person's; off, since a session must not become a month's credential.
    public static final Profile USER = new Profile(
            "user", false, Set.of(SubjectKind.USER), Duration.ofDays(30), Set.of(CLIENT_AUTHENTICATION), Naming.NONE);

    /// A node's, with which its agent speaks for the workloads there. Long enough for a machine that is off over a
    /// holiday; a ban ends it at once.
    public static final Profile NODE = new Profile(
            "node", true, Set.of(SubjectKind.NODE), Duration.ofDays(7), Set.of(CLIENT_AUTHENTICATION), Naming.NONE);

    /// A host's, for names over which its holder proved control by ACME. Ninety days, since stock clients renew thirty
    /// days before the end.
    public static final Profile TLS_SERVER = new Profile(
            "tls-server", true, HOST_HOLDERS, Duration.ofDays(90), Set.of(SERVER_AUTHENTICATION), Naming.PROVED);

    /// The same for a short life, for clients that follow our renewal information (RFC 9773).
    public static final Profile TLS_SERVER_SHORT = new Profile(
            "tls-server-short", true, HOST_HOLDERS, Duration.ofDays(6), Set.of(SERVER_AUTHENTICATION), Naming.PROVED);

    /// For programs, by whoever builds them; off until a tenant says which groups may.
    static final Profile CODE_SIGNING = new Profile(
            "code-signing",
            false,
            Set.of(SubjectKind.WORKLOAD, SubjectKind.CLIENT),
            Duration.ofDays(90),
            Set.of(ExtendedUse.CODE_SIGNING),
            Naming.NONE);

    /// The default of each kind of subject comes before others that it may have.
    static final List<Profile> ALL =
            List.of(SERVER, WORKLOAD, CLIENT, USER, NODE, TLS_SERVER, TLS_SERVER_SHORT, CODE_SIGNING);

    private BuiltInProfiles() {}

    static Optional<Profile> find(String name) {
        return ALL.stream().filter(profile -> profile.name().equals(name)).findFirst();
    }

    /// The profile that a subject of this kind enrols for when it asks for none.
    private static Optional<Profile> of(SubjectKind kind) {
        return ALL.stream()
                .filter(profile ->
                        profile.naming() != Naming.PROVED && profile.holders().contains(kind))
                .findFirst();
    }

    /// The name of that profile, or the kind's own word when it has none.
    public static String nameFor(SubjectKind kind) {
        return of(kind).map(Profile::name).orElseGet(() -> kind.name().toLowerCase(Locale.ROOT));
    }
}
