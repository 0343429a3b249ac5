package io.lightwave.workload.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import io.lightwave.ca.CertificateAuthority;
import io.lightwave.workload.World;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class BundleTest {
    private static World world;
    private static World.Tenant acme;

    @BeforeAll
    static void start() {
        world = new World();
        acme = world.tenant("acme.example");
        world.tenant("globex.example");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static JsonNode bundle(String tenant) {
        var answer = world.door.get("/t/%s/spiffe/bundle".formatted(tenant), null);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("application/json");
        return answer.json();
    }

    private static List<JsonNode> keys(JsonNode bundle, String use) {
        var found = new ArrayList<JsonNode>();
        bundle.get("keys").forEach(key -> {
            if (key.get("use").asString().equals(use)) {
                found.add(key);
            }
        });
        return found;
    }

    @Test
    void holds_the_anchors_and_the_signing_keys_of_tokens() throws Exception {
        var bundle = bundle("acme.example");
        assertThat(bundle.get("spiffe_sequence").asLong()).isPositive();
        assertThat(bundle.get("spiffe_refresh_hint").asInt()).isEqualTo(300);
        var anchors = keys(bundle, "x509-svid");
        assertThat(anchors).hasSize(1);
        assertThat(anchors.getFirst().get("x5c")).hasSize(1);
        var anchor = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Base64.getDecoder()
                        .decode(anchors.getFirst().get("x5c").get(0).asString())));
        assertThat(world.context.bean(CertificateAuthority.class).anchors(acme.id))
                .contains((java.security.cert.X509Certificate) anchor);
        assertThat(JWK.parse(anchors.getFirst().toString()).toECKey().toPublicKey())
                .isEqualTo(anchor.getPublicKey());
        var signers = keys(bundle, "jwt-svid");
        assertThat(signers).hasSizeGreaterThanOrEqualTo(2);
        for (var signer : signers) {
            assertThat(signer.get("kid").asString()).isNotEmpty();
            assertThat(JWK.parse(signer.toString()).isPrivate()).isFalse();
        }
        assertThat(signers.size() + anchors.size()).isEqualTo(bundle.get("keys").size());
    }

    @Test
    void the_sequence_stands_still_until_a_key_changes() {
        long before = bundle("acme.example").get("spiffe_sequence").asLong();
        assertThat(bundle("acme.example").get("spiffe_sequence").asLong()).isEqualTo(before);
        world.context
                .bean(JdbcClient.class)
                .sql("update workload_bundle set digest = '\\x00' where tenant_id = 'acme.example'")
                .update();
        assertThat(bundle("acme.example").get("spiffe_sequence").asLong()).isEqualTo(before + 1);
        assertThat(bundle("acme.example").get("spiffe_sequence").asLong()).isEqualTo(before + 1);
    }

    /// Threat T14: bundles are kept apart by trust domain.
    @Test
    void t14_each_trust_domain_has_its_own() {
        assertThat(keys(bundle("acme.example"), "x509-svid"))
                .doesNotContainAnyElementsOf(keys(bundle("globex.example"), "x509-svid"));
        assertThat(keys(bundle("acme.example"), "jwt-svid"))
                .doesNotContainAnyElementsOf(keys(bundle("globex.example"), "jwt-svid"));
    }

    @Test
    void there_is_none_for_a_tenant_that_there_is_not() {
        assertThat(world.door.get("/t/nobody.example/spiffe/bundle", null).status())
                .isEqualTo(404);
    }
}
