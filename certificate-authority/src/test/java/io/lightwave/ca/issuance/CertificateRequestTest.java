package io.lightwave.ca.issuance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lightwave.directory.CryptoProviders;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateRequestTest {
    static {
        CryptoProviders.install(); // as the server does
    }

    private static void refused(byte[] request, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateRequest.parse(request))
                .withMessageContaining(why);
    }

    @Test
    void is_read_from_der_and_from_pem() {
        byte[] der = Requests.sound();
        var key = CertificateRequest.parse(der).key();
        assertThat(CertificateRequest.parse(Requests.pem(der).getBytes(US_ASCII))
                        .key()
                        .encoded())
                .isEqualTo(key.encoded());
        assertThat(CertificateRequest.parse(("\n " + Requests.pem(der).replace("\n", "\r\n")).getBytes(US_ASCII))
                        .key()
                        .encoded())
                .isEqualTo(key.encoded());
        assertThat(CertificateRequest.parse(Requests.pem(der)
                                .replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")
                                .getBytes(US_ASCII))
                        .key()
                        .encoded())
                .isEqualTo(key.encoded());
    }

    @Test
    void may_hold_every_kind_of_key_that_we_certify() {
        for (byte[] request : List.of(
                Requests.of(Requests.ec("secp256r1"), "SHA256withECDSA", "", List.of()),
                Requests.of(Requests.ec("secp384r1"), "SHA384withECDSA", "CN=x", List.of()),
                Requests.of(Requests.rsa(2048, 65537), "SHA256withRSA", "CN=x", List.of()),
                Requests.of(Requests.rsa(2048, 65537), "SHA256withRSAandMGF1", "CN=x", List.of()),
                Requests.of(Requests.rsa(2048, 65537), "SHA512withRSAandMGF1", "CN=x", List.of()),
                Requests.of(Requests.ed25519(), "Ed25519", "CN=x", List.of()))) {
            assertThat(CertificateRequest.parse(request).key()).isNotNull();
        }
    }

    @Test
    void a_weak_or_unusual_key_is_refused() {
        refused(Requests.of(Requests.rsa(1024, 65537), "SHA256withRSA", "CN=x", List.of()), "2048 to 4096 bits");
        refused(Requests.of(Requests.rsa(2048, 3), "SHA256withRSA", "CN=x", List.of()), "exponent");
        refused(Requests.of(Requests.ec("secp521r1"), "SHA512withECDSA", "CN=x", List.of()), "P-256 or P-384");
    }

    @Test
    void an_rsa_key_of_the_roca_generator_is_refused() {
        refused(Requests.of(WeakRsa.ofRoca(), "SHA256withRSA", "CN=x", List.of()), "CVE-2017-15361");
    }

    @Test
    void an_rsa_key_of_primes_that_are_too_close_is_refused() {
        refused(Requests.of(WeakRsa.ofCloseFactors(), "SHA256withRSA", "CN=x", List.of()), "too close");
    }

    @Test
    void an_rsa_key_with_a_small_factor_is_refused() {
        refused(
                Requests.of(
                        WeakRsa.publicInfo(WeakRsa.withSmallFactor()),
                        Requests.rsa(2048, 65537).getPrivate(),
                        "SHA256withRSA",
                        "CN=x",
                        List.of()),
                "not a product of two large primes");
    }

    @Test
    void ordinary_rsa_keys_are_not_taken_for_weak_ones() {
        for (int i = 0; i < 5; i++) {
            assertThat(CertificateRequest.parse(
                                    Requests.of(Requests.rsa(2048, 65537), "SHA256withRSA", "CN=x", List.of()))
                            .key())
                    .isNotNull();
        }
    }

    @Test
    void an_extension_that_is_asked_for_twice_is_refused() {
        var endEntity = Requests.extension(Extension.basicConstraints, true, new BasicConstraints(false));
        var authority = Requests.extension(Extension.basicConstraints, true, new BasicConstraints(true));
        refused(
                Requests.withAttributes(List.of(List.of(endEntity), List.of(authority))),
                "RFC 5280 §4.2: the request asks for an extension twice");
        refused(
                Requests.withAttributes(List.of(List.of(endEntity, authority))),
                "RFC 5280 §4.2: the request asks for an extension twice");
    }

    @Test
    void a_point_that_is_not_on_the_curve_is_refused() {
        var keys = Requests.ec("secp256r1");
        byte[] info = keys.getPublic().getEncoded();
        info[info.length - 1] ^= 1;
        refused(
                Requests.of(
                        SubjectPublicKeyInfo.getInstance(info),
                        keys.getPrivate(),
                        "SHA256withECDSA",
                        "CN=x",
                        List.of()),
                "a point of its curve");
    }

    @Test
    void an_ec_key_without_a_named_curve_is_refused() {
        var keys = Requests.ec("secp256r1");
        var point = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded())
                .getPublicKeyData()
                .getOctets();
        for (var parameters : Arrays.asList(DERNull.INSTANCE, null, new DEROctetString(new byte[0]))) {
            var info = new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, parameters), point);
            refused(Requests.of(info, keys.getPrivate(), "SHA256withECDSA", "CN=x", List.of()), "named curve");
        }
    }

    @Test
    void a_signature_by_another_key_is_refused() {
        var info = SubjectPublicKeyInfo.getInstance(
                Requests.ec("secp256r1").getPublic().getEncoded());
        refused(
                Requests.of(info, Requests.ec("secp256r1").getPrivate(), "SHA256withECDSA", "CN=x", List.of()),
                "not by its key");
    }

    @Test
    void a_signature_with_sha1_is_refused() {
        refused(Requests.of(Requests.rsa(2048, 65537), "SHA1withRSA", "CN=x", List.of()), "must be signed by");
        refused(Requests.of(Requests.rsa(2048, 65537), "SHA1withRSAandMGF1", "CN=x", List.of()), "must be signed by");
    }

    @Test
    void asking_to_be_an_authority_is_refused() {
        var authority = Requests.extension(Extension.basicConstraints, true, new BasicConstraints(true));
        refused(Requests.of(Requests.ec("secp256r1"), "SHA256withECDSA", "CN=x", List.of(authority)), "CA:TRUE");
        var endEntity = Requests.extension(Extension.basicConstraints, true, new BasicConstraints(false));
        assertThat(CertificateRequest.parse(
                                Requests.of(Requests.ec("secp256r1"), "SHA256withECDSA", "CN=x", List.of(endEntity)))
                        .key())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "-----BEGIN CERTIFICATE REQUEST-----",
                "-----BEGIN CERTIFICATE REQUEST-----\n!!!!\n-----END CERTIFICATE REQUEST-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE REQUEST-----\nMAA\n-----END CERTIFICATE REQUEST-----",
                "0\0",
                "0\u0003\u0002\u0001\0"
            })
    void garbage_is_refused(String text) {
        refused(text.getBytes(US_ASCII), "");
    }

    @Test
    void something_before_or_behind_it_is_refused() {
        byte[] der = Requests.sound();
        refused(Arrays.copyOf(der, der.length + 1), "bytes after the end");
        refused(Arrays.copyOf(der, der.length - 1), "beyond the end");
        refused((Requests.pem(der) + Requests.pem(der)).getBytes(US_ASCII), "one PEM block");
        refused(("hello\n" + Requests.pem(der)).getBytes(US_ASCII), "");
    }

    @Test
    void more_than_64_KiB_is_refused_before_it_is_read() {
        refused(new byte[64 * 1024 + 1], "larger than 64 KiB");
    }

    @Test
    void nesting_without_end_is_refused_before_a_parser_recurses() {
        var bomb = new byte[64 * 1024];
        int length = bomb.length;
        for (int at = 0; at + 4 < bomb.length; at += 4) {
            length -= 4;
            bomb[at] = 0x30;
            bomb[at + 1] = (byte) 0x82;
            bomb[at + 2] = (byte) (length >>> 8);
            bomb[at + 3] = (byte) length;
        }
        refused(bomb, "nesting deeper than 32");
    }

    @Test
    void an_indefinite_length_is_refused() {
        refused(new byte[] {0x30, (byte) 0x80, 0, 0}, "indefinite");
    }

    @Test
    void one_bit_changed_anywhere_never_ends_in_anything_but_a_refusal() {
        byte[] sound = Requests.sound();
        var random = new Random(42);
        for (int i = 0; i < 500; i++) {
            byte[] changed = sound.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            refused(changed, "");
        }
    }
}
