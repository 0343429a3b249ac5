package io.lightwave.directory;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// @param systemTenant the tenant whose administrators operate the installation
/// @param publicUrl the base of every issuer and link: `https`, without path, query and fragment
/// @param breachedPasswords sorted SHA-1 hashes of passwords that nobody may choose, one a line
public record DirectorySettings(TenantId systemTenant, URI publicUrl, Ldap ldap, Optional<Path> breachedPasswords) {

    /// Without a list of breached passwords.
    public DirectorySettings(TenantId systemTenant, URI publicUrl, Ldap ldap) {
        this(systemTenant, publicUrl, ldap, Optional.empty());
    }

    public DirectorySettings {
        if (!"https".equals(publicUrl.getScheme())
                || publicUrl.getHost() == null
                || !publicUrl.getRawPath().isEmpty()
                || publicUrl.getRawQuery() != null
                || publicUrl.getRawFragment() != null
                || publicUrl.getRawUserInfo() != null) {
            throw new IllegalArgumentException("public URL: not of the form https://host[:port]");
        }
    }

    /// @param port clear connections and StartTLS; 0 picks a free one
    /// @param ldapsPort TLS from the first byte; 0 picks a free one
    /// @param plainOnLoopback whether a password may come over a clear connection from this machine
    /// @param idleTimeout after which a connection without requests is closed
    public record Ldap(
            int port,
            int ldapsPort,
            String bindAddress,
            boolean plainOnLoopback,
            int maximumConnections,
            Duration idleTimeout) {

        public Ldap {
            requirePort("LDAP port", port);
            requirePort("LDAPS port", ldapsPort);
            if (maximumConnections < 1) {
                throw new IllegalArgumentException("LDAP maximum connections: at least 1");
            }
            if (!idleTimeout.isPositive()) {
                throw new IllegalArgumentException("LDAP idle timeout: more than nothing");
            }
        }

        private static void requirePort(String name, int port) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException(name + ": 0 to 65535");
            }
        }
    }
}
