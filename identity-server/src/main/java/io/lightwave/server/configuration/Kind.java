package io.lightwave.server.configuration;

import java.util.Arrays;
import java.util.Optional;

/// The kinds of object that a file may have, in the order in which they are made, with where the REST API has them.
/// Policies come first, since they say what the others may be; what is named by others comes before these.
enum Kind {
    /// The tenant's own fields, at the top of the file.
    TENANT("", "", "TenantPatch", "Tenant"),
    PASSWORD_POLICY("policies.password", "policies/password", "PasswordPolicyPatch", "PasswordPolicy"),
    LOCKOUT_POLICY("policies.lockout", "policies/lockout", "LockoutPolicyPatch", "LockoutPolicy"),
    THROTTLE_POLICY("policies.throttle", "policies/throttle", "ThrottlePolicyPatch", "ThrottlePolicy"),
    AUTHENTICATION_POLICY(
            "policies.authentication", "policies/authentication", "AuthenticationPolicyPatch", "AuthenticationPolicy"),
    TOKEN_POLICY("policies.token", "policies/token", "TokenPolicyPatch", "TokenPolicy"),
    REGISTRATION_POLICY(
            "policies.registration", "policies/registration", "RegistrationPolicyPatch", "RegistrationPolicy"),
    APPEARANCE("policies.appearance", "policies/appearance", "AppearancePatch", "Appearance"),
    AUDIT_POLICY("policies.audit", "policies/audit", "AuditPolicyPatch", "AuditPolicy"),
    ATTRIBUTE_TYPE(
            "attributeTypes",
            "schema/attributeTypes",
            "oid",
            "ConfiguredDefinition",
            "ConfiguredDefinition",
            "ConfiguredDefinition"),
    OBJECT_CLASS(
            "objectClasses",
            "schema/objectClasses",
            "oid",
            "ConfiguredDefinition",
            "ConfiguredDefinition",
            "ConfiguredDefinition"),
    RESOURCE_SERVER(
            "resourceServers",
            "resource-servers",
            "name",
            "NewResourceServer",
            "ResourceServerPatch",
            "ResourceServer"),
    AUTHORIZATION_DETAILS_TYPE(
            "authorizationDetailsTypes",
            "authorization-details-types",
            "name",
            "NewAuthorizationDetailsType",
            "AuthorizationDetailsTypePatch",
            "AuthorizationDetailsType"),
    CLIENT("clients", "clients", "clientId", "NewClient", "ClientPatch", "Client"),
    TRUSTED_ISSUER(
            "trustedIssuers", "trusted-issuers", "issuer", "NewTrustedIssuer", "TrustedIssuerPatch", "TrustedIssuer"),
    FEDERATION("federations", "federations", "trustDomain", "NewFederation", "FederationPatch", "Federation"),
    NODE_AUTHORITY(
            "nodeAuthorities", "node-authorities", "name", "NewNodeAuthority", "NodeAuthorityPatch", "NodeAuthority"),
    NODE("nodes", "nodes", "name", "NewNode", "NodePatch", "Node"),
    WORKLOAD("workloads", "workloads", "name", "NewWorkload", "WorkloadPatch", "Workload"),
    IDENTITY_PROVIDER(
            "identityProviders",
            "identity-providers",
            "name",
            "NewIdentityProvider",
            "NewIdentityProvider",
            "IdentityProvider"),
    LDAP_SOURCE("ldapSources", "ldap-sources", "name", "NewLdapSource", "NewLdapSource", "LdapSource"),
    SERVICE_PROVIDER(
            "serviceProviders",
            "service-providers",
            "name",
            "NewServiceProvider",
            "ServiceProviderPatch",
            "ServiceProvider"),
    CERTIFICATE_PROFILE(
            "certificateProfiles",
            "certificate-profiles",
            "name",
            "NewCertificateProfile",
            "CertificateProfilePatch",
            "CertificateProfile"),
    SSH("ssh", "ssh", "SshSettings", "SshSettings"),
    UNIT("units", "entries", "name", "ConfiguredUnit", "ConfiguredUnit", "ConfiguredUnit"),
    USER("users", "scim/Users", "userName", "ConfiguredUser", "ConfiguredUser", "ConfiguredUser"),
    GROUP("groups", "scim/Groups", "displayName", "ConfiguredGroup", "ConfiguredGroup", "ConfiguredGroup"),
    ACCESS_RULE("accessRules", "access-rules", "name", "NewAccessRule", "AccessRulePatch", "AccessRule");

    private final String yamlName;
    private final String path;
    private final String key;
    private final String created;
    private final String patched;
    private final String view;

    /// Of which a tenant has exactly one.
    Kind(String yamlName, String path, String patched, String view) {
        this(yamlName, path, "", patched, patched, view);
    }

    Kind(String yamlName, String path, String key, String created, String patched, String view) {
        this.yamlName = yamlName;
        this.path = path;
        this.key = key;
        this.created = created;
        this.patched = patched;
        this.view = view;
    }

    static Optional<Kind> of(String yamlName) {
        return Arrays.stream(values())
                .filter(kind -> kind.yamlName.equals(yamlName))
                .findFirst();
    }

    /// The member of the file that holds it, for instance `clients` or `policies.password`.
    String yamlName() {
        return yamlName;
    }

    /// Below the tenant's path in the API.
    String path() {
        return path;
    }

    /// The first segment of [#path], by which roles go.
    String object() {
        return path.isEmpty() ? "" : path.split("/", -1)[0];
    }

    /// The field by which people know one of them; empty where a tenant has exactly one.
    String key() {
        return key;
    }

    /// Whether it is part of the directory's schema, which is changed as a whole.
    boolean isOfSchema() {
        return this == ATTRIBUTE_TYPE || this == OBJECT_CLASS;
    }

    boolean isOfPeople() {
        return this == USER || this == GROUP;
    }

    /// Whether there may be too many to look at all of them, and most of them come from elsewhere.
    boolean isMostlyFromElsewhere() {
        return isOfPeople() || this == NODE;
    }

    /// Whether only what files have made is ever pruned.
    boolean isPrunedOnlyWhenMade() {
        return isMostlyFromElsewhere() || this == UNIT;
    }

    boolean isSingle() {
        return key.isEmpty();
    }

    /// The schema, in the API's description, of the request that makes one.
    String created() {
        return created;
    }

    /// The schema of the request that changes one.
    String patched() {
        return patched;
    }

    /// The schema of what the API shows.
    String view() {
        return view;
    }

    /// What people call one of them.
    String word() {
        return switch (this) {
            case TENANT -> "tenant";
            case OBJECT_CLASS -> "objectClass";
            case NODE_AUTHORITY -> "nodeAuthority";
            default -> isSingle() ? yamlName : yamlName.substring(0, yamlName.length() - 1);
        };
    }
}
