package io.lightwave.token.requestobject;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.fixture.Ed25519Key;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 9101 Request objects")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestObjectTest {
    static final String ISSUER = "https://localhost:8443/t/acme.example";
    static final ECKey KEY = key();

    final Outside outside = new Outside();
    Acme acme;
    Browser alice;

    @BeforeAll
    void start() {
        acme = Acme.start(outside);
        alice = acme.browser();
        Acme.signIn(alice, request("shop"), "alice", Acme.PASSWORD);
        register("signer", "");
        register("strict", ",\"requireSignedRequestObject\":true,\"requestObjectSigningAlg\":\"ES256\"");
        register(
                "elsewhere",
                ",\"requestUris\":[\"https://shop.example/object\",\"https://shop.example/object2#abc\",\"https://shop.example/none\"]");
        register("rsa", ",\"requestObjectSigningAlg\":\"PS256\"");
    }

    void register(String clientId, String more) {
        acme.client(ACME, """
                {"clientId":"%s","redirectUris":["https://shop.example/callback"],"tokenEndpointAuthMethod":"none",
                 "jwks":{"keys":[%s]}%s}""".formatted(clientId, KEY.toPublicJWK().toJSONString(), more));
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    JWTClaimsSet claims(String clientId, UnaryOperator<JWTClaimsSet.Builder> change) {
        Instant now = acme.clock().instant();
        var claims = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .audience(ISSUER)
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))));
        request("shop", Map.of("client_id", clientId)).forEach(claims::claim);
        return change.apply(claims).build();
    }

    static String signed(JWTClaimsSet claims, JWSHeader header, JWSSigner signer) {
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String signed(JWTClaimsSet claims) {
        try {
            return signed(
                    claims,
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID("k1")
                            .type(new JOSEObjectType("oauth-authz-req+jwt"))
                            .build(),
                    new ECDSASigner(KEY));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer go(String clientId, String object) {
        return Acme.authorize(
                alice,
                Map.of(
                        "client_id",
                        clientId,
                        "response_type",
                        "code",
                        "redirect_uri",
                        Acme.SHOP,
                        "state",
                        "outer",
                        "request",
                        object));
    }

    void assertRefused(String clientId, String object) {
        assertThat(go(clientId, object).answerParameters())
                .containsEntry("error", "invalid_request_object")
                .containsEntry("state", "outer");
    }

    @Test
    void what_it_says_is_all_that_counts() {
        Answer answer = go("signer", signed(claims("signer", claims -> claims)));
        assertThat(answer.answerParameters())
                .containsEntry("state", "af0ifjsldkj")
                .containsKey("code");
        Answer odd = go("signer", signed(claims("signer", claims -> claims.claim("state", "a\u0085b"))));
        assertThat(odd.answerParameters()).as("a query may have it").containsEntry("state", "a\u0085b");
        Answer without = go("signer", signed(claims("signer", claims -> claims.claim("state", null))));
        assertThat(without.answerParameters()).containsOnlyKeys("code", "iss", "session_state");
    }

    @Test
    void numbers_and_objects_are_what_they_would_be_in_a_query() {
        acme.clock().advance(Duration.ofSeconds(2));
        Answer answer = go(
                "signer",
                signed(claims(
                        "signer",
                        claims -> claims.claim("max_age", 1)
                                .claim("claims", Map.of("id_token", Map.of("email", Map.of("essential", true)))))));
        assertThat(answer.location().getPath()).endsWith("/login");
        Answer fresh = alice.submit(
                alice.follow(answer).form().with("username", "alice").with("password", Acme.PASSWORD));
        var form = new LinkedHashMap<>(acme.exchange("shop", fresh.parameter("code")));
        form.put("client_id", "signer");
        assertThat(acme.claims(acme.tokens(form).path("id_token").stringValue())
                        .path("email")
                        .stringValue())
                .isEqualTo("alice@acme.example");
    }

    @Test
    void what_no_query_could_have_is_refused() {
        for (String text : new String[] {"a\tb", "a\u0000b", "a\u007fb"}) {
            assertRefused("signer", signed(claims("signer", claims -> claims.claim("login_hint", text))));
            assertRefused("signer", signed(claims("signer", claims -> claims.claim("resource", List.of(text)))));
            Answer pushed = acme.oauth(
                    "par",
                    Map.of(
                            "client_id",
                            "strict",
                            "request",
                            signed(claims("strict", claims -> claims.claim("nonce", text)))));
            assertThat(pushed.status()).isEqualTo(400);
            assertThat(acme.json(pushed.body()).path("error").stringValue()).isEqualTo("invalid_request_object");
        }
    }

    @Test
    void however_many_members_it_has() {
        var object = signed(claims("signer", claims -> {
            for (int i = 0; i < 70; i++) {
                claims.claim("x" + i, "y");
            }
            return claims;
        }));
        assertThat(go("signer", object).answerParameters()).containsKey("code");
    }

    @Test
    void a_person_signs_in_on_the_way_even_when_it_expires_meanwhile() {
        Browser browser = acme.browser();
        Answer page = browser.follow(Acme.authorize(
                browser, Map.of("client_id", "signer", "request", signed(claims("signer", claims -> claims)))));
        acme.clock().advance(Duration.ofMinutes(10));
        assertThat(browser.submit(page.form().with("username", "alice").with("password", Acme.PASSWORD))
                        .answerParameters())
                .containsKey("code");
    }

    @Test
    @DisplayName("RFC 8725: no other key, algorithm or type will do")
    void no_other_key_algorithm_or_type_will_do() throws Exception {
        JWTClaimsSet good = claims("signer", claims -> claims);
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build();
        assertRefused("signer", signed(good, header, new ECDSASigner(key())));
        assertRefused("signer", new PlainJWT(good).serialize());
        assertRefused(
                "signer",
                signed(
                        good,
                        new JWSHeader(JWSAlgorithm.HS256),
                        new MACSigner(KEY.toPublicJWK().toJSONString())));
        assertRefused(
                "signer",
                signed(
                        good,
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(new JOSEObjectType("at+jwt"))
                                .build(),
                        new ECDSASigner(KEY)));
        String whole = signed(good);
        assertRefused("signer", whole.substring(0, whole.length() - 6) + "AAAAAA");
        assertRefused("signer", "x");
        assertRefused("rsa", signed(claims("rsa", claims -> claims)));
    }

    @ParameterizedTest
    @CsvSource({"EdDSA,Ed25519", "Ed25519,EdDSA", "Ed25519,Ed25519"})
    @DisplayName("RFC 9864 §2.2: Ed25519 has two names")
    void it_may_be_by_ed25519(String algorithm, String registered) {
        var key = new Ed25519Key();
        String clientId = "ed-" + algorithm + "-" + registered;
        acme.client(ACME, """
                {"clientId":"%s","redirectUris":["https://shop.example/callback"],"tokenEndpointAuthMethod":"none",
                 "requestObjectSigningAlg":"%s","jwks":{"keys":[%s]}}""".formatted(
                        clientId, registered, key.publicKey().build().toJSONString()));
        String object = signed(claims(clientId, claims -> claims), new JWSHeader(new JWSAlgorithm(algorithm)), key);
        assertThat(go(clientId, object).answerParameters()).containsKey("code");
    }

    void assertRefused(String ignored, String object, String clientId) {
        assertThat(Acme.authorize(alice, Map.of("client_id", clientId, "redirect_uri", Acme.APP, "request", object))
                        .answerParameters())
                .containsEntry("error", "invalid_request_object");
    }

    @Test
    void it_is_the_client_s_own_for_this_issuer_and_in_its_time() {
        Instant now = acme.clock().instant();
        assertRefused("signer", signed(claims("signer", claims -> claims.claim("client_id", "shop"))));
        assertRefused("signer", signed(claims("signer", claims -> claims.claim("client_id", null))));
        assertRefused("signer", signed(claims("signer", claims -> claims.issuer("shop"))));
        assertRefused("signer", signed(claims("signer", claims -> claims.audience("https://other.example"))));
        assertRefused("signer", signed(claims("signer", claims -> claims.audience((String) null))));
        assertRefused(
                "signer",
                signed(claims("signer", claims -> claims.expirationTime(Date.from(now.minus(Duration.ofMinutes(1)))))));
        assertRefused(
                "signer",
                signed(claims("signer", claims -> claims.notBeforeTime(Date.from(now.plus(Duration.ofMinutes(1)))))));
        assertRefused("signer", signed(claims("signer", claims -> claims.claim("request_uri", "https://x.example/"))));
        assertRefused("signer", signed(claims("signer", claims -> claims.claim("request", "x"))));
    }

    @Test
    void a_client_registered_for_signed_requests_cannot_do_without_or_with_one_of_no_end() {
        Instant now = acme.clock().instant();
        assertThat(Acme.authorize(alice, request("shop", Map.of("client_id", "strict")))
                        .answerParameters())
                .containsEntry("error", "invalid_request");
        assertThat(acme.oauth("par", request("shop", Map.of("client_id", "strict")))
                        .status())
                .isEqualTo(400);
        assertThat(go("strict", signed(claims("strict", claims -> claims))).answerParameters())
                .containsKey("code");
        for (UnaryOperator<JWTClaimsSet.Builder> change : List.<UnaryOperator<JWTClaimsSet.Builder>>of(
                claims -> claims.expirationTime(null),
                claims -> claims.notBeforeTime(null),
                claims -> claims.issuer(null),
                claims -> claims.expirationTime(Date.from(now.plus(Duration.ofMinutes(61)))),
                claims -> claims.notBeforeTime(Date.from(now.minus(Duration.ofMinutes(61)))))) {
            assertRefused("strict", signed(claims("strict", change)));
        }
    }

    @Test
    void it_may_be_pushed() {
        Answer pushed = acme.oauth(
                "par",
                Map.of(
                        "client_id",
                        "strict",
                        "scope",
                        "ignored",
                        "request",
                        signed(claims("strict", claims -> claims))));
        assertThat(pushed.status()).isEqualTo(201);
        String uri = acme.json(pushed.body()).path("request_uri").stringValue();
        assertThat(Acme.authorize(alice, Map.of("client_id", "strict", "request_uri", uri))
                        .answerParameters())
                .containsEntry("state", "af0ifjsldkj")
                .containsKey("code");
    }

    @Test
    void a_pushed_one_that_cannot_be_used_is_an_invalid_request_object() { // RFC 9126 §2.3, RFC 9101 §7
        String good = signed(claims("strict", claims -> claims));
        for (String object : List.of(
                "a.b.c",
                good.substring(0, good.length() - 8) + "AAAAAAAA",
                signed(claims("strict", claims -> claims.expirationTime(null))),
                signed(claims("strict", claims -> claims.notBeforeTime(null))),
                signed(claims("strict", claims -> claims.audience("https://other.example"))),
                signed(claims("strict", claims -> claims.claim("request_uri", "https://x.example/"))))) {
            Answer answer = acme.oauth("par", Map.of("client_id", "strict", "request", object));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(acme.json(answer.body()).path("error").stringValue()).isEqualTo("invalid_request_object");
        }
    }

    @Test
    @DisplayName("RFC 9101 §5: a redirect URI, state or nonce beside it counts for nothing")
    void what_stands_beside_a_pushed_one_counts_for_nothing() {
        Answer refused = acme.oauth(
                "par",
                Map.of(
                        "client_id",
                        "strict",
                        "redirect_uri",
                        Acme.SHOP,
                        "request",
                        signed(claims("strict", claims -> claims.claim("redirect_uri", null)))));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(acme.json(refused.body()).path("error").stringValue()).isEqualTo("invalid_request");
        Answer pushed = acme.oauth(
                "par",
                Map.of(
                        "client_id",
                        "strict",
                        "state",
                        "beside",
                        "request",
                        signed(claims("strict", claims -> claims.claim("state", null)))));
        String uri = acme.json(pushed.body()).path("request_uri").stringValue();
        assertThat(Acme.authorize(alice, Map.of("client_id", "strict", "request_uri", uri, "state", "beside"))
                        .answerParameters())
                .containsKey("code")
                .doesNotContainKey("state");
    }

    @Test
    void a_registered_address_is_fetched() {
        outside.gives("https://shop.example/object", signed(claims("elsewhere", claims -> claims)));
        outside.gives("https://shop.example/object2", signed(claims("elsewhere", claims -> claims)));
        for (String uri : List.of("https://shop.example/object", "https://shop.example/object2#abc")) {
            assertThat(Acme.authorize(alice, Map.of("client_id", "elsewhere", "request_uri", uri))
                            .answerParameters())
                    .containsKey("code");
        }
        for (String uri : List.of("https://shop.example/none", "https://shop.example/object#other")) {
            assertThat(Acme.authorize(alice, request("shop", Map.of("client_id", "elsewhere", "request_uri", uri)))
                            .answerParameters())
                    .containsEntry("error", "invalid_request_uri");
        }
    }

    @Test
    void an_address_that_is_not_registered_is_never_fetched() {
        assertThat(Acme.authorize(alice, request("shop", Map.of("request_uri", "https://evil.example/object")))
                        .answerParameters())
                .containsEntry("error", "invalid_request_uri");
        assertThat(Acme.authorize(
                                alice,
                                request("shop", Map.of("request_uri", "https://evil.example/object", "request", "x")))
                        .answerParameters())
                .containsEntry("error", "invalid_request");
    }
}
