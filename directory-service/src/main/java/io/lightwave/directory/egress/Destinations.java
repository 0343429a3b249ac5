package io.lightwave.directory.egress;

import io.lightwave.directory.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which addresses may be reached: the public ones of the Internet, and what the operator listed.
final class Destinations {
    private final Set<String> hosts = new HashSet<>();
    private final List<Network> networks = new ArrayList<>();

    Destinations(List<String> allowed) {
        for (String each : allowed) {
            if (Network.isOne(each)) {
                networks.add(Network.parse(each));
            } else if (each.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
                hosts.add(each);
            } else {
                throw new IllegalArgumentException("egress: neither a host nor a network: '%s'".formatted(each));
            }
        }
    }

    /// @throws IOException when any of the addresses that the host has may not be reached
    void check(String host, InetAddress[] addresses) throws IOException {
        if (hosts.contains(host)) {
            return;
        }
        for (InetAddress address : addresses) {
            if (!Network.isPublic(address) && networks.stream().noneMatch(network -> network.contains(address))) {
                throw new IOException("%s has the address %s, which is neither public nor allowed by the settings"
                        .formatted(host, address.getHostAddress()));
            }
        }
    }
}
