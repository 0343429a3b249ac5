package io.lightwave.directory.ldap;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// Counts connections, in all and for each source.
final class ConnectionQuota {
    private static final int NETWORK_BYTES = 8;

    private final int maximum;
    private final int maximumPerSource;
    private final Map<Long, Integer> bySource = new HashMap<>();
    private int all;

    ConnectionQuota(int maximum, int maximumPerSource) {
        this.maximum = maximum;
        this.maximumPerSource = maximumPerSource;
    }

    /// Whether one more is allowed; if so it counts until [#leave], at first as nobody's.
    synchronized boolean enter() {
        if (all >= maximum) {
            return false;
        }
        all++;
        return true;
    }

    synchronized void leave() {
        all--;
    }

    /// Whether this source may have one more of those that have entered; if so it counts until [#leaveFrom].
    synchronized boolean enterFrom(InetAddress peer) {
        if (bySource.getOrDefault(source(peer), 0) >= maximumPerSource) {
            return false;
        }
        bySource.merge(source(peer), 1, Integer::sum);
        return true;
    }

    synchronized void leaveFrom(InetAddress peer) {
        bySource.computeIfPresent(source(peer), (_, count) -> count == 1 ? null : count - 1);
    }

    /// An IPv4 address, or the network of an IPv6 one, whose other half its holder chooses freely. The two kinds
    /// cannot meet: global networks have their first bits set.
    private static long source(InetAddress peer) {
        byte[] address = peer.getAddress();
        int length = peer instanceof Inet4Address ? address.length : NETWORK_BYTES;
        long source = 0;
        for (int i = 0; i < length; i++) {
            source = source << 8 | (address[i] & 0xff);
        }
        return source;
    }
}
