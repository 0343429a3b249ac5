package io.lightwave.workload.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens that somebody made who wants to be a workload and is none (RFC 8725 §2).
class HostileEvidenceTest {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Platform CLUSTER = new Platform("https://cluster.example");
    private static final String NO_ALGORITHM = "refused: header has an algorithm that is not allowed";
    private static World world;
    private static World.Tenant acme;

    @BeforeAll
    static void start() {
        world = new World();
        acme = world.tenant("acme.example");
        acme.trusts(CLUSTER, "kubernetes");
        acme.workload("payments", CLUSTER, "{\"sub\":\"system:serviceaccount:shop:payments\"}");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String good() {
        return CLUSTER.podToken(world.now(), acme.issuer(), "shop", "payments");
    }

    private static String payload() {
        return new String(Base64.getUrlDecoder().decode(good().split("[.]", -1)[1]), StandardCharsets.UTF_8);
    }

    private static String withSignature(String header, byte[] signature) {
        return Platform.encoded(header) + "." + Platform.encoded(payload()) + "." + ENCODER.encodeToString(signature);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"none", "None", "NONE", "HS256", "HS512", "RS1", "ES256K", "es256", "dir", "", "ES521", "Ed448"})
    void an_algorithm_that_is_not_on_the_list_is_refused(String algorithm) {
        assertThat(acme.who(CLUSTER.token("{\"alg\":\"%s\",\"kid\":\"key-1\"}".formatted(algorithm), payload())))
                .isEqualTo(NO_ALGORITHM);
        assertThat(acme.who(withSignature("{\"alg\":\"%s\"}".formatted(algorithm), new byte[0])))
                .isEqualTo(NO_ALGORITHM);
    }

    @Test
    void the_public_key_is_no_secret_for_an_hmac() throws Exception {
        for (byte[] secret : List.of(
                CLUSTER.jwks().getBytes(StandardCharsets.UTF_8),
                CLUSTER.key().toECPublicKey().getEncoded(),
                pem(CLUSTER.key()))) {
            String signed =
                    Platform.encoded("{\"alg\":\"HS256\",\"kid\":\"key-1\"}") + "." + Platform.encoded(payload());
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            assertThat(acme.who(signed + "."
                            + ENCODER.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)))))
                    .isEqualTo(NO_ALGORITHM);
        }
    }

    private static byte[] pem(ECKey key) throws JOSEException {
        return ("-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(key.toECPublicKey().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "ES384", "EdDSA"})
    void an_algorithm_of_another_type_of_key_is_refused(String algorithm) {
        assertThat(acme.who(CLUSTER.token("{\"alg\":\"%s\",\"kid\":\"key-1\"}".formatted(algorithm), payload())))
                .isEqualTo("refused: the issuer has no key of that kid and algorithm");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"typ\":\"at+jwt\"|header has another type than JWT",
                "\"typ\":\"dpop+jwt\"|header has another type than JWT",
                "\"typ\":\"wit+jwt\"|header has another type than JWT",
                "\"typ\":7|header has another type than JWT",
                "\"typ\":null|header has another type than JWT",
                "\"crit\":[\"exp\"]|header has critical extensions",
                "\"crit\":[]|header has critical extensions",
                "\"b64\":false|header has critical extensions",
                "\"kid\":7|header has a kid that is no short text",
                "\"kid\":\"other\"|the issuer has no key of that kid and algorithm",
                "\"kid\":\"../../etc/passwd\"|the issuer has no key of that kid and algorithm",
                "\"kid\":\"' or 1=1 --\"|the issuer has no key of that kid and algorithm"
            })
    void an_odd_header_is_refused(String member, String reason) {
        assertThat(acme.who(CLUSTER.token("{\"alg\":\"ES256\",%s}".formatted(member), payload())))
                .isEqualTo("refused: " + reason);
    }

    @Test
    void a_header_behind_a_byte_order_mark_is_no_evidence() {
        assertThat(acme.who(CLUSTER.token("\uFEFF{\"alg\":\"ES256\",\"kid\":\"key-1\"}", payload())))
                .isNotEqualTo("payments");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"typ\":\"JWT\"", "\"typ\":\"jwt\"", "\"kid\":\"key-1\"", "\"x5t\":\"abc\""})
    void a_usual_header_is_fine(String member) {
        assertThat(acme.who(CLUSTER.token("{\"alg\":\"ES256\",%s}".formatted(member), payload())))
                .isEqualTo("payments");
    }

    /// Threat T3: nothing that a token names is fetched, and no key that it brings along is used.
    @Test
    void t3_keys_and_addresses_in_the_header_are_neither_used_nor_fetched() throws IOException {
        var attacker = new Platform(CLUSTER.issuer());
        try (var canary = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "http://127.0.0.1:%d/keys".formatted(canary.getLocalPort());
            for (String member : List.of(
                    "\"jku\":\"%s\"".formatted(address),
                    "\"x5u\":\"%s\"".formatted(address),
                    "\"jwk\":" + attacker.key().toPublicJWK().toJSONString(),
                    "\"x5c\":[\"MIIB\"]")) {
                String header = "{\"alg\":\"ES256\",\"kid\":\"key-1\",%s}".formatted(member);
                assertThat(acme.who(attacker.token(header, payload())))
                        .isEqualTo("refused: the signature is not by the issuer's key");
                assertThat(acme.who(CLUSTER.token(header, payload()))).isEqualTo("payments");
            }
            canary.setSoTimeout(1);
            assertThat(world.network.asked()).isEmpty();
            org.assertj.core.api.Assertions.assertThatThrownBy(canary::accept)
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void a_signature_of_zeros_or_of_another_length_is_refused() {
        String header = "{\"alg\":\"ES256\",\"kid\":\"key-1\"}";
        byte[] order =
                new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16).toByteArray();
        var orders = new byte[64];
        System.arraycopy(order, 1, orders, 0, 32);
        System.arraycopy(order, 1, orders, 32, 32);
        for (byte[] signature : List.of(new byte[64], orders, new byte[0], new byte[63], new byte[65], new byte[96])) {
            assertThat(acme.who(withSignature(header, signature)))
                    .isEqualTo("refused: the signature is not by the issuer's key");
        }
    }

    @Test
    void a_name_given_twice_in_header_or_payload_makes_it_nothing() {
        String payload = payload();
        String twice = payload.replaceFirst("\\{", "{\"sub\":\"system:serviceaccount:shop:admin\",");
        assertThat(acme.who(CLUSTER.token("{\"alg\":\"ES256\"}", twice))).isEqualTo("not evidence");
        assertThat(acme.who(CLUSTER.token("{\"alg\":\"none\",\"alg\":\"ES256\"}", payload)))
                .isEqualTo("not evidence");
    }

    @Test
    void anything_but_a_compact_jws_in_its_one_spelling_is_nothing() {
        String good = good();
        assertThat(acme.who(good)).isEqualTo("payments");
        String[] parts = good.split("[.]", -1);
        for (String other : List.of(
                "",
                ".",
                "..",
                "...",
                good + ".",
                "." + good,
                good + "=",
                good + " ",
                parts[0] + "." + parts[1],
                parts[0] + "." + parts[1] + "." + parts[2] + ".x.y",
                parts[0] + "=." + parts[1] + "." + parts[2],
                parts[0] + "." + parts[1] + "." + parts[2].substring(0, 85) + "/",
                "{\"payload\":\"" + parts[1] + "\",\"signatures\":[]}",
                Platform.encoded("[]") + "." + parts[1] + "." + parts[2],
                Platform.encoded("{\"alg\":\"ES256\"}{}") + "." + parts[1] + "." + parts[2],
                parts[0] + "." + Platform.encoded("\"text\"") + "." + parts[2],
                parts[0] + "." + Platform.encoded("[".repeat(40)) + "." + parts[2])) {
            assertThat(acme.who(other)).as(other).isEqualTo("not evidence");
        }
    }

    @Test
    void stray_bits_in_the_last_letter_of_the_signature_make_it_nothing() {
        String good = good();
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = good.charAt(good.length() - 1);
        char neighbour = letters.charAt(letters.indexOf(last) ^ 1);
        assertThat(acme.who(good.substring(0, good.length() - 1) + neighbour)).isEqualTo("not evidence");
    }

    /// Threat T4: what is too large is refused before any of it is read.
    @Test
    void t4_more_than_64_KiB_is_refused_unread() {
        assertThat(acme.who("a".repeat(64 * 1024 + 1))).isEqualTo("refused: it is larger than 64 KiB");
        assertThat(acme.who("a".repeat(9000) + "." + good())).isEqualTo("not evidence");
    }

    /// Threat T1: whatever is changed outside of what was signed, the token is not taken for anything else.
    @Test
    void t1_one_letter_changed_anywhere_is_never_recognised() {
        String good = good();
        var random = new Random(1);
        String letters = "ABCxyz019-_.";
        for (int i = 0; i < 400; i++) {
            int at = random.nextInt(good.length());
            char letter = letters.charAt(random.nextInt(letters.length()));
            if (good.charAt(at) != letter) {
                assertThat(acme.who(good.substring(0, at) + letter + good.substring(at + 1)))
                        .isNotEqualTo("payments");
            }
        }
    }
}
