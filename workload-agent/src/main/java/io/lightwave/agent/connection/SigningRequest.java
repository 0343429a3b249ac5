package io.lightwave.agent.connection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/// A PKCS #10 request (RFC 2986) with an empty subject over a new P-256 key: the server names the subject itself.
public final class SigningRequest {
    private static final byte[] VERSION_AND_EMPTY_SUBJECT = {2, 1, 0, 0x30, 0};
    private static final byte[] NO_ATTRIBUTES = {(byte) 0xA0, 0};
    // AlgorithmIdentifier ecdsa-with-SHA256, 1.2.840.10045.4.3.2 (RFC 5758 §3.2)
    private static final byte[] ECDSA_WITH_SHA256 = {
        0x30, 0x0A, 6, 8, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 4, 3, 2
    };

    private final PrivateKey key;
    private final byte[] der;

    private SigningRequest(PrivateKey key, byte[] der) {
        this.key = key;
        this.der = der;
    }

    /// Makes a key and a request signed by it.
    public static SigningRequest withNewKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            byte[] info =
                    element(0x30, VERSION_AND_EMPTY_SUBJECT, pair.getPublic().getEncoded(), NO_ATTRIBUTES);
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(pair.getPrivate());
            signer.update(info);
            byte[] signature = element(3, new byte[] {0}, signer.sign());
            return new SigningRequest(pair.getPrivate(), element(0x30, info, ECDSA_WITH_SHA256, signature));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no P-256", e);
        }
    }

    public String pem() {
        return pem("CERTIFICATE REQUEST", der);
    }

    /// PKCS #8 in PEM (RFC 7468 §10).
    public String privateKeyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        label,
                        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(content),
                        label);
    }

    private static byte[] element(int tag, byte[]... contents) {
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length > 255) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length > 127) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] content : contents) {
            out.writeBytes(content);
        }
        return out.toByteArray();
    }
}
