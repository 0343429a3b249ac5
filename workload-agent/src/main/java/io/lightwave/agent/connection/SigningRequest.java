package io.lightwave.agent.connection;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/// A PKCS #10 request (RFC 2986) with an empty subject over a P-256 key: the server names the subject itself.
public final class SigningRequest {
    private static final byte[] VERSION_AND_EMPTY_SUBJECT = {2, 1, 0, 0x30, 0};
    private static final byte[] NO_ATTRIBUTES = {(byte) 0xA0, 0};
    // AlgorithmIdentifier ecdsa-with-SHA256, 1.2.840.10045.4.3.2 (RFC 5758 §3.2)
    private static final byte[] ECDSA_WITH_SHA256 = {
        0x30, 0x0A, 6, 8, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 4, 3, 2
    };

    private final KeyPair key;
    private final byte[] der;

    private SigningRequest(KeyPair key, byte[] der) {
        this.key = key;
        this.der = der;
    }

    /// Makes a key and a request signed by it.
    public static SigningRequest withNewKey() {
        return of(newKey());
    }

    /// A request by a P-256 key.
    public static SigningRequest of(KeyPair key) {
        byte[] info = element(0x30, VERSION_AND_EMPTY_SUBJECT, key.getPublic().getEncoded(), NO_ATTRIBUTES);
        byte[] signature = element(3, new byte[] {0}, sign(key, info));
        return new SigningRequest(key, element(0x30, info, ECDSA_WITH_SHA256, signature));
    }

    public static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no P-256", e);
        }
    }

    /// ECDSA with SHA-256 in DER.
    public static byte[] sign(KeyPair key, byte[] message) {
        try {
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(key.getPrivate());
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not a P-256 key", e);
        }
    }

    public KeyPair key() {
        return key;
    }

    public String pem() {
        return PemText.of("CERTIFICATE REQUEST", der);
    }

    /// PKCS #8 in PEM (RFC 7468 §10).
    public String privateKeyPem() {
        return PemText.of("PRIVATE KEY", key.getPrivate().getEncoded());
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
