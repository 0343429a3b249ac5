package io.lightwave.directory.ldap;

import io.lightwave.directory.AddressText;
import io.lightwave.directory.ldap.operation.Channel.LocalPeer;
import java.net.InetAddress;
import java.util.Optional;

/// Who is at the other end of a connection, as far as the transport tells.
///
/// @param source whose share of connections it takes from; empty on a Unix socket
/// @param loopback whether it comes straight from this machine
record Peer(Optional<InetAddress> source, boolean loopback, Optional<LocalPeer> local) {

    static Peer at(InetAddress address) {
        return new Peer(Optional.of(address), address.isLoopbackAddress(), Optional.empty());
    }

    static Peer local(LocalPeer peer) {
        return new Peer(Optional.empty(), true, Optional.of(peer));
    }

    /// Whom a proxy passes on. What a proxy says is never taken for this machine's own.
    static Peer proxied(InetAddress client) {
        return new Peer(Optional.of(client), false, Optional.empty());
    }

    String address() {
        return source.map(AddressText::of).orElse("local");
    }
}
