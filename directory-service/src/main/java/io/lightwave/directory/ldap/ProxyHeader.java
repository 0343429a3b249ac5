package io.lightwave.directory.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The PROXY protocol's header of version 2, by which a load balancer says whose connection it passes on. The header
/// of version 1, other families than TCP's, and a client without an address are refused. Extensions have to be whole,
/// and a checksum among them right; the others say nothing here.
final class ProxyHeader {
    /// Of addresses and extensions.
    static final int MAXIMUM_BYTES = 2_048;

    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final int FIXED_BYTES = SIGNATURE.length + 4;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int PORTS_BYTES = 4;
    private static final int UNIX_BYTES = 108;
    private static final int EXTENSION_HEADER = 3;
    private static final int CHECKSUM = 0x03;

    private ProxyHeader() {}

    /// Reads exactly the header.
    ///
    /// @return the client's address; empty when the proxy speaks for itself (its check of our health)
    static Optional<InetAddress> read(InputStream in) throws IOException, MalformedMessageException {
        byte[] fixed = new byte[FIXED_BYTES];
        for (int i = 0; i < FIXED_BYTES; i++) { // no byte further than what can be the header of version 2
            int octet = in.read();
            if (octet < 0 || (i < SIGNATURE.length && octet != SIGNATURE[i])) {
                throw new MalformedMessageException("no PROXY header of version 2");
            }
            fixed[i] = (byte) octet;
        }
        int length = (fixed[FIXED_BYTES - 2] & 0xff) << 8 | (fixed[FIXED_BYTES - 1] & 0xff);
        if (length > MAXIMUM_BYTES) {
            throw new MalformedMessageException("a PROXY header of more than %d bytes".formatted(MAXIMUM_BYTES));
        }
        byte[] rest = in.readNBytes(length);
        if (rest.length < length) {
            throw new MalformedMessageException("half a PROXY header");
        }
        checkExtensions(fixed, rest);
        return switch (fixed[SIGNATURE.length] & 0xff) {
            case LOCAL -> Optional.empty();
            case PROXY -> Optional.of(client(fixed[SIGNATURE.length + 1] & 0xff, rest));
            default -> throw new MalformedMessageException("a PROXY header of another version or command");
        };
    }

    /// Whatever follows the addresses (§2.2.7): a type, a length in two bytes, and as much.
    private static void checkExtensions(byte[] fixed, byte[] rest) throws MalformedMessageException {
        int at = Math.min(addressBytes(fixed[SIGNATURE.length + 1] & 0xff), rest.length);
        while (at < rest.length) {
            if (rest.length - at < EXTENSION_HEADER) {
                throw new MalformedMessageException("half an extension of a PROXY header");
            }
            int length = (rest[at + 1] & 0xff) << 8 | (rest[at + 2] & 0xff);
            int value = at + EXTENSION_HEADER;
            if (length > rest.length - value) {
                throw new MalformedMessageException("half an extension of a PROXY header");
            }
            if (rest[at] == CHECKSUM) {
                checkSum(fixed, rest, value, length);
            }
            at = value + length;
        }
    }

    /// CRC-32C of the whole header with zeros in its place.
    private static void checkSum(byte[] fixed, byte[] rest, int at, int length) throws MalformedMessageException {
        var sum = new CRC32C();
        sum.update(fixed);
        sum.update(rest, 0, at);
        sum.update(new byte[length]);
        sum.update(rest, at + length, rest.length - at - length);
        if (length != Integer.BYTES || ByteBuffer.wrap(rest, at, length).getInt() != (int) sum.getValue()) {
            throw new MalformedMessageException("a PROXY header with a wrong checksum");
        }
    }

    /// Of both ends, with their ports (§2.2).
    private static int addressBytes(int family) {
        return switch (family >> 4) {
            case 1 -> 2 * IPV4_BYTES + PORTS_BYTES;
            case 2 -> 2 * IPV6_BYTES + PORTS_BYTES;
            case 3 -> 2 * UNIX_BYTES;
            default -> 0;
        };
    }

    private static InetAddress client(int family, byte[] addresses) throws IOException, MalformedMessageException {
        int size = switch (family) {
            case TCP_OVER_IPV4 -> IPV4_BYTES;
            case TCP_OVER_IPV6 -> IPV6_BYTES;
            default -> throw new MalformedMessageException("a PROXY header of another family than TCP's");
        };
        if (addresses.length < 2 * size + PORTS_BYTES) {
            throw new MalformedMessageException("a PROXY header without its addresses");
        }
        InetAddress client = InetAddress.getByAddress(Arrays.copyOf(addresses, size));
        if (client.isAnyLocalAddress() || client.isMulticastAddress()) {
            throw new MalformedMessageException("a PROXY header with an address that nobody has");
        }
        return client;
    }
}
