package io.lightwave.token.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/// Says from where somebody came: IPv6 addresses as people write them (RFC 5952 §4).
final class Place {
    private static final int GROUPS = 8;
    private static final int BITS = 16;
    private static final Pattern LITERAL = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private Place() {}

    static String inWords(String address) {
        if (!address.contains(":") || !LITERAL.matcher(address).matches()) {
            return address;
        }
        try {
            InetAddress read = InetAddress.ofLiteral(address);
            return read instanceof Inet6Address ? inWords(read.getAddress()) : read.getHostAddress();
        } catch (IllegalArgumentException notOne) {
            return address;
        }
    }

    private static String inWords(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < BITS; i++) {
            groups[i / 2] = groups[i / 2] << Byte.SIZE | Byte.toUnsignedInt(bytes[i]);
        }
        int gap = 0;
        int length = 1; // a single group of zeros is written out
        for (int from = 0; from < GROUPS; from++) {
            int to = from;
            while (to < GROUPS && groups[to] == 0) {
                to++;
            }
            if (to - from > length) {
                gap = from;
                length = to - from;
            }
        }
        return length == 1 ? text(groups, 0, GROUPS) : text(groups, 0, gap) + "::" + text(groups, gap + length, GROUPS);
    }

    private static String text(int[] groups, int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
