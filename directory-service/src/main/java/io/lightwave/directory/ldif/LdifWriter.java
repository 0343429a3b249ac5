package io.lightwave.directory.ldif;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.entry.FoundEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Writes entries as LDIF content records (RFC 2849), in lines of at most 76 characters.
final class LdifWriter {
    private static final int WIDTH = 76;

    private final OutputStream out;

    LdifWriter(OutputStream out) throws IOException {
        this.out = out;
        line("version: 1");
    }

    void write(FoundEntry entry) throws IOException {
        out.write('\n');
        value("dn", entry.name().getBytes(StandardCharsets.UTF_8));
        for (Attribute attribute : entry.attributes()) {
            for (byte[] value : attribute.getValueByteArrays()) {
                value(attribute.getName(), value);
            }
        }
    }

    private void value(String name, byte[] value) throws IOException {
        line(
                isSafe(value)
                        ? name + ": " + new String(value, StandardCharsets.US_ASCII)
                        : name + ":: " + Base64.getEncoder().encodeToString(value));
    }

    /// SAFE-STRING, and no space at the end (RFC 2849, note 8).
    private static boolean isSafe(byte[] value) {
        for (byte b : value) {
            if (b <= 0 || b == '\n' || b == '\r' || b == 0x7f) {
                return false;
            }
        }
        return value.length == 0
                || (value[0] != ' ' && value[0] != ':' && value[0] != '<' && value[value.length - 1] != ' ');
    }

    private void line(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
        int first = Math.min(bytes.length, WIDTH);
        out.write(bytes, 0, first);
        for (int at = first; at < bytes.length; at += WIDTH - 1) {
            out.write('\n');
            out.write(' ');
            out.write(bytes, at, Math.min(WIDTH - 1, bytes.length - at));
        }
        out.write('\n');
    }
}
