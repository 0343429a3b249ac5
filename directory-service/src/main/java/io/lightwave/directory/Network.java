package io.lightwave.directory;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A range of addresses in CIDR form (RFC 4632 §3.1, RFC 4291 §2.3); a single address is a range of one.
public final class Network {
    private static final Pattern FORM = Pattern.compile("([0-9a-f:.]+)(?:/([0-9]{1,3}))?");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}");

    private final byte[] prefix;
    private final int length;

    private Network(byte[] prefix, int length) {
        this.prefix = prefix;
        this.length = length;
    }

    /// Whether the text means a network rather than a host's name.
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches() && (text.indexOf(':') >= 0 || text.matches("[0-9./]+"));
    }

    /// @throws IllegalArgumentException when the text is none
    public static Network parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()
                || (text.indexOf(':') < 0 && !IPV4.matcher(matcher.group(1)).matches())) {
            throw new IllegalArgumentException("not a network: '%s'".formatted(text));
        }
        byte[] prefix = literal(matcher.group(1));
        int bits = prefix.length * Byte.SIZE;
        int length = matcher.group(2) == null ? bits : Integer.parseInt(matcher.group(2));
        if (length > bits) {
            throw new IllegalArgumentException("not a network: '%s'".formatted(text));
        }
        return new Network(prefix, length);
    }

    private static byte[] literal(String address) {
        try {
            return InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an address: '%s'".formatted(address), e);
        }
    }

    /// Its address and its mask, one after the other (RFC 5280 §4.2.1.10).
    public byte[] addressAndMask() {
        byte[] both = Arrays.copyOf(prefix, 2 * prefix.length);
        for (int bit = 0; bit < prefix.length * Byte.SIZE; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (bit < length) {
                both[prefix.length + bit / Byte.SIZE] |= (byte) mask;
            } else {
                both[bit / Byte.SIZE] &= (byte) ~mask;
            }
        }
        return both;
    }

    public boolean contains(InetAddress host) {
        byte[] address = host.getAddress();
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < length; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((address[bit / Byte.SIZE] ^ prefix[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network && network.length == length && Arrays.equals(network.prefix, prefix);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(prefix) + length;
    }

    /// Whether the address is one of the Internet's: neither private, local, reserved nor multicast.
    public static boolean isPublic(InetAddress address) {
        return (address.getAddress().length < Public.IPV6_BYTES || Public.GLOBAL_UNICAST.contains(address))
                && Public.NOT_PUBLIC.stream().noneMatch(network -> network.contains(address));
    }

    private static final class Public {
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
    }
}
