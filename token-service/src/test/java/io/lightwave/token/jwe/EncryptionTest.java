package io.lightwave.token.jwe;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.PasswordBasedEncrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Outside;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@DisplayName("RFC 7516 Encryption")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptionTest {
    static final ECKey SIGNING = ec("sign", KeyUse.SIGNATURE);
    static final ECKey EC = ec("ec", KeyUse.ENCRYPTION);
    static final RSAKey RSA = rsa();

    Acme acme;
    Outside outside;
    Browser alice;

    @BeforeAll
    void start() {
        outside = new Outside();
        acme = Acme.start(outside);
        alice = acme.browser();
        Acme.signIn(alice, request("shop"), "alice", Acme.PASSWORD);
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    static ECKey ec(String kid, KeyUse use) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).keyUse(use).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID("rsa")
                    .keyUse(KeyUse.ENCRYPTION)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String keySet(JWK... keys) {
        return new JWKSet(java.util.List.of(keys)).toString(true);
    }

    /// A public client with these members more.
    void register(String clientId, String more) {
        acme.client(ACME, """
                {"clientId":"%s","redirectUris":["https://shop.example/callback"],"tokenEndpointAuthMethod":"none"%s}""".formatted(clientId, more));
    }

    void registerWithKeys(String clientId, String more) {
        register(clientId, ",\"jwks\":" + keySet(SIGNING, EC, RSA) + more);
    }

    Map<String, String> exchange(String clientId, String code) {
        var form = new LinkedHashMap<>(acme.exchange("shop", code));
        form.put("client_id", clientId);
        return form;
    }

    JsonNode tokens(String clientId) {
        return acme.tokens(exchange(clientId, Acme.code(alice, request("shop", Map.of("client_id", clientId)))));
    }

    /// What the client reads; the header names its key.
    static JWEObject opened(String compact) throws ParseException, JOSEException {
        JWEObject jwe = JWEObject.parse(compact);
        jwe.decrypt(
                jwe.getHeader().getAlgorithm().equals(JWEAlgorithm.RSA_OAEP_256)
                        ? new RSADecrypter(RSA)
                        : new ECDHDecrypter(EC));
        return jwe;
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @DisplayName("of answers: signed, then encrypted for the client")
    class Answers {

        @ParameterizedTest
        @CsvSource({
            "RSA-OAEP-256, A128GCM",
            "RSA-OAEP-256, A256GCM",
            "ECDH-ES, A128GCM",
            "ECDH-ES, A128CBC-HS256",
            "ECDH-ES+A128KW, A256GCM",
            "ECDH-ES+A256KW, A128GCM"
        })
        void id_tokens(String management, String content) throws Exception {
            String clientId = "id-" + management.replace("+", "-") + "-" + content;
            registerWithKeys(
                    clientId,
                    ",\"idTokenEncryptedResponseAlg\":\"%s\",\"idTokenEncryptedResponseEnc\":\"%s\""
                            .formatted(management, content));
            JWEObject jwe = opened(tokens(clientId).path("id_token").stringValue());
            assertThat(jwe.getHeader().getAlgorithm().getName()).isEqualTo(management);
            assertThat(jwe.getHeader().getEncryptionMethod().getName()).isEqualTo(content);
            assertThat(jwe.getHeader().getContentType()).isEqualTo("JWT");
            JsonNode claims = acme.claims(jwe.getPayload().toString());
            assertThat(claims.path("aud").stringValue()).isEqualTo(clientId);
            assertThat(claims.has("at_hash")).isTrue();
        }

        @Test
        void by_the_content_encryption_of_openid_connect_when_none_is_registered() throws Exception {
            registerWithKeys("default", ",\"idTokenEncryptedResponseAlg\":\"RSA-OAEP-256\"");
            assertThat(opened(tokens("default").path("id_token").stringValue())
                            .getHeader()
                            .getEncryptionMethod())
                    .isEqualTo(EncryptionMethod.A128CBC_HS256);
        }

        @Test
        void userinfo_with_and_without_a_signature() throws Exception {
            registerWithKeys("sealed", ",\"userinfoEncryptedResponseAlg\":\"ECDH-ES\"");
            registerWithKeys(
                    "both", ",\"userinfoEncryptedResponseAlg\":\"ECDH-ES\",\"userinfoSignedResponseAlg\":\"ES256\"");
            JWEObject sealed = opened(userInfo("sealed").body());
            assertThat(sealed.getHeader().getContentType()).isNull();
            assertThat(acme.json(sealed.getPayload().toString()).has("sub")).isTrue();
            JWEObject both = opened(userInfo("both").body());
            assertThat(both.getHeader().getContentType()).isEqualTo("JWT");
            assertThat(SignedJWT.parse(both.getPayload().toString()).getHeader().getAlgorithm())
                    .isEqualTo(JWSAlgorithm.ES256);
        }

        Answer userInfo(String clientId) {
            Answer answer = alice.post(
                    URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/userinfo"),
                    Map.of("access_token", tokens(clientId).path("access_token").stringValue()),
                    Map.of());
            assertThat(answer.header("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/jwt"));
            return answer;
        }

        @Test
        void authorization_answers() throws Exception {
            registerWithKeys("jarm", ",\"authorizationEncryptedResponseAlg\":\"RSA-OAEP-256\"");
            Answer answer = Acme.authorize(alice, request("shop", Map.of("client_id", "jarm", "response_mode", "jwt")));
            JsonNode claims = acme.claims(
                    opened(answer.parameter("response")).getPayload().toString());
            assertThat(claims.has("code")).isTrue();
            assertThat(claims.path("state").stringValue()).isEqualTo("af0ifjsldkj");
        }

        @Test
        void introspection_answers() throws Exception {
            String secret = acme.client(ACME, """
                    {"clientId":"asker","jwks":%s,"introspectionEncryptedResponseAlg":"ECDH-ES+A128KW",
                     "introspectionEncryptedResponseEnc":"A128GCM"}""".formatted(keySet(EC)));
            String accessToken = tokens("shop").path("access_token").stringValue();
            Answer answer = alice.post(
                    URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/introspect"),
                    Map.of("token", accessToken),
                    Map.of(
                            "Authorization",
                            Acme.basic("asker", secret),
                            "Accept",
                            "application/token-introspection+jwt"));
            JsonNode claims = acme.claims(opened(answer.body()).getPayload().toString());
            assertThat(claims.path("token_introspection").path("active").booleanValue())
                    .isFalse();
        }

        @Test
        void go_nowhere_without_a_key_to_encrypt_with_and_the_code_stays_good() {
            register("keyless", """
                    ,"jwksUri":"https://keyless.example/jwks","idTokenEncryptedResponseAlg":"ECDH-ES",
                    "authorizationEncryptedResponseAlg":"ECDH-ES","userinfoEncryptedResponseAlg":"ECDH-ES\"""");
            outside.gives("https://keyless.example/jwks", keySet(SIGNING));
            var request = request("shop", Map.of("client_id", "keyless"));
            var form = exchange("keyless", Acme.code(alice, request));
            Answer refused = acme.oauth("token", form);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(acme.json(refused.body()).path("error").stringValue()).isEqualTo("invalid_request");
            request.put("response_mode", "jwt");
            Answer page = Acme.authorize(alice, request);
            assertThat(page.status()).isEqualTo(400);
            assertThat(page.header("Location")).isEmpty();
            outside.gives("https://keyless.example/jwks", keySet(SIGNING, EC));
            acme.clock().advance(Duration.ofSeconds(31));
            assertThat(acme.tokens(form).has("id_token")).isTrue();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @DisplayName("of request objects, for the tenant")
    class Requests {

        @BeforeAll
        void register() {
            registerWithKeys("rsa", ",\"requestObjectEncryptionAlg\":\"RSA-OAEP-256\"");
            registerWithKeys("ec", ",\"requestObjectEncryptionAlg\":\"ECDH-ES+A256KW\"");
            registerWithKeys("any", "");
        }

        JWK published(String kty) throws ParseException {
            String body = alice.get("/t/acme.example/oauth2/jwks").body();
            return JWKSet.parse(body).getKeys().stream()
                    .filter(key -> KeyUse.ENCRYPTION.equals(key.getKeyUse()))
                    .filter(key -> key.getKeyType().getValue().equals(kty))
                    .findFirst()
                    .orElseThrow();
        }

        String signed(String clientId) throws JOSEException {
            var claims = new JWTClaimsSet.Builder()
                    .audience("https://localhost:8443/t/acme.example")
                    .expirationTime(Date.from(acme.clock().instant().plus(Duration.ofMinutes(5))));
            request("shop", Map.of("client_id", clientId)).forEach(claims::claim);
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID("sign")
                            .type(new JOSEObjectType("oauth-authz-req+jwt"))
                            .build(),
                    claims.build());
            jwt.sign(new ECDSASigner(SIGNING));
            return jwt.serialize();
        }

        String encrypted(JWEHeader header, String content, JWEEncrypter encrypter) throws JOSEException {
            var jwe = new JWEObject(header, new Payload(content));
            jwe.encrypt(encrypter);
            return jwe.serialize();
        }

        JWEHeader.Builder header(JWEAlgorithm algorithm) {
            return new JWEHeader.Builder(algorithm, EncryptionMethod.A256GCM).contentType("JWT");
        }

        Map<String, String> go(String clientId, String object) {
            return Acme.authorize(alice, Map.of("client_id", clientId, "redirect_uri", Acme.SHOP, "request", object))
                    .answerParameters();
        }

        @Test
        void are_opened_and_then_verified() throws Exception {
            var rsa = published("RSA").toRSAKey();
            var ec = published("EC").toECKey();
            assertThat(go(
                            "rsa",
                            encrypted(
                                    header(JWEAlgorithm.RSA_OAEP_256)
                                            .keyID(rsa.getKeyID())
                                            .build(),
                                    signed("rsa"),
                                    new RSAEncrypter(rsa))))
                    .containsKey("code");
            assertThat(go(
                            "ec",
                            encrypted(
                                    header(JWEAlgorithm.ECDH_ES_A256KW).build(), signed("ec"), new ECDHEncrypter(ec))))
                    .containsKey("code");
            assertThat(go(
                            "any",
                            encrypted(
                                    header(JWEAlgorithm.ECDH_ES)
                                            .keyID(ec.getKeyID())
                                            .build(),
                                    signed("any"),
                                    new ECDHEncrypter(ec))))
                    .containsKey("code");
            assertThat(go("any", signed("any"))).containsKey("code");
        }

        @Test
        @SuppressWarnings("deprecation") // that is why
        void by_no_other_algorithm_key_or_content() throws Exception {
            var rsa = published("RSA").toRSAKey();
            var ec = published("EC").toECKey();
            String signed = signed("any");
            for (String object : new String[] {
                encrypted(header(JWEAlgorithm.RSA1_5).build(), signed, new RSAEncrypter(rsa)),
                encrypted(header(JWEAlgorithm.RSA_OAEP).build(), signed, new RSAEncrypter(rsa)),
                encrypted(
                        header(JWEAlgorithm.PBES2_HS256_A128KW).build(),
                        signed,
                        new PasswordBasedEncrypter("password", 16, 1000)),
                encrypted(
                        header(JWEAlgorithm.ECDH_ES)
                                .compressionAlgorithm(CompressionAlgorithm.DEF)
                                .build(),
                        signed,
                        new ECDHEncrypter(ec)),
                encrypted(header(JWEAlgorithm.ECDH_ES).build(), signed, new ECDHEncrypter(EC)),
                encrypted(header(JWEAlgorithm.ECDH_ES).keyID("another").build(), signed, new ECDHEncrypter(ec)),
                encrypted(header(JWEAlgorithm.ECDH_ES).build(), "{\"client_id\":\"any\"}", new ECDHEncrypter(ec)),
                encrypted(header(JWEAlgorithm.ECDH_ES).build(), signed, new ECDHEncrypter(ec))
                        .replaceAll("[^.]{8}$", ""),
                "a.b.c.d.e"
            }) {
                assertThat(go("any", object)).as(object).containsEntry("error", "invalid_request_object");
            }
            assertThat(go("rsa", encrypted(header(JWEAlgorithm.ECDH_ES).build(), signed("rsa"), new ECDHEncrypter(ec))))
                    .containsEntry("error", "invalid_request_object");
        }

        /// Its parts can be told apart, but no further: each is refused like the others, whatever is wrong with it.
        @Test
        void by_nothing_that_was_made_to_break_it() throws Exception {
            var ec = published("EC").toECKey();
            String[] good = encrypted(header(JWEAlgorithm.ECDH_ES_A128KW).build(), signed("any"), new ECDHEncrypter(ec))
                    .split("[.]", -1);
            String header = new String(Base64.getUrlDecoder().decode(good[0]), StandardCharsets.UTF_8);
            var bad = new LinkedHashMap<String, String>();
            bad.put("a tag of 15 bytes", joined(good, 4, cut(good[4], 15)));
            bad.put("a tag of 12 bytes", joined(good, 4, cut(good[4], 12)));
            bad.put("a tag of 4 bytes", joined(good, 4, cut(good[4], 4)));
            bad.put("no tag", joined(good, 4, ""));
            bad.put("an initialization vector of 8 bytes", joined(good, 2, cut(good[2], 8)));
            bad.put("no initialization vector", joined(good, 2, ""));
            bad.put("no wrapped key", joined(good, 1, ""));
            bad.put("a wrapped key cut short", joined(good, 1, cut(good[1], 16)));
            bad.put("no content", joined(good, 3, ""));
            bad.put("padding", joined(good, 4, good[4] + "=="));
            // the sender's key: on no curve, on another one, with its private half (RFC 7518 §4.6, RFC 8725 §3.4)
            bad.put("a point on no curve", headed(good, header.replaceAll("\"y\":\"[^\"]*\"", "\"y\":\"AQ\"")));
            bad.put(
                    "the point at the origin",
                    headed(good, header.replaceAll("\"([xy])\":\"[^\"]*\"", "\"$1\":\"AA\"")));
            bad.put("another curve", headed(good, header.replace("P-256", "P-384")));
            bad.put("a curve with weak points", headed(good, header.replace("P-256", "secp256k1")));
            bad.put("no sender's key", headed(good, header.replaceAll("\"epk\":\\{[^}]*},?", "")));
            // key management that takes what is known or costs what the sender likes (RFC 8725 §3.2)
            bad.put("direct", headed(good, "{\"alg\":\"dir\",\"enc\":\"A256GCM\"}"));
            bad.put("a shared key", headed(good, "{\"alg\":\"A128KW\",\"enc\":\"A256GCM\"}"));
            bad.put("no algorithm", headed(good, "{\"enc\":\"A256GCM\"}"));
            bad.put("no content encryption", headed(good, "{\"alg\":\"ECDH-ES\"}"));
            bad.put(
                    "a sender's key that is a number",
                    headed(good, header.replaceAll("\"epk\":\\{[^}]*}", "\"epk\":1")));
            bad.put("a sender's key of nothing", headed(good, header.replaceAll("\"epk\":\\{[^}]*}", "\"epk\":{}")));
            bad.put("names that are numbers", headed(good, header.replaceFirst("[{]", "{\"kid\":1,\"apu\":2,")));
            bad.put("nothing in the header", headed(good, "{}"));
            bad.put("none", headed(good, "{\"alg\":\"none\",\"enc\":\"A256GCM\"}"));
            bad.put(
                    "a password and two billion rounds",
                    headed(
                            good,
                            "{\"alg\":\"PBES2-HS512+A256KW\",\"enc\":\"A256GCM\",\"p2s\":\"AAAAAAAAAAA\","
                                    + "\"p2c\":2147483647}"));
            bad.put("content encryption nobody uses", headed(good, header.replace("A256GCM", "A192CBC-HS384")));
            bad.put("critical: nothing", headed(good, header.replaceFirst("[{]", "{\"crit\":[],")));
            bad.put("critical: unknown", headed(good, header.replaceFirst("[{]", "{\"crit\":[\"x\"],\"x\":1,")));
            bad.put("compressed", headed(good, header.replaceFirst("[{]", "{\"zip\":\"DEF\",")));
            bad.put("a name that comes twice", headed(good, header.replaceFirst("[{]", "{\"alg\":\"dir\",")));
            bad.put("a header that is no object", headed(good, "[]"));
            bad.put("a header of many levels", headed(good, "{\"alg\":" + "[".repeat(1500)));
            bad.forEach((what, object) ->
                    assertThat(go("any", object)).as(what).containsEntry("error", "invalid_request_object"));
            assertThat(go("any", String.join(".", good))).as("as it was").containsKey("code");
        }

        private String joined(String[] parts, int at, String other) {
            String[] changed = parts.clone();
            changed[at] = other;
            return String.join(".", changed);
        }

        private String headed(String[] parts, String header) {
            return joined(
                    parts,
                    0,
                    Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8)));
        }

        private String cut(String part, int bytes) {
            byte[] all = Base64.getUrlDecoder().decode(part);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(all, bytes));
        }

        @Test
        void an_old_key_opens_what_is_on_its_way_when_it_is_not_published_any_more() throws Exception {
            var old = published("EC").toECKey();
            String object = encrypted(header(JWEAlgorithm.ECDH_ES).build(), signed("any"), new ECDHEncrypter(old));
            acme.jdbc()
                    .sql("update signing_key set state = 'DRAINING' where kid = ?")
                    .param(old.getKeyID())
                    .update();
            acme.jdbc()
                    .sql("delete from signing_key where kid <> ? and algorithm = 'ECDH_ES'")
                    .param(old.getKeyID())
                    .update();
            registerWithKeys("later", ",\"requestObjectEncryptionAlg\":\"ECDH-ES\"");
            assertThat(published("EC").getKeyID()).isNotEqualTo(old.getKeyID());
            assertThat(go("any", object)).containsKey("code");
        }
    }
}
