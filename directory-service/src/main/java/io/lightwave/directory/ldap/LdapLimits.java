package io.lightwave.directory.ldap;

import io.lightwave.directory.DirectorySettings;
import java.time.Duration;

/// What connections may cost.
///
/// @param messageBytes size of one request of a bound peer
/// @param anonymousMessageBytes size of one request of a peer that has not bound
/// @param connections at one time, in all
/// @param connectionsPerSource at one time, from one IPv4 address or one IPv6 network of 64 bits
/// @param pending requests that wait while a search runs; more stay in the network
/// @param handshake for the TLS handshake
/// @param idle silence between requests
/// @param stall for the rest of a request that has begun, and for the peer to take an answer
record LdapLimits(
        int messageBytes,
        int anonymousMessageBytes,
        int connections,
        int connectionsPerSource,
        int pending,
        Duration handshake,
        Duration idle,
        Duration stall) {

    /// What operators set, and our own judgement of the rest. One source gets at most half of the connections.
    static LdapLimits of(DirectorySettings.Ldap settings) {
        return new LdapLimits(
                1 << 20,
                1 << 14,
                settings.maximumConnections(),
                Math.ceilDiv(settings.maximumConnections(), 2),
                64,
                Duration.ofSeconds(10),
                settings.idleTimeout(),
                Duration.ofSeconds(30));
    }
}
