package io.lightwave.token.ldapsource;

import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A directory of others that a tenant's people may sign in by.
record LdapSource(TenantId tenant, UUID id, Settings settings, Instant createdAt, Instant updatedAt, long version) {

    /// What an operator says of it; see [SourceDocument].
    ///
    /// @param servers the same directory, each tried when the one before is out of reach
    /// @param anchors whom to believe of the servers' certificates; none for those that the platform believes
    /// @param bindDn as whom to search; empty for nobody
    /// @param groups empty when nobody asks for groups
    record Settings(
            String name,
            List<Server> servers,
            List<X509Certificate> anchors,
            Optional<String> bindDn,
            String userBase,
            FilterTemplate userFilter,
            Optional<Groups> groups,
            Attributes attributes,
            Set<String> emailDomains,
            int position,
            boolean justInTime,
            List<Rule> rules,
            boolean enabled) {
        Settings {
            servers = List.copyOf(servers);
            anchors = List.copyOf(anchors);
            emailDomains = Set.copyOf(emailDomains);
            rules = List.copyOf(rules);
        }
    }

    /// @param tls from the first byte; else by StartTLS, before anything else is said
    record Server(String host, int port, boolean tls) {
        @Override
        public String toString() {
            return "%s://%s:%d".formatted(tls ? "ldaps" : "ldap", host, port);
        }
    }

    /// @param nested whether members of a member are members
    record Groups(String base, FilterTemplate filter, boolean nested) {}

    /// Which attributes tell what.
    ///
    /// @param id never changes and is never another's
    record Attributes(
            String id,
            String userName,
            Optional<String> email,
            Optional<String> displayName,
            Optional<String> givenName,
            Optional<String> familyName) {}

    /// Whoever is in that group there is in this one here.
    ///
    /// @param from a group's DN, or its `cn`
    record Rule(String from, String group) {}

    String name() {
        return settings.name();
    }
}
