package io.lightwave.agent.command;

import io.lightwave.agent.command.Operation.Answer;
import io.lightwave.agent.command.Operation.Body;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The operations that need no command of their own: what they are about, where it is, and what of it is shown. The
/// rest of the API has commands with options, which these stand beside.
final class Operations {
    private static final String SEARCH = "search";
    private static final String REFUSAL = "reference time actor action target reason";
    private static final String SESSION = "id userName acr authTime lastUsedAt address device";
    private static final String WORKLOAD = "name spiffeId audiences enabled id";
    private static final String CERTIFICATE = "serial profile state notAfter spiffeId id";
    private static final String SSH_CERTIFICATE = "serial kind keyId principals state notAfter id";
    private static final String USER = "userName displayName active id";

    private final List<Operation> all = new ArrayList<>();

    private Operations() {}

    /// What the nouns mean that have no command with options.
    static final Map<String, String> NOUNS = Map.ofEntries(
            Map.entry("access-rule", "Access rules: who sees and changes what of the directory."),
            Map.entry(
                    "acme-credential", "Credentials by which ACME clients open their accounts, and CMP clients enrol."),
            Map.entry("authorization-details-type", "Types of authorization details (RFC 9396)."),
            Map.entry("entry", "Entries of the directory, by id or distinguished name."),
            Map.entry("certificate-profile", "Certificate profiles: what certificates say, and for whom."),
            Map.entry("federation", "Trust domains of others, whose bundles are fetched (SPIFFE)."),
            Map.entry("node-authority", "Outside authorities whose certificates let machines join as nodes."),
            Map.entry("identity-provider", "Where people of a tenant sign in elsewhere: OpenID Connect and SAML."),
            Map.entry("join-token", "Join tokens, each of which lets one agent in once."),
            Map.entry("ldap-source", "Directories of others whose people sign in here."),
            Map.entry("ldif", "The directory's entries as LDIF (RFC 2849)."),
            Map.entry(
                    "policy",
                    "Policies of a tenant: password, lockout, throttle, authentication, token, registration, appearance, audit."),
            Map.entry("resource-server", "Resource servers: the services that tokens are for."),
            Map.entry("saml-key", "Keys that a tenant signs SAML messages with."),
            Map.entry("schema", "The schema of a tenant's directory."),
            Map.entry("scim", "What SCIM says of itself, and many changes in one request."),
            Map.entry("service-provider", "SAML service providers that people sign in to."),
            Map.entry("session", "Sessions of signed-in people."),
            Map.entry("sign-in-refusal", "Why people were not let in, by the reference that they were shown."));

    static List<Operation> all() {
        var table = new Operations();
        table.people();
        table.tokens();
        table.workloads();
        table.certificates();
        table.directory();
        return List.copyOf(table.all);
    }

    private void people() {
        add("user", "list", "GET", "scim:Users", Answer.SCIM_PAGES, USER, "Lists the users.", "filter", "sortBy");
        add("user", "show", "GET", "scim:Users/{user}", Answer.OBJECT, USER, "Shows one user.");
        change("user", "update", "PATCH", "scim:Users/{user}", Body.REPLACEMENT, USER, "Changes fields of a user.");
        change("user", "replace", "PUT", "scim:Users/{user}", Body.USER, USER, "Replaces all that a user has.");
        add("user", "delete", "DELETE", "scim:Users/{user}", Answer.NOTHING, "", "Deletes a user for good.");
        add(
                "user",
                "invite",
                "POST",
                "users/{user}/invitation",
                Answer.NOTHING,
                "",
                "Sends a letter to set a password.");
        add("user", "sessions", "GET", "users/{user}/sessions", Answer.LIST, SESSION, "Lists a user's sessions.");
        add(
                "user",
                "end-sessions",
                "DELETE",
                "users/{user}/sessions",
                Answer.NOTHING,
                "",
                "Signs a user out everywhere.");
        add(
                "user",
                "factors",
                "GET",
                "users/{user}/factors",
                Answer.OBJECT,
                "oneTimeCodes since recoveryCodesLeft passkeys",
                "Shows which second factors a user has.");
        add(
                "user",
                "remove-factors",
                "DELETE",
                "users/{user}/factors",
                Answer.NOTHING,
                "",
                "Takes away the second factors of a user who has lost them.");
        add(
                "user",
                "consents",
                "GET",
                "users/{user}/consents",
                Answer.LIST,
                "clientId granted givenAt id",
                "Lists what a user has agreed to.");
        add(
                "user",
                "withdraw-consent",
                "DELETE",
                "users/{user}/consents/{client}",
                Answer.NOTHING,
                "",
                "Ends what a user has agreed to for a client.");
        String group = "displayName members id";
        add(
                "group",
                "list",
                "GET",
                "scim:Groups",
                Answer.SCIM_PAGES,
                "displayName id",
                "Lists the groups.",
                "filter",
                "sortBy");
        change(
                "group",
                "create",
                "POST",
                "scim:Groups",
                Body.GROUP,
                group,
                "Creates a group, for instance displayName=builders.");
        add("group", "show", "GET", "scim:Groups/{group}", Answer.OBJECT, group, "Shows one group.");
        change(
                "group",
                "update",
                "PATCH",
                "scim:Groups/{group}",
                Body.REPLACEMENT,
                group,
                "Changes fields of a group.");
        change("group", "replace", "PUT", "scim:Groups/{group}", Body.GROUP, group, "Replaces all that a group has.");
        add("group", "delete", "DELETE", "scim:Groups/{group}", Answer.NOTHING, "", "Deletes a group for good.");
        add("scim", "me", "GET", "scim:Me", Answer.OBJECT, USER, "Shows who the caller is.");
        change("scim", "bulk", "POST", "scim:Bulk", Body.JSON, "Operations", "Does many changes in one request.");
        add(
                "scim",
                "config",
                "GET",
                "scim:ServiceProviderConfig",
                Answer.OBJECT,
                "patch bulk filter sort etag",
                "Shows what the server can do.");
        add(
                "scim",
                "resource-types",
                "GET",
                "scim:ResourceTypes",
                Answer.LIST,
                "name endpoint schema",
                "Lists the resource types.");
        add(
                "scim",
                "resource-type",
                "GET",
                "scim:ResourceTypes/{name}",
                Answer.OBJECT,
                "name endpoint schema",
                "Shows one of them.");
        add("scim", "schemas", "GET", "scim:Schemas", Answer.LIST, "name id", "Lists the schemas.");
        add("scim", "schema", "GET", "scim:Schemas/{urn}", Answer.OBJECT, "name id", "Shows one of them.");
        add("session", "list", "GET", "sessions", Answer.PAGES, SESSION, "Lists the sessions.");
        add("session", "end", "DELETE", "sessions/{session}", Answer.NOTHING, "", "Ends a session with its tokens.");
        add(
                "sign-in-refusal",
                "list",
                "GET",
                "sign-in-refusals",
                Answer.LIST,
                REFUSAL,
                "Lists the newest refusals.",
                "limit");
        add(
                "sign-in-refusal",
                "show",
                "GET",
                "sign-in-refusals/{reference}",
                Answer.OBJECT,
                REFUSAL + " steps",
                "Says why somebody was not let in.");
        listed(
                "identity-provider",
                "identity providers",
                "identity-providers",
                Answer.LIST,
                "name kind issuer enabled problem id");
        change(
                "identity-provider",
                "test",
                "POST",
                "identity-providers/test",
                Body.JSON,
                "",
                "Tries one without registering it.");
        listed("ldap-source", "directories", "ldap-sources", Answer.LIST, "name kind urls enabled id");
        change("ldap-source", "try", "POST", "ldap-sources/test", Body.JSON, "", "Tries one without registering it.");
        change(
                "ldap-source",
                "test",
                "POST",
                "ldap-sources/{source}/test",
                Body.JSON,
                "",
                "Tries one, and looks for userName.");
        listed(
                "service-provider",
                "service providers",
                "service-providers",
                Answer.PAGES,
                "name entityId enabled metadataProblem id");
        String key = "id state stateSince expiresAt";
        add("saml-key", "list", "GET", "saml-keys", Answer.LIST, key, "Lists the keys.");
        add("saml-key", "prepare", "POST", "saml-keys", Answer.OBJECT, key, "Makes and publishes the next key.");
        add(
                "saml-key",
                "activate",
                "POST",
                "saml-keys/{samlKey}/activate",
                Answer.OBJECT,
                key,
                "Signs with it from now on.");
        add("saml-key", "retire", "DELETE", "saml-keys/{samlKey}", Answer.NOTHING, "", "Publishes it no longer.");
    }

    private void tokens() {
        String tenant = "name issuer enabled createdAt";
        add("tenant", "list", "GET", "/api/v1/tenants", Answer.PAGES, tenant, "Lists the tenants.", SEARCH);
        add("tenant", "show", "GET", "/api/v1/tenants/{tenant}", Answer.OBJECT, tenant, "Shows one tenant.");
        change(
                "tenant",
                "update",
                "PATCH",
                "/api/v1/tenants/{tenant}",
                Body.JSON,
                tenant,
                "Changes fields of a tenant.");
        listed(
                "client",
                "clients",
                "clients",
                Answer.PAGES,
                "clientId grantTypes tokenEndpointAuthMethod enabled",
                SEARCH);
        String secret = "id clientSecret expiresAt";
        change(
                "client",
                "add-secret",
                "POST",
                "clients/{client}/secrets",
                Body.JSON,
                secret,
                "Makes another secret, shown once; its predecessor ends a day later or after previousExpiresIn.");
        add(
                "client",
                "end-secret",
                "DELETE",
                "clients/{client}/secrets/{secret}",
                Answer.NOTHING,
                "",
                "Ends one of its secrets.");
        listed("resource-server", "resource servers", "resource-servers", Answer.PAGES, "name uri scopes enabled id");
        listed(
                "authorization-details-type",
                "types",
                "authorization-details-types",
                Answer.LIST,
                "name title resourceServer enabled");
        add("policy", "show", "GET", "policies/{policy}", Answer.OBJECT, "", "Shows a policy.");
        change("policy", "update", "PATCH", "policies/{policy}", Body.JSON, "", "Changes fields of a policy.");
    }

    private void workloads() {
        listed("issuer", "trusted issuers", "trusted-issuers", Answer.PAGES, "issuer kind audience enabled id");
        listed("node-authority", "node authorities", "node-authorities", Answer.LIST, "name enabled id");
        change(
                "issuer",
                "consent",
                "PUT",
                "trusted-issuers/{trustedIssuer}/operator-consent",
                Body.JSON,
                "issuer enabled operatorConsent",
                "Gives the operator's consent (given=true), or withdraws it (given=false).");
        change(
                "node-authority",
                "consent",
                "PUT",
                "node-authorities/{nodeAuthority}/operator-consent",
                Body.JSON,
                "name enabled operatorConsent",
                "Gives the operator's consent (given=true), or withdraws it (given=false).");
        listed(
                "federation",
                "federations",
                "federations",
                Answer.PAGES,
                "trustDomain bundleEndpointUrl enabled problem id");
        add(
                "federation",
                "refresh",
                "POST",
                "federations/{federation}/refresh",
                Answer.OBJECT,
                "trustDomain fetchedAt problem enabled",
                "Fetches its bundle now.");
        listed("workload", "workloads", "workloads", Answer.PAGES, WORKLOAD, SEARCH);
        String rule = "id issuer claims node selectors";
        add(
                "workload",
                "rules",
                "GET",
                "workloads/{workload}/rules",
                Answer.LIST,
                rule,
                "Lists the rules of a workload.");
        change(
                "workload",
                "add-rule",
                "POST",
                "workloads/{workload}/rules",
                Body.JSON,
                rule,
                "Adds a rule: issuer and claims, or node and selectors.");
        add(
                "workload",
                "remove-rule",
                "DELETE",
                "workloads/{workload}/rules/{rule}",
                Answer.NOTHING,
                "",
                "Removes a rule.");
        add(
                "workload",
                "refusals",
                "GET",
                "workload-refusals",
                Answer.LIST,
                "reference at issuer reason",
                "Lists the newest refusals; explain says why.",
                "limit");
        String node = "name enabled joined joinedAt assurance id";
        add("node", "list", "GET", "nodes", Answer.PAGES, node, "Lists the nodes.", SEARCH);
        add("node", "show", "GET", "nodes/{node}", Answer.OBJECT, node, "Shows one node.");
        change("node", "create", "POST", "nodes", Body.JSON, node, "Registers one before it joins: name=node-1.");
        change("node", "update", "PATCH", "nodes/{node}", Body.JSON, node, "Changes fields of a node.");
        String token = "node addressRange expiresAt id";
        add("join-token", "list", "GET", "join-tokens", Answer.PAGES, token, "Lists those that wait.");
        change(
                "join-token",
                "create",
                "POST",
                "join-tokens",
                Body.JSON,
                "token " + token,
                "Makes one, shown once, for instance" + " node=node-1.");
        add("join-token", "delete", "DELETE", "join-tokens/{joinToken}", Answer.NOTHING, "", "Takes one back.");
    }

    private void certificates() {
        add(
                "cert",
                "list",
                "GET",
                "certificates",
                Answer.PAGES,
                CERTIFICATE,
                "Lists the certificates.",
                "serial",
                "san",
                "spiffeId",
                "fingerprint",
                "subject",
                "profile",
                "state",
                "after",
                "before");
        add("cert", "show", "GET", "certificates/{certificate}", Answer.OBJECT, CERTIFICATE, "Shows one certificate.");
        add(
                "cert",
                "chain",
                "GET",
                "certificates/{certificate}/chain.pem",
                Answer.FILE,
                "",
                "Writes it and its issuers in PEM.");
        add(
                "cert",
                "lineage",
                "GET",
                "certificates/{certificate}/lineage",
                Answer.LIST,
                "createdAt profile evidence state notAfter id",
                "Lists what it renewed, itself, and what renewed it.");
        add("cert", "der", "GET", "certificates/{certificate}/certificate.cer", Answer.FILE, "", "Writes it in DER.");
        add(
                "cert",
                "pkcs7",
                "GET",
                "certificates/{certificate}/chain.p7c",
                Answer.FILE,
                "",
                "Writes it and its issuers in PKCS #7.");
        listed(
                "certificate-profile",
                "profiles",
                "certificate-profiles",
                Answer.LIST,
                "name holders keyTypes lifetime enabled");
        add(
                "authority",
                "show",
                "GET",
                "authorities/{authority}",
                Answer.OBJECT,
                "name kind state issuer notAfter fingerprint",
                "Shows one authority.");
        add(
                "authority",
                "rotation",
                "GET",
                "authority-rotations/{rotation}",
                Answer.OBJECT,
                "kind state successors replaced acknowledged liveCertificates activateAt id",
                "Shows how one rotation stands.");
        String request = "name createdAt";
        add("authority", "requests", "GET", "authority-requests", Answer.LIST, request, "Lists what waits for others.");
        add(
                "authority",
                "requested",
                "GET",
                "authority-requests/{authorityRequest}",
                Answer.OBJECT,
                "",
                "Shows one request.");
        add(
                "authority",
                "withdraw",
                "DELETE",
                "authority-requests/{authorityRequest}",
                Answer.NOTHING,
                "",
                "Forgets a request and its key.");
        String names = "dnsZones ipRanges";
        add("authority", "names", "GET", "authority-names", Answer.OBJECT, names, "Shows what the next may certify.");
        change(
                "authority",
                "list-names",
                "PUT",
                "authority-names",
                Body.JSON,
                names,
                "Lists what the next may certify, for instance dnsZones:='[\"svc.cluster.local\"]'.");
        String credential = "subject protocol dnsZones ipRanges used expiresAt id";
        add("acme-credential", "list", "GET", "acme-credentials", Answer.PAGES, credential, "Lists the credentials.");
        change(
                "acme-credential",
                "create",
                "POST",
                "acme-credentials",
                Body.JSON,
                "keyId hmacKey subject expiresAt",
                "Makes one, shown once, for instance subject=payments.");
        add(
                "acme-credential",
                "show",
                "GET",
                "acme-credentials/{credential}",
                Answer.OBJECT,
                credential,
                "Shows one of them.");
        add(
                "acme-credential",
                "delete",
                "DELETE",
                "acme-credentials/{credential}",
                Answer.NOTHING,
                "",
                "Takes one back.");
        add("ssh", "settings", "GET", "ssh", Answer.OBJECT, "users hosts", "Shows who may have SSH certificates.");
        change(
                "ssh",
                "update-settings",
                "PATCH",
                "ssh",
                Body.JSON,
                "users hosts",
                "Changes who may, for instance" + " users.enabled:=true.");
        String authority = "name kind state activeFrom trustedUntil fingerprint";
        add("ssh", "authorities", "GET", "ssh/authorities", Answer.LIST, authority, "Lists the SSH authorities.");
        change(
                "ssh",
                "rotate",
                "POST",
                "ssh/authorities/rotate",
                Body.JSON,
                authority,
                "Makes the next authority of a kind, for instance kind=user activeIn=PT24H.");
        add(
                "ssh",
                "compromise",
                "POST",
                "ssh/authorities/{authority}/compromise",
                Answer.OBJECT,
                authority,
                "Ends an authority that others may have the key of, with all that it signed.");
        add(
                "ssh",
                "certificates",
                "GET",
                "ssh/certificates",
                Answer.PAGES,
                SSH_CERTIFICATE,
                "Lists the SSH certificates.",
                "serial",
                "subject",
                "kind");
        add(
                "ssh",
                "certificate",
                "GET",
                "ssh/certificates/{certificate}",
                Answer.OBJECT,
                SSH_CERTIFICATE,
                "Shows one of them.");
        change(
                "ssh",
                "revoke",
                "POST",
                "ssh/certificates/{certificate}/revoke",
                Body.JSON,
                SSH_CERTIFICATE,
                "Revokes one, for instance reason=keyCompromise.");
    }

    private void directory() {
        listed("access-rule", "rules", "access-rules", Answer.PAGES, "name effect subjects rights target enabled");
        add(
                "access-rule",
                "effective",
                "GET",
                "access-rules/effective",
                Answer.OBJECT,
                "subject entry rights attributes",
                "Shows what a subject may do with an entry.",
                "subject",
                "entry");
        String entry = "dn id attributes";
        add(
                "entry",
                "list",
                "GET",
                "entries",
                Answer.PAGES,
                "dn objectClasses id",
                "Lists what stands below.",
                "parent");
        change("entry", "add", "POST", "entries", Body.JSON, entry, "Adds one: dn, and attributes by name.");
        add("entry", "show", "GET", "entries/{entry}", Answer.OBJECT, entry + " operational", "Shows one entry.");
        change(
                "entry",
                "update",
                "PATCH",
                "entries/{entry}",
                Body.JSON,
                entry,
                "Replaces attributes, for instance attributes.mail:='[\"a@b.example\"]'.");
        change("entry", "rename", "POST", "entries/{entry}/rename", Body.JSON, entry, "Gives another rdn or superior.");
        add("entry", "delete", "DELETE", "entries/{entry}", Answer.NOTHING, "", "Deletes one that has none below it.");
        add(
                "entry",
                "attributes",
                "GET",
                "entries/attributes",
                Answer.OBJECT,
                "structural attributes",
                "Shows what entries of some classes must and may have.",
                "objectClass");
        add("schema", "show", "GET", "schema", Answer.OBJECT, "attributeTypes objectClasses", "Shows the schema.");
        change(
                "schema",
                "change",
                "POST",
                "schema/changes",
                Body.JSON,
                "",
                "Adds and removes definitions, all or none.");
        add("ldif", "export", "GET", "ldif", Answer.FILE, "", "Writes all entries.", "operational");
        all.add(new Operation(
                "ldif",
                "import",
                "POST",
                "ldif",
                Body.LDIF,
                Answer.OBJECT,
                words("id done read added changed skipped failed"),
                List.of("id"),
                "Reads entries from a file; with the id of one that was cut off goes on with it."));
        add(
                "ldif",
                "progress",
                "GET",
                "ldif/imports/{id}",
                Answer.OBJECT,
                "id done read added changed skipped failed",
                "Shows how far an import is.");
        add(
                "audit",
                "activity",
                "GET",
                "audit/activity",
                Answer.OBJECT,
                "",
                "Counts sign-ins, tokens and certificates of the last day by the hour.");
        add(
                "audit",
                "list",
                "GET",
                "audit",
                Answer.NEWEST,
                "time actor action target outcome reason",
                "Lists events, the newest first.",
                "action",
                "outcome",
                "actor");
    }

    /// What is listed, made, shown, changed and deleted alike.
    private void listed(String noun, String what, String path, Answer list, String columns, String... query) {
        String one = path + "/{" + camelCase(noun) + "}";
        add(noun, "list", "GET", path, list, columns, "Lists the %s.".formatted(what), query);
        change(noun, "create", "POST", path, Body.JSON, columns, "Makes one.");
        add(noun, "show", "GET", one, Answer.OBJECT, columns, "Shows one of them.");
        change(noun, "update", "PATCH", one, Body.JSON, columns, "Changes fields of one.");
        add(noun, "delete", "DELETE", one, Answer.NOTHING, "", "Deletes one for good.");
    }

    private void add(
            String noun,
            String verb,
            String method,
            String path,
            Answer answer,
            String columns,
            String text,
            String... query) {
        all.add(new Operation(noun, verb, method, path, Body.NONE, answer, words(columns), Arrays.asList(query), text));
    }

    private void change(String noun, String verb, String method, String path, Body body, String columns, String text) {
        all.add(new Operation(noun, verb, method, path, body, Answer.OBJECT, words(columns), List.of(), text));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    private static String camelCase(String noun) {
        var camel = new StringBuilder();
        for (String word : noun.split("-", -1)) {
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
    }
}
