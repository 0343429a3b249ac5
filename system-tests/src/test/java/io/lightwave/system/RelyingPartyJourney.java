package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Stock relying parties sign a person in: npm's `openid-client` and `oauth4webapi`, with their default settings. The
/// steps stand in `src/test/node`.
class RelyingPartyJourney {
    private static final String PASSWORD = "a long enough phrase";
    private static final String CALLBACK = "https://rp.example/callback";

    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

    private final Acme acme = Acme.shared();

    @Test
    void other_people_s_relying_parties_sign_a_person_in_and_out_by_every_way_they_know() throws Exception {
        Acme.TenantOfTest tenant = acme.tenant("relying.example");
        tenant.person(
                "alice",
                PASSWORD,
                Map.of(
                        "emails",
                        List.of(Map.of("value", "alice@shop.example")),
                        "addresses",
                        List.of(Map.of("locality", "London", "country", "United Kingdom"))));
        Map<String, Object> code =
                Map.of("grantTypes", List.of("authorization_code", "refresh_token"), "redirectUris", List.of(CALLBACK));
        Map<String, String> environment = new HashMap<>(Map.of(
                "ISSUER", tenant.issuer(),
                "USER_NAME", "alice",
                "USER_PASSWORD", PASSWORD,
                "NODE_EXTRA_CA_CERTS", acme.server.trustAnchor().toString(),
                "SIGNER_KEY", signer(tenant).toJSONString()));
        environment.put(
                "SHOP_SECRET",
                client(tenant, "shop", code, "postLogoutRedirectUris", List.of("https://rp.example/signed-out")));
        environment.put("BOUND_SECRET", client(tenant, "bound", code, "dpopBoundAccessTokens", true));
        environment.put("FRONT_SECRET", client(tenant, "front", service("gateway"), "scopes", List.of("read")));
        environment.put(
                "GATEWAY_SECRET",
                client(tenant, "gateway", service("stock"), "grantTypes", List.of("client_credentials", EXCHANGE)));
        environment.put(
                "REGISTRAR_SECRET", client(tenant, "registrar", Map.of(), "scopes", List.of("client.register")));
        client(tenant, "stock", Map.of(), "scopes", List.of("read"));
        environment.put("PAYER_SECRET", payer(tenant, code));
        tenant.create(
                "clients", Map.of("clientId", "tv", "grantTypes", List.of(DEVICE), "tokenEndpointAuthMethod", "none"));

        Path program = Shell.npm("node", "relying-party");
        Shell.Result said = Shell.node(environment, program, "node relying-party.mjs");
        assertThat(said.exitCode()).as(said.output()).isZero();
    }

    /// A client that asks in detail (RFC 9396), for what a bank describes.
    private static String payer(Acme.TenantOfTest tenant, Map<String, Object> code) {
        tenant.create("resource-servers", Map.of("name", "bank", "uri", "https://bank.example"));
        tenant.create("authorization-details-types", """
                {"name":"payment","title":"A payment","resourceServer":"bank","schema":{"type":"object",
                 "required":["actions","amount"],"properties":{
                  "actions":{"type":"array","items":{"type":"string","enum":["initiate","status"]}},
                  "amount":{"type":"object","title":"Amount","required":["value","currency"],"properties":{
                   "value":{"type":"string"},"currency":{"type":"string"}}}}}}""");
        Map<String, Object> registration = new HashMap<>(code);
        registration.put("audiences", List.of("bank"));
        return client(tenant, "payer", registration, "authorizationDetailsTypes", List.of("payment"));
    }

    private static Map<String, Object> service(String audience) {
        return Map.of("audiences", List.of(audience), "scopes", List.of("read"));
    }

    /// The secret of a new client.
    private static String client(
            Acme.TenantOfTest tenant, String name, Map<String, Object> metadata, String further, Object value) {
        Map<String, Object> all = new HashMap<>(metadata);
        all.put("clientId", name);
        all.put(further, value);
        return tenant.create("clients", all).text("clientSecret");
    }

    /// A client that proves itself by a key, and must sign its requests.
    private static ECKey signer(Acme.TenantOfTest shop) throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256)
                .keyID("signer-1")
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES256)
                .generate();
        shop.create(
                "clients",
                Map.of(
                        "clientId",
                        "signer",
                        "grantTypes",
                        List.of("authorization_code"),
                        "redirectUris",
                        List.of(CALLBACK),
                        "tokenEndpointAuthMethod",
                        "private_key_jwt",
                        "jwks",
                        new JWKSet(key.toPublicJWK()).toJSONObject(),
                        "requireSignedRequestObject",
                        true,
                        "requestObjectSigningAlg",
                        "ES256"));
        return key;
    }
}
