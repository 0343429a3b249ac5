package io.lightwave.server.security;

import io.lightwave.directory.ActivePrincipal;
import java.util.Arrays;
import java.util.Set;

/// What members of a group ([io.lightwave.directory.Tenants#ROLES]) may do over REST without being administrators; in
/// the system tenant, of every tenant. Users and groups, access rules and exports are not among it: access rules say
/// who sees and changes those, and the role of user administrators is one of them.
enum Role {
    /// Reads everything but the audit trail.
    READER("readers"),
    /// Reads everything, and has the audit trail verified.
    AUDITOR("auditors"),
    /// Reads everything but the audit trail, and does all there is to do about certificates and authorities.
    CERTIFICATE_ADMINISTRATOR("certificate-administrators");

    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> OF_THE_TRAIL = Set.of("audit", "sign-in-refusals", "workload-refusals");
    private static final Set<String> OTHERS = Set.of(
            "", // the tenant itself
            "authority-names",
            "authorization-details-types",
            "clients",
            "configuration",
            "federations",
            "identity-providers",
            "join-tokens",
            "keys",
            "ldap-sources",
            "node-authorities",
            "nodes",
            "policies",
            "resource-servers",
            "saml-keys",
            "schema",
            "service-providers",
            "sessions",
            "trusted-issuers",
            "users",
            "workloads");
    private static final Set<String> OF_CERTIFICATES = Set.of(
            "acme-credentials",
            "authorities",
            "authority-requests",
            "authority-rotations",
            "certificate-profiles",
            "certificates",
            "ssh");

    private final String group;

    Role(String group) {
        this.group = group;
    }

    /// Whether one of the principal's roles permits the request.
    ///
    /// @param object the first segment below the tenant, empty for the tenant itself; one that is not known here is
    ///     for administrators only
    static boolean permits(ActivePrincipal principal, String method, String object) {
        return Arrays.stream(values())
                .anyMatch(role -> principal.groups().contains(role.group) && role.permits(method, object));
    }

    private boolean permits(String method, String object) {
        if (READING.contains(method)) {
            return OTHERS.contains(object)
                    || OF_CERTIFICATES.contains(object)
                    || (this == AUDITOR && OF_THE_TRAIL.contains(object));
        }
        return this == CERTIFICATE_ADMINISTRATOR && OF_CERTIFICATES.contains(object);
    }
}
