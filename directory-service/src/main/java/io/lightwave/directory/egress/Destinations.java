package io.lightwave.directory.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Which addresses may be reached: the public ones of the Internet, and what the operator listed.
final class Destinations {
    /// The special-purpose ranges of IPv4 that are not globally reachable (RFC 6890), and multicast.
    private static final List<Network> NOT_PUBLIC = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    // within 2000::/3: protocol assignments with Teredo, documentation, 6to4
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20")
            .map(Network::parse)
            .toList();

    /// All of IPv6 that is given out to hosts of the Internet (RFC 4291 §2.4); NAT64 and mapped addresses are not.
    private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");

    private static final int IPV6_BYTES = 16;

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
            if (!isPublic(address) && networks.stream().noneMatch(network -> network.contains(address))) {
                throw new IOException("%s has the address %s, which is neither public nor allowed by the settings"
                        .formatted(host, address.getHostAddress()));
            }
        }
    }

    static boolean isPublic(InetAddress address) {
        return (address.getAddress().length < IPV6_BYTES || GLOBAL_UNICAST.contains(address))
                && NOT_PUBLIC.stream().noneMatch(network -> network.contains(address));
    }
}
