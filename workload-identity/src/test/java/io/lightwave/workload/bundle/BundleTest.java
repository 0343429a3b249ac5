package io.lightwave.workload.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import io.lightwave.ca.CertificateAuthority;
import io.lightwave.token.Issuers;
import io.lightwave.workload.World;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
    void holds_the_anchors_and_the_keys_of_jwt_svids() throws Exception {
        var bundle = bundle("acme.example");
        assertThat(bundle.get("spiffe_sequence").asLong()).isPositive();
        assertThat(bundle.get("spiffe_refresh_hint").asInt()).isEqualTo(300);
        var anchors = keys(bundle, "x509-svid");
        assertThat(anchors).hasSize(1);
        assertThat(anchors.getFirst().get("x5c")).hasSize(1);
        assertThat(anchors.getFirst().has("kid")).isFalse();
        var anchor = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Base64.getDecoder()
                        .decode(anchors.getFirst().get("x5c").get(0).asString())));
        assertThat(world.context.bean(CertificateAuthority.class).anchors(acme.id))
                .contains((java.security.cert.X509Certificate) anchor);
        anchor.verify(anchor.getPublicKey());
        assertThat(JWK.parse(anchors.getFirst().toString()).toECKey().toPublicKey())
                .isEqualTo(anchor.getPublicKey());
        var signers = keys(bundle, "jwt-svid");
        assertThat(signers).hasSize(1);
        for (var signer : signers) {
            assertThat(signer.get("kid").asString()).isNotEmpty();
            assertThat(JWK.parse(signer.toString()).isPrivate()).isFalse();
            assertThat(new String(
                            world.context.bean(Issuers.class).keySet(acme.id).orElseThrow(), UTF_8))
                    .as("keys of access tokens sign no JWT-SVIDs")
                    .doesNotContain(signer.get("kid").asString());
        }
        assertThat(signers.size() + anchors.size()).isEqualTo(bundle.get("keys").size());
    }

    @Test
    void the_sequence_stands_still_while_no_key_changes() {
        long before = bundle("acme.example").get("spiffe_sequence").asLong();
        assertThat(bundle("acme.example").get("spiffe_sequence").asLong()).isEqualTo(before);
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
