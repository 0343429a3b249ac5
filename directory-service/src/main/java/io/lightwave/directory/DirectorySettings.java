package io.lightwave.directory;

import java.net.URI;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    /// @param local a Unix socket beside the ports, or none
    /// @param proxies who must begin each connection with a PROXY header, which says whose it is
    public record Ldap(
            int port,
            int ldapsPort,
            String bindAddress,
            boolean plainOnLoopback,
            int maximumConnections,
            Duration idleTimeout,
            Optional<LocalSocket> local,
            List<Network> proxies) {

        /// Ports only, and no proxies.
        public Ldap(
                int port,
                int ldapsPort,
                String bindAddress,
                boolean plainOnLoopback,
                int maximumConnections,
                Duration idleTimeout) {
            this(
                    port,
                    ldapsPort,
                    bindAddress,
                    plainOnLoopback,
                    maximumConnections,
                    idleTimeout,
                    Optional.empty(),
                    List.of());
        }

        public Ldap {
            proxies = List.copyOf(proxies);
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

    /// A Unix socket that speaks LDAP (`ldapi://`).
    ///
    /// @param permissions of the socket: who may write may connect
    /// @param administrators users of this machine, by name, or by number where they have none, who are the system
    ///     tenant's administrator by SASL EXTERNAL; nobody else is anybody by it
    public record LocalSocket(Path path, Set<PosixFilePermission> permissions, List<String> administrators) {
        public LocalSocket {
            permissions = Set.copyOf(permissions);
            administrators = List.copyOf(administrators);
        }
    }
}
