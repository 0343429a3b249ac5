package io.lightwave.workload.node;

import java.math.BigInteger;
import java.net.InetAddress;

/// A block of IP addresses in CIDR notation (RFC 4632 §3.1), for instance `192.0.2.0/24`.
///
/// @param text as PostgreSQL's `cidr` takes it
record AddressRange(String text) {

    /// @throws IllegalArgumentException unless it is an address and a length, and no bit beyond the length is set
    AddressRange {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("not a range of addresses, as 192.0.2.0/24");
        }
        byte[] address = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
        int host = address.length * Byte.SIZE - Integer.parseInt(text.substring(slash + 1));
        var bits = new BigInteger(1, address);
        if (host < 0 || (bits.signum() != 0 && bits.getLowestSetBit() < host)) {
            throw new IllegalArgumentException("not a range of addresses, as 192.0.2.0/24");
        }
    }
}
