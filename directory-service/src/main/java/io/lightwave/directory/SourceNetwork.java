package io.lightwave.directory;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Where somebody comes from as far as one household, office or machine is told from another: an IPv4 address, or the
/// first 64 bits of one of IPv6 (RFC 4291 §2.5.4), of which everybody has as many as they like.
public record SourceNetwork(String value) {
    private static final int PREFIX_BYTES = 8;

    /// Empty when it is no IP address, as on a Unix socket.
    ///
    /// @param address of [Origin]
    public static Optional<SourceNetwork> of(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            return Optional.of(new SourceNetwork(
                    parsed instanceof Inet6Address
                            ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), PREFIX_BYTES))
                            : parsed.getHostAddress()));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
