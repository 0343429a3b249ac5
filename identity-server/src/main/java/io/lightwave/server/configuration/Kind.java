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
    TOKEN_POLICY("policies.token", "policies/token", "TokenPolicyPatch", "TokenPolicy"),
    RESOURCE_SERVER(
            "resourceServers",
            "resource-servers",
            "name",
            "NewResourceServer",
            "ResourceServerPatch",
            "ResourceServer"),
    CLIENT("clients", "clients", "clientId", "NewClient", "ClientPatch", "Client");

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
        return this == TENANT ? "tenant" : isSingle() ? yamlName : yamlName.substring(0, yamlName.length() - 1);
    }
}
