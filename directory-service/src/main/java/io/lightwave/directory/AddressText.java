package io.lightwave.directory;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// IP addresses as people write them: IPv6 as RFC 5952 §4 has it.
public final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    /// @param literal an address in any form, with its zone if it has one (RFC 4007 §11)
    public static String of(String literal) {
        if (literal.indexOf(':') < 0) {
            return literal;
        }
        int zone = literal.indexOf('%');
        String address = zone < 0 ? literal : literal.substring(0, zone);
        return of(InetAddress.ofLiteral(address)) + literal.substring(address.length());
    }

    public static String of(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length != 2 * GROUPS) {
            return address.getHostAddress();
        }
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < octets.length; i += 2) {
            groups.add(Integer.toHexString(((octets[i] & 0xff) << Byte.SIZE) | (octets[i + 1] & 0xff)));
        }
        int start = 0;
        int longest = 1; // one group of zeros alone is not shortened
        for (int i = 0; i < GROUPS; i++) {
            int zeros = 0;
            while (i + zeros < GROUPS && groups.get(i + zeros).equals("0")) {
                zeros++;
            }
            if (zeros > longest) {
                start = i;
                longest = zeros;
            }
        }
        return longest == 1
                ? String.join(":", groups)
                : String.join(":", groups.subList(0, start)) + "::"
                        + String.join(":", groups.subList(start + longest, GROUPS));
    }
}
