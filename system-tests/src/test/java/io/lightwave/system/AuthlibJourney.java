package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Debian's `python3-authlib` signs a person in and proves itself by a key. The steps stand in `src/test/python`.
class AuthlibJourney {
    private static final String PASSWORD = "a long enough phrase";

    private final Acme acme = Acme.shared();

    @Test
    void a_person_signs_in_and_a_service_gets_its_token() throws Exception {
        Acme.TenantOfTest tenant = acme.tenant("python.example");
        tenant.person("alice", PASSWORD, Map.of());
        String secret = tenant.create(
                        "clients",
                        Map.of(
                                "clientId",
                                "py-shop",
                                "grantTypes",
                                List.of("authorization_code", "refresh_token"),
                                "redirectUris",
                                List.of("https://rp.example/callback")))
                .text("clientSecret");
        var key = new ECKeyGenerator(Curve.P_256).keyID("py-1").generate();
        tenant.create(
                "clients",
                Map.of(
                        "clientId",
                        "py-signer",
                        "audiences",
                        List.of("ledger"),
                        "tokenEndpointAuthMethod",
                        "private_key_jwt",
                        "jwks",
                        new JWKSet(key.toPublicJWK()).toJSONObject()));
        Shell.Result said = Shell.run(
                Map.of(
                        "ISSUER", tenant.issuer(),
                        "TRUST", acme.server.trustAnchor().toString(),
                        "USER_PASSWORD", PASSWORD,
                        "SHOP_SECRET", secret,
                        "SIGNER_KEY", key.toJSONString()),
                "",
                List.of(
                        "/usr/bin/python3",
                        PackagedServer.home()
                                .resolve("system-tests/src/test/python/authlib_client.py")
                                .toString()));
        assertThat(said.exitCode()).as(said.output()).isZero();
    }
}
