package io.lightwave.token.jws;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Each way to make a JWT pass by something else than its signer's key, at each endpoint that takes one.
@DisplayName("RFC 8725 §2.1, §2.6, §3.1 No endpoint confuses keys, algorithms or signers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyConfusionTest {
    private static final String ISSUER = Browser.PUBLIC_URL + "/t/acme.example";
    private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final BigInteger ORDER =
            new BigInteger("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16);

    private Acme acme;
    private ECKey own;
    private ECKey attacker;
    private ECKey larger;
    private RSAKey ownRsa;

    @BeforeAll
    void start() throws JOSEException {
        own = new ECKeyGenerator(Curve.P_256).keyID("own").generate();
        attacker = new ECKeyGenerator(Curve.P_256).keyID("own").generate();
        larger = new ECKeyGenerator(Curve.P_384).keyID("own").generate();
        ownRsa = new RSAKeyGenerator(2048).keyID("own-rsa").generate();
        acme = Acme.start();
        acme.client(ACME, """
                {"clientId":"signer","tokenEndpointAuthMethod":"private_key_jwt","redirectUris":["https://shop.example/callback"],
                 "grantTypes":["authorization_code","client_credentials","urn:ietf:params:oauth:grant-type:device_code",
                   "urn:ietf:params:oauth:grant-type:jwt-bearer"],
                 "jwks":{"keys":[%s,%s]}}""".formatted(
                        own.toPublicJWK().toJSONString(), ownRsa.toPublicJWK().toJSONString()));
        acme.client(ACME, """
                {"clientId":"other","tokenEndpointAuthMethod":"private_key_jwt","grantTypes":["client_credentials"],
                 "jwks":{"keys":[%s]}}""".formatted(attacker.toPublicJWK().toJSONString()));
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    /// A way to turn claims into a JWT that the client's own key has not signed as it must.
    private Map<String, Function<Map<String, Object>, String>> forgeries() {
        var all = new LinkedHashMap<String, Function<Map<String, Object>, String>>();
        for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
            all.put("alg '" + none + "' without a signature", claims -> input(Map.of("alg", none), claims) + ".");
            all.put(
                    "alg '" + none + "' with one",
                    claims -> signed(Map.of("alg", none, "kid", "own"), claims, es256(own)));
        }
        for (String hmac : List.of("HS256", "HS384", "HS512")) {
            secrets()
                    .forEach((what, secret) -> all.put(
                            hmac + " by " + what,
                            claims -> signed(Map.of("alg", hmac, "kid", "own"), claims, mac(hmac, secret))));
        }
        all.put("another's key under the same name", claims -> signed(header("ES256"), claims, es256(attacker)));
        all.put(
                "another's key in the header",
                claims -> signed(with(header("ES256"), "jwk", json(attacker.toPublicJWK())), claims, es256(attacker)));
        all.put(
                "an address of keys in the header",
                claims -> signed(with(header("ES256"), "jku", "https://evil.example/keys"), claims, es256(attacker)));
        all.put(
                "a certificate's address in the header",
                claims -> signed(
                        with(header("ES256"), "x5u", "https://evil.example/certificate"), claims, es256(attacker)));
        all.put("a larger curve's key", claims -> signed(header("ES384"), claims, es384(larger)));
        all.put("ES384 said of ES256", claims -> signed(header("ES384"), claims, es256(own)));
        all.put("RS256 said of ES256", claims -> signed(header("RS256"), claims, es256(own)));
        all.put("es256 in small letters", claims -> signed(header("es256"), claims, es256(own)));
        all.put("RSA of SHA-1 in its name", claims -> signed(header("RS1"), claims, rs256(ownRsa)));
        all.put("ES256 said of RSA", claims -> signed(header("ES256"), claims, rs256(ownRsa)));
        all.put("the signature in DER", claims -> signed(header("ES256"), claims, der(own)));
        all.put("a signature of zeros", claims -> signed(header("ES256"), claims, _ -> new byte[64]));
        all.put("a signature of the order", claims -> signed(header("ES256"), claims, _ -> twice(ORDER)));
        all.put("an empty signature", claims -> signed(header("ES256"), claims, _ -> new byte[0]));
        all.put(
                "a signature too long",
                claims -> signed(
                        header("ES256"),
                        claims,
                        input -> Arrays.copyOf(es256(own).apply(input), 65)));
        all.put(
                "a signature too short",
                claims -> signed(
                        header("ES256"),
                        claims,
                        input -> Arrays.copyOf(es256(own).apply(input), 63)));
        all.put("claims changed after signing", claims -> {
            String[] good = signed(header("ES256"), claims, es256(own)).split("[.]", -1);
            return good[0] + "." + encode(with(claims, "more", 1)) + "." + good[2];
        });
        all.put("header changed after signing", claims -> {
            String[] good = signed(header("ES256"), claims, es256(own)).split("[.]", -1);
            return encode(with(header("ES256"), "x", 1)) + "." + good[1] + "." + good[2];
        });
        all.put("padding", claims -> signed(header("ES256"), claims, es256(own)) + "=");
        all.put("a fourth part", claims -> signed(header("ES256"), claims, es256(own)) + ".x");
        all.put("a name that comes twice", claims -> {
            String twice = "{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"own\"}";
            String input = base64(twice.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims);
            return input + "." + base64(es256(own).apply(input.getBytes(StandardCharsets.US_ASCII)));
        });
        all.put(
                "something critical",
                claims ->
                        signed(with(with(header("ES256"), "crit", List.of("b64")), "b64", false), claims, es256(own)));
        critical().forEach((what, header) -> all.put(what, claims -> signed(header, claims, es256(own))));
        all.put("critical null", claims -> signedText("{\"alg\":\"ES256\",\"kid\":\"own\",\"crit\":null}", claims));
        all.put("bytes before the header's object", claims -> signedText("\uFEFF{\"alg\":\"ES256\"}", claims));
        all.put("a header in UTF-16", claims -> {
            byte[] header = "{\"alg\":\"ES256\",\"kid\":\"own\"}".getBytes(StandardCharsets.UTF_16BE);
            String input = base64(header) + "." + encode(claims);
            return input + "." + base64(es256(own).apply(input.getBytes(StandardCharsets.US_ASCII)));
        });
        all.put("something behind it", claims -> signedText("{\"alg\":\"ES256\"}{}", claims));
        all.put("a header that is a list", claims -> signedText("[{\"alg\":\"ES256\"}]", claims));
        all.put("a comment in the header", claims -> signedText("{\"alg\":\"ES256\"/**/}", claims));
        all.put("a line's end in the signature", claims -> signed(header("ES256"), claims, es256(own)) + "\n");
        all.put(
                "the other alphabet",
                claims -> signed(header("ES256"), claims, es256(own))
                                .replace('-', '+')
                                .replace('_', '/') + "=");
        all.put("bits left over at the end", claims -> {
            String good = signed(header("ES256"), claims, es256(own)); // 86 letters hold 4 bits more than 64 bytes
            char last = good.charAt(good.length() - 1);
            return good.substring(0, good.length() - 1) + (char) (last + 1);
        });
        all.put(
                "r of zero",
                claims -> signed(
                        header("ES256"), claims, input -> zeroed(es256(own).apply(input), 0)));
        all.put(
                "s of zero",
                claims -> signed(
                        header("ES256"), claims, input -> zeroed(es256(own).apply(input), 32)));
        all.put("r and s of one", claims -> signed(header("ES256"), claims, _ -> twice(BigInteger.ONE)));
        all.put(
                "the order less one",
                claims -> signed(header("ES256"), claims, _ -> twice(ORDER.subtract(BigInteger.ONE))));
        all.put("RSA of zeros", claims -> signed(rsaHeader(), claims, _ -> new byte[256]));
        all.put(
                "RSA of the modulus",
                claims -> signed(rsaHeader(), claims, _ -> ownRsa.getModulus().decode()));
        all.put(
                "RSA cut short",
                claims -> signed(
                        rsaHeader(),
                        claims,
                        input -> Arrays.copyOf(rs256(ownRsa).apply(input), 255)));
        all.put(
                "RSA with a byte more",
                claims -> signed(
                        rsaHeader(),
                        claims,
                        input -> Arrays.copyOf(rs256(ownRsa).apply(input), 257)));
        all.put("PS256 said of RS256", claims -> signed(with(rsaHeader(), "alg", "PS256"), claims, rs256(ownRsa)));
        all.put("RS512 said of RS256", claims -> signed(with(rsaHeader(), "alg", "RS512"), claims, rs256(ownRsa)));
        all.put(
                "another's certificate in the header",
                claims -> signed(with(header("ES256"), "x5c", List.of("MIIB")), claims, es256(attacker)));
        all.put(
                "encrypted, in its shape",
                claims -> encode(Map.of("alg", "dir", "enc", "A128GCM")) + "..AAAA.AAAA.AAAA");
        all.put("JSON instead of dots", claims -> {
            String[] good = signed(header("ES256"), claims, es256(own)).split("[.]", -1);
            return "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
                    .formatted(good[0], good[1], good[2]);
        });
        return all;
    }

    /// Headers that say what must be understood, each with a good signature. We understand nothing of the kind.
    private static Map<String, Map<String, Object>> critical() {
        var all = new LinkedHashMap<String, Map<String, Object>>();
        all.put("critical: nothing", with(header("ES256"), "crit", List.of()));
        all.put("critical alone: what is not there", with(header("ES256"), "crit", List.of("made_up")));
        all.put("critical: what nobody knows", with(with(header("ES256"), "crit", List.of("made_up")), "made_up", 1));
        all.put("critical: a registered name", with(header("ES256"), "crit", List.of("alg")));
        all.put("critical: a claim", with(with(header("ES256"), "crit", List.of("exp")), "exp", 1));
        all.put("critical: twice", with(with(header("ES256"), "crit", List.of("x", "x")), "x", 1));
        all.put("critical: not a list", with(with(header("ES256"), "crit", "x"), "x", 1));
        all.put("critical: b64 that is on", with(with(header("ES256"), "crit", List.of("b64")), "b64", true));
        all.put("b64 off, not critical", with(header("ES256"), "b64", false));
        return all;
    }

    private static Map<String, Object> rsaHeader() {
        return Map.of("alg", "RS256", "kid", "own-rsa");
    }

    private String signedText(String header, Map<String, Object> claims) {
        String input = base64(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims);
        return input + "." + base64(es256(own).apply(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] zeroed(byte[] signature, int from) {
        Arrays.fill(signature, from, from + 32, (byte) 0);
        return signature;
    }

    /// What everybody knows of the client, as the key of an HMAC.
    private Map<String, byte[]> secrets() {
        try {
            var secrets = new LinkedHashMap<String, byte[]>();
            byte[] der = own.toECPublicKey().getEncoded();
            secrets.put("the public key's DER", der);
            secrets.put("the public key's PEM", pem(der).getBytes(StandardCharsets.US_ASCII));
            secrets.put("the public key's JWK", own.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8));
            secrets.put("the public key's point", own.getX().decode());
            secrets.put(
                    "the RSA key's PEM",
                    pem(ownRsa.toRSAPublicKey().getEncoded()).getBytes(StandardCharsets.US_ASCII));
            secrets.put("nothing", new byte[] {0});
            return secrets;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Endpoints, each with what it does with a JWT.
    private Map<String, Function<Function<Map<String, Object>, String>, Answer>> endpoints() {
        var all = new LinkedHashMap<String, Function<Function<Map<String, Object>, String>, Answer>>();
        for (String endpoint : List.of("token", "par", "introspect", "revoke", "device_authorization")) {
            all.put("client assertion at " + endpoint, jwt -> {
                var form = new LinkedHashMap<>(request("shop", Map.of("client_id", "signer")));
                form.remove("scope");
                form.put("grant_type", "client_credentials");
                form.put("token", "x");
                form.put("client_assertion_type", ASSERTION);
                form.put("client_assertion", jwt.apply(assertion()));
                return post(endpoint, form);
            });
        }
        all.put(
                "jwt-bearer grant",
                jwt -> post(
                        "token",
                        Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                                "assertion",
                                jwt.apply(assertion()))));
        all.put("request object", jwt -> {
            var claims = new LinkedHashMap<String, Object>(request("shop", Map.of("client_id", "signer")));
            claims.put("iss", "signer");
            claims.put("aud", ISSUER);
            return Acme.authorize(
                    acme.browser(),
                    Map.of("client_id", "signer", "request", jwt.apply(claims), "redirect_uri", Acme.SHOP));
        });
        return all;
    }

    private Answer post(String endpoint, Map<String, String> form) {
        return acme.browser().post(URI.create(ISSUER + "/oauth2/" + endpoint), form, Map.of());
    }

    private Map<String, Object> assertion() {
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", "signer");
        claims.put("sub", "signer");
        claims.put("aud", ISSUER);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("exp", acme.clock().instant().plusSeconds(60).getEpochSecond());
        return claims;
    }

    @Test
    void what_the_client_signs_by_its_key_is_good_everywhere() {
        endpoints().forEach((name, endpoint) -> {
            for (Function<Map<String, Object>, String> good : List.<Function<Map<String, Object>, String>>of(
                    claims -> signed(header("ES256"), claims, es256(own)),
                    claims -> signed(Map.of("alg", "RS256", "kid", "own-rsa"), claims, rs256(ownRsa)))) {
                Answer answer = endpoint.apply(good);
                assertThat(isGood(answer)).as("%s: %s", name, answer).isTrue();
            }
        });
    }

    @Test
    void nothing_else_is_good_anywhere() {
        endpoints()
                .forEach((name, endpoint) -> forgeries().forEach((what, forgery) -> {
                    Answer answer = endpoint.apply(forgery);
                    assertThat(isGood(answer))
                            .as("%s by %s: %s", name, what, answer)
                            .isFalse();
                }));
    }

    private static boolean isGood(Answer answer) {
        return answer.status() == 200
                || answer.status() == 201
                || answer.header("Location")
                        .filter(to -> to.contains("/login?"))
                        .isPresent();
    }

    private static Map<String, Object> header(String algorithm) {
        return Map.of("alg", algorithm, "kid", "own");
    }

    private static Map<String, Object> with(Map<String, Object> some, String name, Object value) {
        var more = new LinkedHashMap<>(some);
        more.put(name, value);
        return more;
    }

    private static Map<String, Object> json(JWK key) {
        return key.toJSONObject();
    }

    private static String input(Map<String, Object> header, Map<String, Object> claims) {
        return encode(header) + "." + encode(claims);
    }

    private static String signed(
            Map<String, Object> header, Map<String, Object> claims, Function<byte[], byte[]> signer) {
        String input = input(header, claims);
        return input + "." + base64(signer.apply(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encode(Map<String, Object> object) {
        return base64(JSONObjectUtils.toJSONString(object).getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
    }

    private static byte[] twice(BigInteger number) {
        byte[] bytes = new byte[64];
        byte[] one = number.toByteArray();
        int length = Math.min(32, one.length);
        System.arraycopy(one, one.length - length, bytes, 32 - length, length);
        System.arraycopy(one, one.length - length, bytes, 64 - length, length);
        return bytes;
    }

    private static Function<byte[], byte[]> mac(String algorithm, byte[] secret) {
        return input -> {
            try {
                String name = algorithm.replace("HS", "HmacSHA");
                Mac mac = Mac.getInstance(name);
                mac.init(new SecretKeySpec(secret, name));
                return mac.doFinal(input);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static Function<byte[], byte[]> es256(ECKey key) {
        return signing("SHA256withECDSAinP1363Format", () -> key.toECPrivateKey());
    }

    private static Function<byte[], byte[]> es384(ECKey key) {
        return signing("SHA384withECDSAinP1363Format", () -> key.toECPrivateKey());
    }

    private static Function<byte[], byte[]> der(ECKey key) {
        return signing("SHA256withECDSA", () -> key.toECPrivateKey());
    }

    private static Function<byte[], byte[]> rs256(RSAKey key) {
        return signing("SHA256withRSA", () -> key.toRSAPrivateKey());
    }

    @FunctionalInterface
    private interface Holder {
        PrivateKey key() throws JOSEException;
    }

    private static Function<byte[], byte[]> signing(String algorithm, Holder holder) {
        return input -> {
            try {
                Signature signature = Signature.getInstance(algorithm);
                signature.initSign(holder.key());
                signature.update(input);
                return signature.sign();
            } catch (GeneralSecurityException | JOSEException e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
