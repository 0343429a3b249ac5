package io.lightwave.token.browser;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A maker of authenticators, whose certificates say what model one is (WebAuthn Level 3 §8.2).
public final class AttestationAuthority {
    private static final ASN1ObjectIdentifier AAGUID = new ASN1ObjectIdentifier("1.3.6.1.4.1.45724.1.1.4");
    private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2050-01-01T00:00:00Z");

    private final KeyPair key = keyPair();
    private final String name;
    private final byte[] certificate;

    public AttestationAuthority(String name) {
        this.name = "CN=%s, OU=Authenticator Attestation, O=Makers, C=CH".formatted(name);
        this.certificate = certificate(key.getPublic(), this.name, true, new UUID(0, 0));
    }

    public String pem() {
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate));
    }

    /// A `packed` statement in CBOR.
    byte[] statement(UUID model, byte[] authData, byte[] clientDataHash) {
        KeyPair batch = keyPair();
        byte[] signature;
        try {
            var signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(batch.getPrivate());
            signing.update(authData);
            signing.update(clientDataHash);
            signature = signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        byte[] leaf =
                certificate(batch.getPublic(), "CN=Batch, OU=Authenticator Attestation, O=Makers, C=CH", false, model);
        var cbor = new ByteArrayOutputStream();
        cbor.write(0xA3);
        text(cbor, "alg");
        cbor.write(0x26);
        text(cbor, "sig");
        bytes(cbor, signature);
        text(cbor, "x5c");
        cbor.write(0x81);
        bytes(cbor, leaf);
        return cbor.toByteArray();
    }

    private static void text(ByteArrayOutputStream cbor, String text) {
        cbor.write(0x60 + text.length());
        cbor.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void bytes(ByteArrayOutputStream cbor, byte[] bytes) {
        cbor.writeBytes(new byte[] {0x59, (byte) (bytes.length >> 8), (byte) bytes.length});
        cbor.writeBytes(bytes);
    }

    private byte[] certificate(PublicKey subject, String subjectName, boolean authority, UUID model) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                            new X500Name(name),
                            BigInteger.valueOf(System.identityHashCode(subject) + 1L),
                            Date.from(START),
                            Date.from(END),
                            new X500Name(subjectName),
                            subject)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!authority) {
                builder.addExtension(
                        AAGUID,
                        false,
                        new DEROctetString(ByteBuffer.allocate(16)
                                .putLong(model.getMostSignificantBits())
                                .putLong(model.getLeastSignificantBits())
                                .array()));
            }
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
