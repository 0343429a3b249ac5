package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Stock relying parties sign a person in: npm's `openid-client` and `oauth4webapi`, with their default settings. The
/// steps stand in `src/test/node`.
class RelyingPartyJourney {
    private static final String PASSWORD = "a long enough phrase";
    private static final String CALLBACK = "https://rp.example/callback";

    private final Acme acme = Acme.shared();

    @Test
    void other_people_s_relying_parties_sign_a_person_in_and_out_by_every_way_they_know() throws Exception {
        Acme.TenantOfTest shop = acme.tenant("relying.example");
        person(shop);
        String secret = shop.create(
                        "clients",
                        Map.of(
                                "clientId",
                                "shop",
                                "grantTypes",
                                List.of("authorization_code", "refresh_token"),
                                "redirectUris",
                                List.of(CALLBACK),
                                "postLogoutRedirectUris",
                                List.of("https://rp.example/signed-out")))
                .text("clientSecret");
        ECKey key = signer(shop);

        Path program = program();
        Shell.Result installed = node(Map.of(), program, "npm ci --silent");
        assertThat(installed.exitCode()).as(installed.output()).isZero();

        Shell.Result said = node(
                Map.of(
                        "NODE_EXTRA_CA_CERTS",
                        acme.server.trustAnchor().toString(),
                        "ISSUER",
                        shop.issuer(),
                        "USER_NAME",
                        "alice",
                        "USER_PASSWORD",
                        PASSWORD,
                        "SHOP_SECRET",
                        secret,
                        "SIGNER_KEY",
                        key.toJSONString()),
                program,
                "node relying-party.mjs");

        assertThat(said.exitCode()).as(said.output()).isZero();
    }

    /// The Node that the console is built with, which Maven fetched.
    private static Shell.Result node(Map<String, String> environment, Path folder, String command) {
        Path toolchain = PackagedServer.home().resolve("admin-ui/toolchain/node_modules/.bin");
        return Shell.run(
                environment,
                "",
                List.of("sh", "-c", "PATH='%s':$PATH && cd '%s' && %s".formatted(toolchain, folder, command)));
    }

    private void person(Acme.TenantOfTest shop) {
        Acme.created(acme.http.json(
                "POST",
                shop.path("/scim/v2/Users"),
                Map.of(
                        "schemas",
                        List.of("urn:ietf:params:scim:schemas:core:2.0:User"),
                        "userName",
                        "alice",
                        "password",
                        PASSWORD,
                        "emails",
                        List.of(Map.of("value", "alice@shop.example")),
                        "addresses",
                        List.of(Map.of("locality", "London", "country", "United Kingdom"))),
                acme.operator()));
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

    /// A copy of the program, beside which npm puts what it needs.
    private static Path program() throws IOException {
        Path from = PackagedServer.home().resolve("system-tests/src/test/node");
        Path to = Files.createDirectories(PackagedServer.home().resolve("system-tests/target/relying-party"));
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return to;
    }
}
