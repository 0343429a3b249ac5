package io.lightwave.ca.issuance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.math.BigInteger;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Each row is refused with its rule, the refusal stands in the trail, and no record was made, so nothing was signed.
class BadInputTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static World world;
    private static ActivePrincipal payments;

    @BeforeAll
    static void start() {
        world = new World().tenant(ACME);
        payments = world.subject(ACME, SubjectKind.WORKLOAD, "payments");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static byte[] signedBy(KeyPair keys, String algorithm) {
        return Requests.of(keys, algorithm, "CN=x", List.of());
    }

    /// For a key that nobody can have signed with.
    private static byte[] forKey(SubjectPublicKeyInfo key) {
        return Requests.of(key, Requests.rsa(2048, 65537).getPrivate(), "SHA256withRSA", "CN=x", List.of());
    }

    private static byte[] forRsa(BigInteger modulus, BigInteger exponent) throws Exception {
        return forKey(new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                new org.bouncycastle.asn1.pkcs.RSAPublicKey(modulus, exponent)));
    }

    private static BigInteger modulus() {
        return ((java.security.interfaces.RSAPublicKey)
                        Requests.rsa(2048, 65537).getPublic())
                .getModulus();
    }

    private static byte[] megabyte() throws Exception {
        var values = new ASN1EncodableVector();
        for (int i = 0; i < 1024; i++) {
            values.add(new DEROctetString(new byte[1020]));
        }
        return new DERSequence(values).getEncoded();
    }

    private static byte[] bomb() {
        var bomb = new byte[60 * 1024];
        int length = bomb.length;
        for (int at = 0; at + 4 < bomb.length; at += 4) {
            length -= 4;
            bomb[at] = 0x30;
            bomb[at + 1] = (byte) 0x82;
            bomb[at + 2] = (byte) (length >>> 8);
            bomb[at + 3] = (byte) length;
        }
        return bomb;
    }

    private static Extension constraints(boolean authority) {
        return Requests.extension(Extension.basicConstraints, true, new BasicConstraints(authority));
    }

    static Stream<Arguments> rows() throws Exception {
        byte[] sound = Requests.sound();
        byte[] broken = sound.clone();
        broken[broken.length - 1] ^= 1;
        var modulus = modulus();
        var common = BigInteger.valueOf(65537);
        return Stream.of(
                Arguments.of("a broken signature", broken, "RFC 2986 §4.2"),
                Arguments.of("SHA-1", signedBy(Requests.rsa(2048, 65537), "SHA1withRSA"), "SHA-2"),
                Arguments.of("a small RSA key", signedBy(Requests.rsa(1024, 65537), "SHA256withRSA"), "2048 to 4096"),
                Arguments.of(
                        "a huge RSA key", forRsa(BigInteger.ONE.shiftLeft(16383).setBit(0), common), "2048 to 4096"),
                Arguments.of("a negative modulus", forRsa(modulus.negate(), common), "product of two large primes"),
                Arguments.of(
                        "a negative modulus with the octets of a sound one",
                        forRsa(modulus.subtract(BigInteger.TWO.pow(modulus.bitLength())), common),
                        "product of two large primes"),
                Arguments.of("an even modulus", forRsa(modulus.clearBit(0), common), "product of two large primes"),
                Arguments.of(
                        "a small factor", forRsa(WeakRsa.withSmallFactor(), common), "product of two large primes"),
                Arguments.of("exponent 1", forRsa(modulus, BigInteger.ONE), "an RSA exponent must be odd"),
                Arguments.of("exponent 3", signedBy(Requests.rsa(2048, 3), "SHA256withRSA"), "an RSA exponent"),
                Arguments.of("an even exponent", forRsa(modulus, common.add(BigInteger.ONE)), "an RSA exponent"),
                Arguments.of("a huge exponent", forRsa(modulus, modulus.subtract(BigInteger.TWO)), "an RSA exponent"),
                Arguments.of("ROCA", signedBy(WeakRsa.ofRoca(), "SHA256withRSA"), "CVE-2017-15361"),
                Arguments.of("close primes", signedBy(WeakRsa.ofCloseFactors(), "SHA256withRSA"), "too close"),
                Arguments.of("P-521", signedBy(Requests.ec("secp521r1"), "SHA512withECDSA"), "P-256 or P-384"),
                Arguments.of(
                        "CA:TRUE",
                        Requests.of(Requests.ec("secp256r1"), "SHA256withECDSA", "CN=x", List.of(constraints(true))),
                        "CA:TRUE"),
                Arguments.of(
                        "an extension twice",
                        Requests.withAttributes(List.of(List.of(constraints(false)), List.of(constraints(true)))),
                        "RFC 5280 §4.2"),
                Arguments.of("1 MiB of ASN.1", megabyte(), "64 KiB"),
                Arguments.of("nesting without end", bomb(), "nesting deeper than 32"),
                Arguments.of("bytes after the end", Arrays.copyOf(sound, sound.length + 1), "bytes after the end"),
                Arguments.of("no request", "garbage".getBytes(US_ASCII), "not DER"));
    }

    private static long records() {
        return world.context
                .bean(JdbcClient.class)
                .sql("select count(*) from ca_certificate")
                .query(Long.class)
                .single();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void is_refused_by_its_rule_recorded_and_never_signed(String what, byte[] request, String rule) {
        long before = records();
        var outcome = world.authority().issue(payments, "workload", request, World.ORIGIN);
        assertThat(outcome).isInstanceOf(IssuanceOutcome.Malformed.class);
        String reason = ((IssuanceOutcome.Malformed) outcome).reason();
        assertThat(reason).as(what).contains(rule);
        assertThat(world.audited(ACME, "certificate.issue").getLast())
                .isEqualTo("REFUSED workload:payments@acme.example: workload " + reason);
        assertThat(records()).isEqualTo(before);
    }

    @Test
    void an_rsa_key_that_shares_a_prime_with_a_certified_one_is_refused_and_the_operator_learns_of_both() {
        var two = WeakRsa.sharingAPrime();
        var first = (IssuanceOutcome.Issued)
                world.authority().issue(payments, "workload", signedBy(two.get(0), "SHA256withRSA"), World.ORIGIN);
        assertThat(world.authority().issue(payments, "workload", signedBy(two.get(0), "SHA256withRSA"), World.ORIGIN))
                .as("the same key again")
                .isInstanceOf(IssuanceOutcome.Issued.class);
        var thief = world.subject(ACME, SubjectKind.WORKLOAD, "thief");
        long before = records();
        assertThat(world.authority().issue(thief, "workload", signedBy(two.get(1), "SHA256withRSA"), World.ORIGIN))
                .isEqualTo(new IssuanceOutcome.Malformed("the RSA key has a prime in common with another key"));
        assertThat(records()).isEqualTo(before);
        assertThat(world.audited(ACME, "certificate.weak-key"))
                .hasSize(2)
                .anySatisfy(event -> assertThat(event)
                        .startsWith("FAILED workload:thief@acme.example: issuing-1/"
                                + first.chain().getFirst().getSerialNumber().toString(16)));
    }
}
