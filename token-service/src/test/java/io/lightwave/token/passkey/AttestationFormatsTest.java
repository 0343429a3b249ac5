package io.lightwave.token.passkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.passkey.Ceremonies.FailedException;
import io.lightwave.token.policy.AttestationRoot;
import io.lightwave.token.policy.PasskeyRules;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName(
        "WebAuthn Level 3 §8: statements of TPMs and of Android, of which the specification's examples are refused")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttestationFormatsTest {
    private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2050-01-01T00:00:00Z");
    private static final X500Name MAKER = new X500Name("CN=Maker");
    private static final X500Name NOBODY = new X500Name("");
    private static final Tenant EXAMPLE = new Tenant(
            new TenantId("acme.example"),
            new UUID(0, 1),
            "",
            URI.create("https://example.org/t/acme.example"),
            true,
            true,
            0,
            0,
            START,
            START);
    private static final byte[] MODEL = hex("07".repeat(16));
    private static final String CLIENT_DATA =
            "{\"type\":\"webauthn.create\",\"challenge\":\"AAAA\",\"origin\":\"https://example.org\"}";

    private final Ceremonies ceremonies = new Ceremonies();
    private final KeyPair maker = keyPair();
    private final KeyPair credential = keyPair();
    private final byte[] authData = authenticatorData(credential.getPublic());
    private final byte[] clientDataHash = sha256(CLIENT_DATA.getBytes(StandardCharsets.UTF_8));
    private PasskeyRules rules = new PasskeyRules(false, List.of());

    @BeforeAll
    void trust() throws Exception {
        byte[] root = certificate(
                MAKER,
                maker.getPublic(),
                new Extension(Extension.basicConstraints, true, new BasicConstraints(true).getEncoded()));
        rules = new PasskeyRules(
                false,
                List.of(new AttestationRoot(
                        new JcaX509CertificateConverter().getCertificate(new X509CertificateHolder(root)), Set.of())));
    }

    @Test
    @DisplayName("A TPM's statement, which binds no model, is nothing for one that its authority may not attest")
    void a_model_of_another_authority() throws Exception {
        Ceremonies.Made made = made("tpm", tpm(Tpm.NOTHING));
        AttestationRoot any = rules.roots().getFirst();
        var its = new PasskeyRules(
                false, List.of(new AttestationRoot(any.certificate(), Set.of(Ceremonies.model(made)))));
        assertThat(ceremonies.verify(EXAMPLE, made, its, false)).contains(any.thumbprint());
        var anothers = new PasskeyRules(false, List.of(new AttestationRoot(any.certificate(), Set.of(new UUID(1, 1)))));
        assertThatThrownBy(() -> ceremonies.verify(EXAMPLE, made, anothers, false))
                .isInstanceOf(FailedException.class)
                .hasMessage("TrustAnchorNotFound");
    }

    /// What is wrong with a statement, as FIDO's list of conformance cases of servers has it.
    enum Tpm {
        NOTHING,
        ANOTHER_VERSION,
        ANOTHER_MAGIC,
        ANOTHER_TYPE,
        ANOTHER_EXTRA_DATA,
        ANOTHER_NAME,
        ANOTHER_KEY,
        SIGNATURE_OF_ANOTHER,
        NO_CERTIFICATE,
        CERTIFICATE_WITH_A_SUBJECT,
        CERTIFICATE_WITHOUT_ALTERNATIVE_NAME,
        CERTIFICATE_FOR_SOMETHING_ELSE,
        CERTIFICATE_OF_AN_AUTHORITY,
        CERTIFICATE_OF_ANOTHER_MODEL
    }

    @Test
    @DisplayName("§8.3: a TPM's statement is believed")
    void tpm() throws Exception {
        register("tpm", tpm(Tpm.NOTHING));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
    @DisplayName("§8.3, §8.3.1: nothing is believed that is not as it should be")
    void tpm_with(Tpm flaw) throws Exception {
        byte[] statement = tpm(flaw);
        assertThatThrownBy(() -> register("tpm", statement)).isInstanceOf(FailedException.class);
    }

    private byte[] tpm(Tpm flaw) throws Exception {
        byte[] area = area(credential.getPublic());
        byte[] shownArea = flaw == Tpm.ANOTHER_KEY ? area(keyPair().getPublic()) : area;
        byte[] name = sha256(flaw == Tpm.ANOTHER_NAME ? new byte[1] : shownArea);
        byte[] extra = sha256(flaw == Tpm.ANOTHER_EXTRA_DATA ? authData : joined(authData, clientDataHash));
        byte[] info = joined(
                hex(flaw == Tpm.ANOTHER_MAGIC ? "ff544348" : "ff544347"),
                hex(flaw == Tpm.ANOTHER_TYPE ? "8018" : "8017"),
                hex("0000" + "0020"),
                extra,
                new byte[17 + 8],
                hex("0022000b"),
                name,
                hex("0022000b"),
                new byte[32]);
        KeyPair identity = keyPair();
        var extensions = new ArrayList<Extension>();
        extensions.add(new Extension(
                Extension.basicConstraints,
                true,
                new BasicConstraints(flaw == Tpm.CERTIFICATE_OF_AN_AUTHORITY).getEncoded()));
        var purpose =
                new ASN1ObjectIdentifier(flaw == Tpm.CERTIFICATE_FOR_SOMETHING_ELSE ? "2.23.133.8.1" : "2.23.133.8.3");
        extensions.add(new Extension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.getInstance(purpose)).getEncoded()));
        if (flaw != Tpm.CERTIFICATE_WITHOUT_ALTERNATIVE_NAME) {
            extensions.add(new Extension(
                    Extension.subjectAlternativeName, true, new GeneralNames(new GeneralName(device())).getEncoded()));
        }
        if (flaw == Tpm.CERTIFICATE_OF_ANOTHER_MODEL) {
            extensions.add(new Extension(
                    new ASN1ObjectIdentifier("1.3.6.1.4.1.45724.1.1.4"),
                    false,
                    new DEROctetString(new byte[16]).getEncoded()));
        }
        byte[] certificate = certificate(
                flaw == Tpm.CERTIFICATE_WITH_A_SUBJECT ? new X500Name("CN=TPM") : NOBODY,
                identity.getPublic(),
                extensions.toArray(Extension[]::new));
        return joined(
                hex("a6"),
                text("ver"),
                text(flaw == Tpm.ANOTHER_VERSION ? "1.2" : "2.0"),
                text("alg"),
                hex("26"),
                text("x5c"),
                flaw == Tpm.NO_CERTIFICATE ? hex("80") : joined(hex("81"), bytes(certificate)),
                text("sig"),
                bytes(signed(flaw == Tpm.SIGNATURE_OF_ANOTHER ? keyPair() : identity, info)),
                text("certInfo"),
                bytes(info),
                text("pubArea"),
                bytes(shownArea));
    }

    /// A `TPMT_PUBLIC` of an ECDSA key on P-256.
    private static byte[] area(PublicKey key) {
        var point = ((ECPublicKey) key).getW();
        return joined(
                hex("0023" + "000b" + "00040000" + "0000" + "0010" + "0010" + "0003" + "0010"),
                hex("0020"),
                coordinate(point.getAffineX()),
                hex("0020"),
                coordinate(point.getAffineY()));
    }

    private static X500Name device() {
        return new X500NameBuilder()
                .addMultiValuedRDN(
                        new ASN1ObjectIdentifier[] {
                            new ASN1ObjectIdentifier("2.23.133.2.1"),
                            new ASN1ObjectIdentifier("2.23.133.2.2"),
                            new ASN1ObjectIdentifier("2.23.133.2.3")
                        },
                        new ASN1Encodable[] {
                            new DERUTF8String("id:414D4400"), new DERUTF8String("AMD"), new DERUTF8String("id:00030001")
                        })
                .build();
    }

    /// What is wrong with a statement of Android's key store.
    enum Android {
        NOTHING,
        SIGNATURE_OF_ANOTHER,
        CERTIFICATE_OF_ANOTHER_KEY,
        NO_DESCRIPTION,
        ANOTHER_CHALLENGE,
        FOR_ALL_APPLICATIONS,
        FOR_ALL_APPLICATIONS_BY_SOFTWARE,
        IMPORTED,
        FOR_VERIFYING,
        KEPT_BY_SOFTWARE
    }

    @Test
    @DisplayName("§8.4: Android's statement is believed of a key of its trusted environment")
    void android() throws Exception {
        register("android-key", android(Android.NOTHING));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
    @DisplayName("§8.4, §8.4.1: nothing is believed that is not as it should be")
    void android_with(Android flaw) throws Exception {
        byte[] statement = android(flaw);
        assertThatThrownBy(() -> register("android-key", statement)).isInstanceOf(FailedException.class);
    }

    private byte[] android(Android flaw) throws Exception {
        var all = new DERTaggedObject(true, 600, DERNull.INSTANCE);
        var made = new ArrayList<ASN1Encodable>();
        made.add(new DERTaggedObject(true, 1, new DERSet(new ASN1Integer(flaw == Android.FOR_VERIFYING ? 3 : 2))));
        if (flaw == Android.FOR_ALL_APPLICATIONS) {
            made.add(all);
        }
        made.add(new DERTaggedObject(true, 702, new ASN1Integer(flaw == Android.IMPORTED ? 2 : 0)));
        var described = new DERSequence(made.toArray(ASN1Encodable[]::new));
        var none = new DERSequence();
        var software = flaw == Android.FOR_ALL_APPLICATIONS_BY_SOFTWARE ? new DERSequence(all) : none;
        var description = new DERSequence(new ASN1Encodable[] {
            new ASN1Integer(300),
            new ASN1Enumerated(1),
            new ASN1Integer(300),
            new ASN1Enumerated(1),
            new DEROctetString(flaw == Android.ANOTHER_CHALLENGE ? sha256(clientDataHash) : clientDataHash),
            new DEROctetString(new byte[0]),
            flaw == Android.KEPT_BY_SOFTWARE ? described : software,
            flaw == Android.KEPT_BY_SOFTWARE ? none : described
        });
        KeyPair key = flaw == Android.CERTIFICATE_OF_ANOTHER_KEY ? keyPair() : credential;
        var extension = new Extension(
                new ASN1ObjectIdentifier(
                        flaw == Android.NO_DESCRIPTION ? "1.3.6.1.4.1.11129.2.1.18" : "1.3.6.1.4.1.11129.2.1.17"),
                false,
                description.getEncoded());
        byte[] certificate = certificate(new X500Name("CN=Key"), key.getPublic(), extension);
        return joined(
                hex("a3"),
                text("alg"),
                hex("26"),
                text("sig"),
                bytes(signed(flaw == Android.SIGNATURE_OF_ANOTHER ? keyPair() : key, joined(authData, clientDataHash))),
                text("x5c"),
                hex("81"),
                bytes(certificate));
    }

    private void register(String format, byte[] statement) throws FailedException {
        ceremonies.verify(EXAMPLE, made(format, statement), rules, true);
    }

    private Ceremonies.Made made(String format, byte[] statement) throws FailedException {
        byte[] object = joined(
                hex("a3"), text("fmt"), text(format), text("attStmt"), statement, text("authData"), bytes(authData));
        return ceremonies.parse(new Attestation(
                Base64Field.write(object), Base64Field.write(CLIENT_DATA.getBytes(StandardCharsets.UTF_8)), List.of()));
    }

    private static byte[] authenticatorData(PublicKey key) {
        var point = ((ECPublicKey) key).getW();
        return joined(
                sha256("example.org".getBytes(StandardCharsets.UTF_8)),
                hex("45" + "00000000"),
                MODEL,
                hex("0010"),
                new byte[16],
                hex("a5" + "0102" + "0326" + "2001" + "215820"),
                coordinate(point.getAffineX()),
                hex("225820"),
                coordinate(point.getAffineY()));
    }

    private byte[] certificate(X500Name subject, PublicKey key, Extension... extensions) throws Exception {
        var builder =
                new JcaX509v3CertificateBuilder(MAKER, BigInteger.TWO, Date.from(START), Date.from(END), subject, key);
        for (Extension extension : extensions) {
            builder.addExtension(extension);
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(maker.getPrivate()))
                .getEncoded();
    }

    private static byte[] signed(KeyPair key, byte[] text) throws GeneralSecurityException {
        var signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(key.getPrivate());
        signing.update(text);
        return signing.sign();
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

    private static byte[] coordinate(BigInteger value) {
        return hex("%064x".formatted(value));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    /// Below 24 characters.
    private static byte[] text(String text) {
        return joined(new byte[] {(byte) (0x60 + text.length())}, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bytes(byte[] bytes) {
        return joined(new byte[] {0x59, (byte) (bytes.length >> 8), (byte) bytes.length}, bytes);
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
