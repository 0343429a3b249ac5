package io.lightwave.token.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.dpop.Proofs;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.Ed25519Key;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7523 private_key_jwt")
class PrivateKeyJwtTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestTenant OTHER = SERVER.tenant("other.example");

    @BeforeAll
    static void register() {
        ACME.clientOf(ClientKeys.registration("keyed"));
        OTHER.clientOf(ClientKeys.registration("keyed"));
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Nested
    @DisplayName("With a DPoP proof (RFC 9449)")
    class WithProof {
        private final Proofs proofs = new Proofs();

        private Answer both(String assertion, String proof) {
            return SERVER.perform(form(assertion).header("DPoP", proof));
        }

        private String proof() {
            return proofs.header(ACME.issuer() + "/oauth2/token", SERVER.clock().instant())
                    .getOrDefault("DPoP", "");
        }

        private String assertion() {
            return ClientKeys.sign(claims(_ -> {}));
        }

        @Test
        void each_counts_once_and_the_client_is_looked_at_first() {
            String assertion = assertion();
            String proof = proof();
            assertThat(both(assertion, proof).status()).isEqualTo(200);
            assertThat(both(assertion, proof).get("error")).isEqualTo("invalid_client");
            assertThat(both(assertion, proof()).get("error")).isEqualTo("invalid_client");
            assertThat(both(assertion, "no proof").get("error")).isEqualTo("invalid_client");
            String another = assertion();
            assertThat(both(another, proof).get("error")).isEqualTo("invalid_dpop_proof");
            assertThat(AuditTrail.of(ACME).last("token.issue").reason())
                    .isEqualTo("invalid_dpop_proof: the proof was used before");
            assertThat(both(another, proof()).get("error"))
                    .as("what a refused request has shown")
                    .isEqualTo("invalid_client");
            String third = assertion();
            assertThat(both(third, "no proof").get("error")).isEqualTo("invalid_dpop_proof");
            assertThat(both(third, proof()).get("error")).isEqualTo("invalid_client");
        }

        @Test
        void count_once_when_presented_by_many_at_the_same_time() throws Exception {
            String assertion = assertion();
            String proof = proof();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var tasks = new ArrayList<Callable<Integer>>();
                for (int i = 0; i < 50; i++) {
                    String shown = i % 2 == 0 ? assertion : assertion();
                    tasks.add(() -> both(shown, proof).status());
                }
                long won = 0;
                for (var result : threads.invokeAll(tasks)) {
                    won += result.get() == 200 ? 1 : 0;
                }
                assertThat(won).isLessThanOrEqualTo(1);
            }
        }
    }

    @Nested
    @DisplayName("A good assertion")
    class Good {

        @Test
        void gives_a_token() {
            assertThat(present(ClientKeys.sign(claims(_ -> {}))).status()).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/oauth2/token", "/oauth2/par"})
        void may_name_the_token_endpoint_or_that_of_rfc_9126_2_as_its_audience(String endpoint) {
            assertThat(present(ClientKeys.sign(claims(c -> c.audience(ACME.issuer() + endpoint))))
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void goes_with_the_client_id_it_is_about_and_no_other() {
            assertThat(present(ClientKeys.sign(claims(_ -> {})), "client_id", "keyed")
                            .status())
                    .isEqualTo(200);
            assertThat(present(ClientKeys.sign(claims(_ -> {})), "client_id", "other")
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void counts_once_on_every_node() {
            String assertion = ClientKeys.sign(claims(_ -> {}));
            assertThat(present(assertion).status()).isEqualTo(200);
            assertThat(present(assertion).get("error")).isEqualTo("invalid_client");
            assertThat(AuditTrail.of(ACME).last("client.authenticate").reason()).isEqualTo("assertion used before");
            try (var node = TokenServer.on(SERVER.database())) {
                assertThat(node.perform(form(assertion)).status()).isEqualTo(401);
            }
        }

        @Test
        void counts_once_when_presented_by_many_at_the_same_time() throws Exception {
            String assertion = ClientKeys.sign(claims(_ -> {}));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var tasks = new ArrayList<Callable<Integer>>();
                for (int i = 0; i < 50; i++) {
                    tasks.add(() -> present(assertion).status());
                }
                long won = 0;
                for (var result : threads.invokeAll(tasks)) {
                    won += result.get() == 200 ? 1 : 0;
                }
                assertThat(won).isEqualTo(1);
            }
        }

        @Test
        void has_an_id_that_is_its_client_s_and_its_tenant_s_alone() {
            ACME.clientOf(ClientKeys.registration("keyed2"));
            String id = UUID.randomUUID().toString();
            assertThat(present(ClientKeys.sign(claims(c -> c.jwtID(id)))).status())
                    .isEqualTo(200);
            assertThat(present(ClientKeys.sign(
                                    claims(c -> c.jwtID(id).issuer("keyed2").subject("keyed2"))))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Nested
    @DisplayName("Keys")
    class Keys {

        @Test
        void may_be_rsa_with_rs256_or_ps256() throws JOSEException {
            RSAKey key = new RSAKeyGenerator(2048).generate();
            ACME.clientOf(ClientKeys.registration("rsa", key));
            for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256)) {
                String assertion = ClientKeys.sign(
                        claims(c -> c.issuer("rsa").subject("rsa")),
                        new JWSHeader.Builder(algorithm).build(),
                        new RSASSASigner(key));
                assertThat(present(assertion).status()).as(algorithm.getName()).isEqualTo(200);
            }
            String weak = ClientKeys.sign(
                    claims(c -> c.issuer("rsa").subject("rsa")),
                    new JWSHeader.Builder(JWSAlgorithm.RS512).build(),
                    new RSASSASigner(key));
            assertThat(present(weak).status()).isEqualTo(401);
        }

        @ParameterizedTest
        @CsvSource({"EdDSA,,", "Ed25519,,", "Ed25519,EdDSA,EdDSA", "EdDSA,Ed25519,Ed25519", "Ed25519,Ed25519,Ed25519"})
        @DisplayName("may be by Ed25519, whichever of its names it has (RFC 9864 §2.2)")
        void may_be_by_ed25519(String algorithm, String ofTheKey, String registered) {
            var key = new Ed25519Key();
            String id = "ed-" + algorithm + "-" + registered;
            String registration = ClientKeys.registration(
                    id,
                    key.publicKey()
                            .algorithm(ofTheKey == null ? null : new JWSAlgorithm(ofTheKey))
                            .build());
            ACME.clientOf(
                    registered == null
                            ? registration
                            : registration.replaceFirst(
                                    "[{]", "{\"tokenEndpointAuthSigningAlg\":\"%s\",".formatted(registered)));
            var header = new JWSHeader(new JWSAlgorithm(algorithm));
            var its = claims(c -> c.issuer(id).subject(id));
            assertThat(present(ClientKeys.sign(its, header, key)).status()).isEqualTo(200);
            assertThat(present(ClientKeys.sign(its, header, new Ed25519Key())).status())
                    .isEqualTo(401);
        }
    }

    @Nested
    @DisplayName("A bad assertion is invalid_client")
    class Bad {

        static Stream<Arguments> bad() throws JOSEException {
            Instant now = TestClock.NOON;
            var foreign = ClientKeys.generate();
            var es256 = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build();
            return Stream.of(
                    of("another issuer", c -> c.issuer("nobody")),
                    of("another subject", c -> c.subject("other")),
                    of("no subject", c -> c.subject(null)),
                    of("no issuer", c -> c.issuer(null)),
                    of("no audience", c -> c.audience((String) null)),
                    of("another tenant's audience", c -> c.audience(OTHER.issuer())),
                    of("two audiences", c -> c.audience(List.of(ACME.issuer(), "https://evil.example"))),
                    of("the issuer with a slash", c -> c.audience(ACME.issuer() + "/")),
                    of("introspection endpoint", c -> c.audience(ACME.issuer() + "/oauth2/introspect")),
                    of("no expiry", c -> c.expirationTime(null)),
                    of("expired", c -> c.expirationTime(Date.from(now.minusSeconds(30)))),
                    of("lives for a day", c -> c.expirationTime(Date.from(now.plusSeconds(86_400)))),
                    of("issued in the future", c -> c.issueTime(Date.from(now.plusSeconds(31)))),
                    of("not valid yet", c -> c.notBeforeTime(Date.from(now.plusSeconds(31)))),
                    of("no id", c -> c.jwtID(null)),
                    of("an empty id", c -> c.jwtID("")),
                    of("an id as long as a novel", c -> c.jwtID("x".repeat(501))),
                    Arguments.of("by a foreign key", ClientKeys.sign(claims(_ -> {}), es256, new ECDSASigner(foreign))),
                    Arguments.of(
                            "by its own key under another kid",
                            ClientKeys.sign(
                                    claims(_ -> {}),
                                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                                            .keyID("k2")
                                            .build(),
                                    new ECDSASigner(ClientKeys.KEY))),
                    Arguments.of(
                            "by HMAC with the public key",
                            ClientKeys.sign(
                                    claims(_ -> {}),
                                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                                            .keyID("k1")
                                            .build(),
                                    new MACSigner(ClientKeys.KEY.toECPublicKey().getEncoded()))),
                    Arguments.of(
                            "by a key in its own header",
                            ClientKeys.sign(
                                    claims(_ -> {}),
                                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                                            .jwk(foreign.toPublicJWK())
                                            .build(),
                                    new ECDSASigner(foreign))),
                    Arguments.of(
                            "with a critical header",
                            ClientKeys.sign(
                                    claims(_ -> {}),
                                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                                            .criticalParams(java.util.Set.of("exp"))
                                            .customParam("exp", 1)
                                            .build(),
                                    new ECDSASigner(ClientKeys.KEY))),
                    Arguments.of("unsigned", new PlainJWT(claims(_ -> {})).serialize()),
                    Arguments.of("no JWT", "x.y.z"),
                    Arguments.of("nothing like a JWT", "x"),
                    Arguments.of("with a NUL in its issuer", ClientKeys.sign(claims(c -> c.issuer("a\u0000b")))),
                    Arguments.of("deep as a well", "e30." + Base64URL.encode("{\"a\":".repeat(5000)) + ".AA"));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("bad")
        void whatever_is_wrong_with_it(String what, String assertion) {
            Answer answer = present(assertion);
            assertThat(answer.status()).as(what).isEqualTo(401);
            assertThat(answer.text()).isEqualTo("{\"error\":\"invalid_client\"}");
        }

        private static Arguments of(String what, Consumer<JWTClaimsSet.Builder> change) {
            return Arguments.of(what, ClientKeys.sign(claims(change)));
        }

        @Test
        void an_unknown_assertion_type() {
            var answer = ACME.post(
                    "/oauth2/token",
                    "grant_type",
                    "client_credentials",
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
                    "client_assertion",
                    ClientKeys.sign(claims(_ -> {})));
            assertThat(answer.get("error")).isEqualTo("invalid_client");
        }

        @Test
        void an_access_token_of_ours() {
            String token = ACME.client("self").fetchesToken().accessToken();
            assertThat(present(token).get("error")).isEqualTo("invalid_client");
        }
    }

    @Test
    void a_clock_that_is_thirty_seconds_off_is_forgiven() {
        Instant now = TestClock.NOON;
        assertThat(present(ClientKeys.sign(claims(c -> c.expirationTime(Date.from(now.minusSeconds(29))))))
                        .status())
                .isEqualTo(200);
        assertThat(present(ClientKeys.sign(claims(c -> c.issueTime(Date.from(now.plusSeconds(30))))))
                        .status())
                .isEqualTo(200);
    }

    static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        var builder = new JWTClaimsSet.Builder()
                .issuer("keyed")
                .subject("keyed")
                .audience(ACME.issuer())
                .expirationTime(Date.from(TestClock.NOON.plusSeconds(60)))
                .jwtID(UUID.randomUUID().toString());
        change.accept(builder);
        return builder.build();
    }

    static Answer present(String assertion, String... more) {
        return SERVER.perform(form(assertion, more));
    }

    static org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder form(
            String assertion, String... more) {
        String[] all = {
            "grant_type",
            "client_credentials",
            "client_assertion_type",
            Credentials.JWT_BEARER,
            "client_assertion",
            assertion
        };
        String[] with = Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, with, all.length, more.length);
        return ACME.form("/oauth2/token", with);
    }
}
