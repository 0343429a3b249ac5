package io.lightwave.token.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.Ed25519Key;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

@DisplayName("RFC 9449 DPoP")
class DpopTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestClient CLIENT = ACME.client("plain");
    static final ECKey KEY = key();

    @AfterEach
    void noon() {
        SERVER.clock().set(TestClock.NOON);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String tokenEndpoint() {
        return ACME.issuer() + "/oauth2/token";
    }

    static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .claim("htm", "POST")
                .claim("htu", tokenEndpoint())
                .issueTime(Date.from(SERVER.clock().instant()))
                .jwtID(UUID.randomUUID().toString());
    }

    static String proof(Consumer<JWTClaimsSet.Builder> change) {
        var builder = claims();
        change.accept(builder);
        return proof("dpop+jwt", JWSAlgorithm.ES256, KEY.toPublicJWK(), signer(KEY), builder.build());
    }

    static String proof(String type, JWSAlgorithm algorithm, JWK embedded, JWSSigner signer, JWTClaimsSet claims) {
        try {
            var header = new JWSHeader.Builder(algorithm)
                    .type(new JOSEObjectType(type))
                    .jwk(embedded)
                    .build();
            var jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static JWSSigner signer(ECKey key) {
        try {
            return new ECDSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static Answer asks(TestClient client, String... proofs) {
        var form = ACME.form("/oauth2/token", "grant_type", "client_credentials")
                .header("Authorization", TestClient.basic(client.clientId(), client.secret()));
        return SERVER.perform(proofs.length == 0 ? form : form.header("DPoP", (Object[]) proofs));
    }

    static String thumbprint() {
        try {
            return KEY.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nested
    @DisplayName("§5 A good proof at the token endpoint")
    class Good {

        @Test
        void binds_the_token_to_its_key() {
            Answer answer = asks(CLIENT, proof(_ -> {}));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.get("token_type")).isEqualTo("DPoP");
            assertThat(answer.claims().getClaim("cnf")).isEqualTo(Map.of("jkt", thumbprint()));
            assertThat(answer.header("DPoP-Nonce")).isPresent();
            Answer introspected = CLIENT.introspects(answer.accessToken());
            assertThat(introspected.get("token_type")).isEqualTo("DPoP");
            assertThat(introspected.json().at("/cnf/jkt").stringValue()).isEqualTo(thumbprint());
        }

        @Test
        void may_be_by_rsa_pss() throws JOSEException {
            RSAKey key = new RSAKeyGenerator(2048).generate();
            String proof =
                    proof("dpop+jwt", JWSAlgorithm.PS256, key.toPublicJWK(), new RSASSASigner(key), claims().build());
            assertThat(asks(CLIENT, proof).get("token_type")).isEqualTo("DPoP");
        }

        @ParameterizedTest
        @ValueSource(strings = {"EdDSA", "Ed25519"})
        @DisplayName("may be by Ed25519, whichever of its names it has (RFC 9864 §2.2)")
        void may_be_by_ed25519(String algorithm) {
            var key = new Ed25519Key();
            String proof = proof(
                    "dpop+jwt", new JWSAlgorithm(algorithm), key.publicKey().build(), key, claims().build());
            assertThat(asks(CLIENT, proof).get("token_type")).isEqualTo("DPoP");
            String wrong = proof(
                    "dpop+jwt",
                    new JWSAlgorithm(algorithm),
                    new Ed25519Key().publicKey().build(),
                    key,
                    claims().build());
            assertThat(asks(CLIENT, wrong).get("error")).isEqualTo("invalid_dpop_proof");
        }

        @Test
        void may_write_the_address_in_another_way() {
            String upper = tokenEndpoint().replace("https://localhost", "HTTPS://LOCALHOST");
            assertThat(asks(CLIENT, proof(c -> c.claim("htu", upper))).status()).isEqualTo(200);
            assertThat(asks(CLIENT, proof(c -> c.claim("htu", tokenEndpoint() + "?x#y")))
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void is_needed_by_a_client_that_is_registered_so() {
            TestClient client = ACME.clientOf("{\"clientId\":\"bound\",\"dpopBoundAccessTokens\":true}");
            Answer without = asks(client);
            assertThat(without.status()).isEqualTo(400);
            assertThat(without.get("error")).isEqualTo("invalid_request");
            assertThat(AuditTrail.of(ACME).last("token.issue").reason())
                    .isEqualTo("invalid_request: a DPoP proof is needed");
            assertThat(asks(client, proof(_ -> {})).status()).isEqualTo(200);
        }
    }

    @Nested
    @DisplayName("§4.3 A bad proof is invalid_dpop_proof")
    class Bad {

        static Stream<Arguments> bad() throws JOSEException {
            ECKey other = key();
            RSAKey rsa = new RSAKeyGenerator(2048).generate();
            return Stream.of(
                    Arguments.of("another method", proof(c -> c.claim("htm", "GET"))),
                    Arguments.of("no method", proof(c -> c.claim("htm", null))),
                    Arguments.of("another path", proof(c -> c.claim("htu", ACME.issuer() + "/oauth2/introspect"))),
                    Arguments.of(
                            "another host",
                            proof(c -> c.claim("htu", tokenEndpoint().replace("localhost", "evil.example")))),
                    Arguments.of(
                            "another port",
                            proof(c -> c.claim("htu", tokenEndpoint().replace("8443", "8444")))),
                    Arguments.of(
                            "another scheme",
                            proof(c -> c.claim("htu", tokenEndpoint().replace("https", "http")))),
                    Arguments.of("no address", proof(c -> c.claim("htu", null))),
                    Arguments.of("an address that is none", proof(c -> c.claim("htu", "::"))),
                    Arguments.of("no id", proof(c -> c.jwtID(null))),
                    Arguments.of("no time", proof(c -> c.issueTime(null))),
                    Arguments.of(
                            "an end that has come",
                            proof(c -> c.expirationTime(Date.from(TestClock.NOON.minusSeconds(60))))),
                    Arguments.of(
                            "a begin to come", proof(c -> c.notBeforeTime(Date.from(TestClock.NOON.plusSeconds(60))))),
                    Arguments.of(
                            "another typ",
                            proof("jwt", JWSAlgorithm.ES256, KEY.toPublicJWK(), signer(KEY), claims().build())),
                    Arguments.of(
                            "another key in the header",
                            proof("dpop+jwt", JWSAlgorithm.ES256, other.toPublicJWK(), signer(KEY), claims().build())),
                    Arguments.of(
                            "an algorithm that is not accepted",
                            proof(
                                    "dpop+jwt",
                                    JWSAlgorithm.RS256,
                                    rsa.toPublicJWK(),
                                    new RSASSASigner(rsa),
                                    claims().build())),
                    Arguments.of("no key in the header", headed("{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\"}")),
                    Arguments.of("a private key", headed(header(KEY.toJSONString(), ""))),
                    Arguments.of("a secret", headed(header("{\"kty\":\"oct\",\"k\":\"AAAA\"}", ""))),
                    Arguments.of(
                            "a point on no curve",
                            headed(header("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}", ""))),
                    Arguments.of("critical: nothing", headed(header(publicKey(), ",\"crit\":[]"))),
                    Arguments.of("critical: what is unknown", headed(header(publicKey(), ",\"crit\":[\"x\"],\"x\":1"))),
                    Arguments.of("critical: what is not there", headed(header(publicKey(), ",\"crit\":[\"exp\"]"))),
                    Arguments.of("b64", headed(header(publicKey(), ",\"b64\":false"))),
                    Arguments.of("a name that comes twice", headed(header(publicKey(), ",\"alg\":\"ES256\""))),
                    Arguments.of("an HMAC", headed(header(publicKey(), "").replace("ES256", "HS256"))),
                    Arguments.of("a signature of zeros", proof(_ -> {}).replaceAll("[^.]*$", "A".repeat(86))),
                    Arguments.of("unsigned", proof(_ -> {}).replaceAll("[^.]*$", "")),
                    Arguments.of("no JWT", "x.y.z"));
        }

        private static String publicKey() {
            return KEY.toPublicJWK().toJSONString();
        }

        private static String header(String key, String more) {
            return "{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\",\"jwk\":" + key + more + "}";
        }

        /// Signed by the key, whatever the header says.
        private static String headed(String header) throws JOSEException {
            String input = Base64URL.encode(header) + "."
                    + Base64URL.encode(claims().build().toString());
            Base64URL signature =
                    signer(KEY).sign(new JWSHeader(JWSAlgorithm.ES256), input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + signature;
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("bad")
        void whatever_is_wrong_with_it(String what, String proof) {
            Answer answer = asks(CLIENT, proof);
            assertThat(answer.status()).as(what + answer).isEqualTo(400);
            assertThat(answer.get("error")).isEqualTo("invalid_dpop_proof");
        }

        @Test
        void two_of_them() {
            assertThat(asks(CLIENT, proof(_ -> {}), proof(_ -> {})).get("error"))
                    .isEqualTo("invalid_dpop_proof");
        }

        @Test
        void one_that_was_used_before_on_whichever_node() {
            String proof = proof(_ -> {});
            assertThat(asks(CLIENT, proof).status()).isEqualTo(200);
            assertThat(asks(CLIENT, proof).get("error")).isEqualTo("invalid_dpop_proof");
            try (var node = TokenServer.on(SERVER.database())) {
                assertThat(node.perform(ACME.form("/oauth2/token", "grant_type", "client_credentials")
                                        .header("Authorization", TestClient.basic("plain", CLIENT.secret()))
                                        .header("DPoP", proof))
                                .status())
                        .isEqualTo(400);
            }
        }
    }

    @Nested
    @DisplayName("§8 Nonces")
    class Nonces {

        @Test
        void are_asked_for_when_the_proof_is_not_fresh() {
            Instant old = TestClock.NOON.minusSeconds(61);
            Answer challenged = asks(CLIENT, proof(c -> c.issueTime(Date.from(old))));
            assertThat(challenged.status()).isEqualTo(400);
            assertThat(challenged.get("error")).isEqualTo("use_dpop_nonce");
            String nonce = challenged.header("DPoP-Nonce").orElseThrow();
            assertThat(asks(CLIENT, proof(c -> c.issueTime(Date.from(old)).claim("nonce", nonce)))
                            .status())
                    .isEqualTo(200);
            assertThat(asks(CLIENT, proof(c -> c.issueTime(Date.from(TestClock.NOON.plusSeconds(31)))))
                            .get("error"))
                    .isEqualTo("use_dpop_nonce");
        }

        @Test
        void must_be_ours_this_tenant_s_and_recent() {
            String nonce = asks(CLIENT, proof(_ -> {})).header("DPoP-Nonce").orElseThrow();
            assertThat(asks(CLIENT, proof(c -> c.claim("nonce", "made-up"))).get("error"))
                    .isEqualTo("use_dpop_nonce");
            assertThat(asks(CLIENT, proof(c -> c.claim("nonce", 1))).get("error"))
                    .isEqualTo("use_dpop_nonce");
            String foreign = SERVER.perform(SERVER.tenant("elsewhere.example")
                            .form("/oauth2/token", "grant_type", "client_credentials")
                            .header("DPoP", "x"))
                    .header("DPoP-Nonce")
                    .orElse("none");
            assertThat(asks(CLIENT, proof(c -> c.claim("nonce", foreign))).get("error"))
                    .isEqualTo("use_dpop_nonce");
            SERVER.clock().advance(Duration.ofMinutes(7));
            assertThat(asks(CLIENT, proof(c -> c.claim("nonce", nonce))).get("error"))
                    .isEqualTo("use_dpop_nonce");
        }

        @Test
        void are_always_needed_by_a_client_that_is_registered_so() {
            TestClient client = ACME.clientOf("{\"clientId\":\"nonces\",\"requireDpopNonce\":true}");
            Answer challenged = asks(client, proof(_ -> {}));
            assertThat(challenged.get("error")).isEqualTo("use_dpop_nonce");
            String nonce = challenged.header("DPoP-Nonce").orElseThrow();
            assertThat(asks(client, proof(c -> c.claim("nonce", nonce))).status())
                    .isEqualTo(200);
        }
    }

    @Nested
    @DisplayName("§7 A bound token at our own endpoints")
    class AtResources {
        final String token = asks(CLIENT, proof(_ -> {})).accessToken();

        MockHttpServletRequest request(String scheme, String proof) {
            var request = new MockHttpServletRequest("GET", "/api/v1/tenants");
            request.addHeader("Authorization", scheme + " " + token);
            if (!proof.isEmpty()) {
                request.addHeader("DPoP", proof);
            }
            return request;
        }

        String resourceProof(String htm, String ath) {
            return proof(c -> c.claim("htm", htm)
                    .claim("htu", "https://localhost:8443/api/v1/tenants")
                    .claim("ath", ath));
        }

        AccessTokens.Verification verify(MockHttpServletRequest request) {
            return SERVER.bean(AccessTokens.class).verify(ACME.id(), request);
        }

        @Test
        void is_good_with_its_proof_once() {
            String proof = resourceProof("GET", hash(token));
            assertThat(verify(request("DPoP", proof))).isInstanceOf(AccessTokens.Verification.Valid.class);
            assertThat(verify(request("DPoP", proof))).isInstanceOf(AccessTokens.Verification.Invalid.class);
        }

        @Test
        void is_not_without_it_or_as_a_bearer_token() {
            assertThat(verify(request("DPoP", ""))).isInstanceOf(AccessTokens.Verification.Invalid.class);
            assertThat(verify(request("Bearer", ""))).isInstanceOf(AccessTokens.Verification.Invalid.class);
            assertThat(verify(request("Bearer", resourceProof("GET", hash(token)))))
                    .isInstanceOf(AccessTokens.Verification.Invalid.class);
            assertThat(SERVER.bean(AccessTokens.class).verify(ACME.id(), token))
                    .isInstanceOf(AccessTokens.Verification.Invalid.class);
        }

        @Test
        void is_not_with_the_proof_of_another_token_request_or_key() {
            assertThat(verify(request("DPoP", resourceProof("GET", hash("another")))))
                    .isInstanceOf(AccessTokens.Verification.Invalid.class);
            assertThat(verify(request("DPoP", resourceProof("POST", hash(token)))))
                    .isInstanceOf(AccessTokens.Verification.Invalid.class);
            ECKey other = key();
            var claims = claims().claim("htm", "GET")
                    .claim("htu", "https://localhost:8443/api/v1/tenants")
                    .claim("ath", hash(token))
                    .build();
            String foreign = proof("dpop+jwt", JWSAlgorithm.ES256, other.toPublicJWK(), signer(other), claims);
            assertThat(verify(request("DPoP", foreign))).isInstanceOf(AccessTokens.Verification.Invalid.class);
        }

        @ParameterizedTest
        @CsvSource({"/oauth2/introspect, 200", "/oauth2/register, 201"})
        void is_asked_for_again_with_a_nonce_when_its_proof_is_not_fresh(String endpoint, int status) { // §9
            TestClient client =
                    ACME.clientOf("{\"clientId\":\"asker%d\",\"scopes\":[\"client.register\"]}".formatted(status));
            String own = SERVER.perform(
                            ACME.form("/oauth2/token", "grant_type", "client_credentials", "scope", "client.register")
                                    .header("Authorization", TestClient.basic(client.clientId(), client.secret()))
                                    .header("DPoP", proof(_ -> {})))
                    .accessToken();
            Answer challenged = present(endpoint, own, _ -> {});
            assertThat(challenged.status()).isEqualTo(401);
            assertThat(challenged.get("error")).isEqualTo("use_dpop_nonce");
            assertThat(challenged.header("WWW-Authenticate").orElseThrow())
                    .startsWith("DPoP algs=\"")
                    .endsWith("error=\"use_dpop_nonce\"");
            String nonce = challenged.header("DPoP-Nonce").orElseThrow();
            Answer good = present(endpoint, own, c -> c.claim("nonce", nonce));
            assertThat(good.status()).as(good.toString()).isEqualTo(status);
            Answer wrong = present(endpoint, own, c -> c.claim("ath", "another"));
            assertThat(wrong.get("error")).isEqualTo("invalid_dpop_proof");
            assertThat(wrong.header("WWW-Authenticate").orElseThrow()).endsWith("error=\"invalid_dpop_proof\"");
        }

        Answer present(String endpoint, String own, Consumer<JWTClaimsSet.Builder> change) {
            var request = endpoint.endsWith("register")
                    ? MockMvcRequestBuilders.post(ACME.below(endpoint))
                            .contentType(MediaType.APPLICATION_JSON)
                            .content("{\"redirect_uris\":[\"https://app.example/cb\"]}")
                    : ACME.form(endpoint, "token", own);
            String shown = proof(claims -> change.accept(claims.claim("htu", ACME.issuer() + endpoint)
                    .claim("ath", hash(own))
                    .issueTime(Date.from(TestClock.NOON.minusSeconds(61)))));
            return SERVER.perform(request.header("Authorization", "DPoP " + own).header("DPoP", shown));
        }

        @Test
        void of_another_kind_is_no_dpop_token() {
            String bearer = CLIENT.fetchesToken().accessToken();
            var request = new MockHttpServletRequest("GET", "/api/v1/tenants");
            request.addHeader("Authorization", "DPoP " + bearer);
            request.addHeader("DPoP", resourceProof("GET", hash(bearer)));
            assertThat(verify(request)).isInstanceOf(AccessTokens.Verification.Invalid.class);
        }
    }
}
