package io.lightwave.directory.egress;

import java.net.InetAddress;
import java.util.regex.Pattern;

/// A range of addresses in CIDR form (RFC 4632 §3.1, RFC 4291 §2.3); a single address is a range of one.
final class Network {
    private static final Pattern FORM = Pattern.compile("([0-9a-f:.]+)(?:/([0-9]{1,3}))?");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}");

    private final byte[] prefix;
    private final int length;

    private Network(byte[] prefix, int length) {
        this.prefix = prefix;
        this.length = length;
    }

    /// Whether the text means a network rather than a host's name.
    static boolean isOne(String text) {
        return FORM.matcher(text).matches() && (text.indexOf(':') >= 0 || text.matches("[0-9./]+"));
    }

    static Network parse(String text) {
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

    boolean contains(InetAddress host) {
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
}
