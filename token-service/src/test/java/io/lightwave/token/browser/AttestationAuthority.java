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

    /// What is wrong with its statements (§8.2, §8.2.1).
    public enum Flaw {
        NONE,
        SIGNATURE_OF_ANOTHER,
        ANOTHER_ALGORITHM,
        NO_CERTIFICATE,
        CERTIFICATE_OF_AN_AUTHORITY,
        EXPIRED_CERTIFICATE,
        ANOTHER_UNIT,
        ANOTHER_MODEL
    }

    private final KeyPair key = keyPair();
    private final String name;
    private final byte[] certificate;
    private Flaw flaw = Flaw.NONE;

    public AttestationAuthority with(Flaw value) {
        this.flaw = value;
        return this;
    }

    public AttestationAuthority(String name) {
        this.name = "CN=%s, OU=Authenticator Attestation, O=Makers, C=CH".formatted(name);
        this.certificate = certificate(key.getPublic(), this.name, true, new UUID(0, 0), END);
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
            signing.initSign((flaw == Flaw.SIGNATURE_OF_ANOTHER ? keyPair() : batch).getPrivate());
            signing.update(authData);
            signing.update(clientDataHash);
            signature = signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        byte[] leaf = certificate(
                batch.getPublic(),
                flaw == Flaw.ANOTHER_UNIT
                        ? "CN=Batch, OU=Sales, O=Makers, C=CH"
                        : "CN=Batch, OU=Authenticator Attestation, O=Makers, C=CH",
                flaw == Flaw.CERTIFICATE_OF_AN_AUTHORITY,
                flaw == Flaw.ANOTHER_MODEL ? new UUID(1, 1) : model,
                flaw == Flaw.EXPIRED_CERTIFICATE ? START.plusSeconds(1) : END);
        var cbor = new ByteArrayOutputStream();
        cbor.write(0xA3);
        text(cbor, "alg");
        cbor.write(flaw == Flaw.ANOTHER_ALGORITHM ? 0x27 : 0x26);
        text(cbor, "sig");
        bytes(cbor, signature);
        text(cbor, "x5c");
        cbor.write(flaw == Flaw.NO_CERTIFICATE ? 0x80 : 0x81);
        if (flaw != Flaw.NO_CERTIFICATE) {
            bytes(cbor, leaf);
        }
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

    private byte[] certificate(PublicKey subject, String subjectName, boolean authority, UUID model, Instant end) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                            new X500Name(name),
                            BigInteger.valueOf(System.identityHashCode(subject) + 1L),
                            Date.from(START),
                            Date.from(end),
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
