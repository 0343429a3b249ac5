package io.lightwave.ca.ssh;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads the data types of RFC 4251 §5 from what strangers send: every length is within what is there.
final class WireReader {
    private final ByteBuffer in;

    WireReader(byte[] encoded) {
        this.in = ByteBuffer.wrap(encoded);
    }

    /// @throws IllegalArgumentException when it is not all there
    byte[] string() {
        try {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new IllegalArgumentException("the key is cut off");
            }
            var value = new byte[length];
            in.get(value);
            return value;
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("the key is cut off", cut);
        }
    }

    /// @throws IllegalArgumentException when it is not all there, or not ASCII
    String text() {
        byte[] value = string();
        for (byte octet : value) {
            if (octet < 0x20 || octet > 0x7e) {
                throw new IllegalArgumentException("the key has a name that is not printable ASCII");
            }
        }
        return new String(value, StandardCharsets.US_ASCII);
    }

    /// A positive number in its shortest form.
    ///
    /// @throws IllegalArgumentException when it is another
    BigInteger positive() {
        byte[] value = string();
        if (value.length == 0 || value[0] < 0 || (value.length > 1 && value[0] == 0 && value[1] >= 0)) {
            throw new IllegalArgumentException("the key has a number that is not positive, or not in its one form");
        }
        return new BigInteger(value);
    }

    /// @throws IllegalArgumentException when something is left
    void end() {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("something follows the key");
        }
    }
}
