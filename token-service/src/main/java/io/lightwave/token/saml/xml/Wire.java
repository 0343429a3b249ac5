package io.lightwave.token.saml.xml;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// How messages travel: base64 in forms (SAML bindings §3.5.4), deflated as well in addresses (§3.4.4.1).
public final class Wire {
    private static final int MAXIMUM_INFLATED = 256 * 1024;
    private static final int MAXIMUM_RATIO = 50;
    /// Below that nobody minds the ratio.
    private static final int SMALL = 16 * 1024;

    private Wire() {}

    /// The octets of a message in a form.
    ///
    /// @throws InvalidSamlException when it is not base64, or of more than 1 MiB
    public static byte[] ofForm(String encoded) {
        if (encoded.length() > StrictXml.MAXIMUM_BYTES / 3 * 4) {
            throw new InvalidSamlException("more than 1 MiB of XML");
        }
        return EnvelopedSignature.base64(encoded);
    }

    /// The octets of a message in an address: at most 256 KiB, and 50 times what was sent.
    ///
    /// @throws InvalidSamlException when it is anything else
    public static byte[] ofAddress(String encoded) {
        byte[] deflated = EnvelopedSignature.base64(encoded);
        int most = Math.min(MAXIMUM_INFLATED, Math.max(SMALL, deflated.length * MAXIMUM_RATIO));
        var inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            byte[] octets = new byte[most + 1];
            int length = 0;
            while (!inflater.finished() && length < octets.length) {
                int more = inflater.inflate(octets, length, octets.length - length);
                if (more == 0 && !inflater.finished()) {
                    throw new InvalidSamlException("deflated data that ends too early");
                }
                length += more;
            }
            if (length > most) {
                throw new InvalidSamlException("deflated data that grows too much");
            }
            if (inflater.getRemaining() > 0) {
                throw new InvalidSamlException("more after the deflated data");
            }
            return java.util.Arrays.copyOf(octets, length);
        } catch (DataFormatException malformed) {
            throw new InvalidSamlException("not deflated data");
        } finally {
            inflater.end();
        }
    }

    public static String forForm(String xml) {
        return Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
    }

    /// Before it is percent-encoded.
    public static String forAddress(String xml) {
        var out = new ByteArrayOutputStream();
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(xml.getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
        } finally {
            deflater.end();
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }
}
