package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Tokens by the standards: metadata, keys, client authentication, introspection, revocation.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenJourney {
    private final Acme acme = Acme.shared();
    private Acme.TenantOfTest bank;
    private Http.Answer teller;

    @BeforeAll
    void the_operator_prepares() {
        bank = acme.tenant("bank.example");
        teller = bank.client("teller");
    }

    private Http.Answer tellerToken(Map<String, String> more) {
        Map<String, String> form = new java.util.HashMap<>(more);
        form.put("grant_type", "client_credentials");
        return acme.http.form(
                bank.path("/oauth2/token"), form, "Authorization", Http.basic("teller", teller.text("clientSecret")));
    }

    @Test
    void metadata_stands_at_both_well_known_addresses_and_names_the_issuer() {
        JsonNode oidc =
                acme.http.get(bank.path("/.well-known/openid-configuration")).json();
        JsonNode oauth = acme.http
                .get("/.well-known/oauth-authorization-server/t/bank.example")
                .json();
        assertThat(oidc.path("issuer").asString("")).isEqualTo(bank.issuer());
        assertThat(oauth.path("issuer").asString("")).isEqualTo(bank.issuer());
        assertThat(oidc.path("token_endpoint").asString("")).isEqualTo(bank.issuer() + "/oauth2/token");
        assertThat(oidc.path("authorization_details_types_supported").isArray()).isTrue();
        assertThat(oidc.has("registration_endpoint")).isTrue();
    }

    @Test
    void every_key_says_its_id_its_algorithm_and_its_use() {
        JsonNode keys = acme.http.get(bank.path("/oauth2/jwks")).json().path("keys");
        assertThat(keys.size()).isGreaterThanOrEqualTo(2);
        keys.forEach(key -> assertThat(List.of(key.has("kid"), key.has("alg"), key.has("use"), key.has("d")))
                .containsExactly(true, true, true, false));
        assertThat(keys.toString()).contains("ES256", "RS256");
    }

    @Test
    void a_secret_by_basic_or_by_post_as_registered() {
        assertThat(tellerToken(Map.of()).status()).isEqualTo(200);
        Http.Answer poster = bank.create(
                "clients",
                Map.of(
                        "clientId",
                        "poster",
                        "grantTypes",
                        List.of("client_credentials"),
                        "tokenEndpointAuthMethod",
                        "client_secret_post"));
        assertThat(acme.http
                        .form(
                                bank.path("/oauth2/token"),
                                Map.of(
                                        "grant_type",
                                        "client_credentials",
                                        "client_id",
                                        "poster",
                                        "client_secret",
                                        poster.text("clientSecret")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_key_of_its_own_by_private_key_jwt_and_each_assertion_once() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256)
                .keyID("robot-1")
                .algorithm(JWSAlgorithm.ES256)
                .generate();
        bank.create(
                "clients",
                Map.of(
                        "clientId",
                        "robot",
                        "grantTypes",
                        List.of("client_credentials"),
                        "tokenEndpointAuthMethod",
                        "private_key_jwt",
                        "jwks",
                        new JWKSet(key.toPublicJWK()).toJSONObject()));
        SignedJWT assertion = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("robot-1").build(),
                new JWTClaimsSet.Builder()
                        .issuer("robot")
                        .subject("robot")
                        .audience(bank.issuer())
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(Instant.now()))
                        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                        .build());
        assertion.sign(new ECDSASigner(key));

        Http.Answer first = bank.tokenFor(assertion.serialize(), Map.of());
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(bank.tokenFor(assertion.serialize(), Map.of()).status()).isEqualTo(401);
    }

    @Test
    void a_wrong_secret_is_401_with_a_challenge_and_like_an_unknown_client() {
        Http.Answer wrong = acme.http.form(
                bank.path("/oauth2/token"),
                Map.of("grant_type", "client_credentials"),
                "Authorization",
                Http.basic("teller", "wrong"));
        Http.Answer unknown = acme.http.form(
                bank.path("/oauth2/token"),
                Map.of("grant_type", "client_credentials"),
                "Authorization",
                Http.basic("nobody", "wrong"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text("error")).isEqualTo("invalid_client");
        assertThat(wrong.response().headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Basic"));
        assertThat(unknown.body()).isEqualTo(wrong.body());
    }

    @Test
    void an_access_token_is_an_at_jwt_for_the_issuer_itself_unless_a_resource_was_asked_for() throws Exception {
        SignedJWT token = SignedJWT.parse(tellerToken(Map.of()).text("access_token"));
        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
        assertThat(token.getJWTClaimsSet().getAudience()).containsExactly(bank.issuer());
        assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("teller");
    }

    @Test
    void a_revoked_token_is_inactive() {
        String token = tellerToken(Map.of()).text("access_token");
        assertThat(bank.introspect(teller, token).json().path("active").booleanValue())
                .isTrue();
        Http.Answer revoked = acme.http.form(
                bank.path("/oauth2/revoke"),
                Map.of("token", token),
                "Authorization",
                Http.basic("teller", teller.text("clientSecret")));
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(bank.introspect(teller, token).body()).isEqualToIgnoringWhitespace("{\"active\":false}");
    }

    @Test
    void errors_are_those_of_the_rfc() {
        Http.Answer unsupported = acme.http.form(
                bank.path("/oauth2/token"),
                Map.of("grant_type", "password"),
                "Authorization",
                Http.basic("teller", teller.text("clientSecret")));
        assertThat(unsupported.status()).isEqualTo(400);
        assertThat(unsupported.text("error")).isEqualTo("unsupported_grant_type");
        assertThat(tellerToken(Map.of("scope", "unheard-of")).text("error")).isEqualTo("invalid_scope");
        assertThat(acme.http
                        .post(
                                bank.path("/oauth2/token"),
                                "application/x-www-form-urlencoded",
                                "grant_type=client_credentials&grant_type=client_credentials",
                                "Authorization",
                                Http.basic("teller", teller.text("clientSecret")))
                        .text("error"))
                .isEqualTo("invalid_request");
        assertThat(acme.http
                        .form(bank.path("/oauth2/introspect"), Map.of("token", "x"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void an_unknown_client_or_redirect_uri_is_an_error_page_and_never_a_redirect() {
        Http.Answer answer = acme.http.get(bank.path("/oauth2/authorize?response_type=code&client_id=nobody"
                + "&redirect_uri=https%3A%2F%2Fevil.example%2F"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.response().headers().firstValue("Location")).isEmpty();
        assertThat(answer.response().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
    }
}
