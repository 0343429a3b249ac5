package io.lightwave.workload.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.directory.fixture.TestDatabase;
import io.lightwave.token.Issuers;
import io.lightwave.workload.WorkloadIdentitySettings;
import io.lightwave.workload.World;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BundleTest {
    private static World world;
    private static World.Tenant acme;
    private static World lattices;

    @BeforeAll
    static void start() {
        world = new World();
        lattices = new World(
                TestDatabase.fresh(),
                WorkloadIdentitySettings.DEFAULTS,
                new CertificateAuthoritySettings(
                        URI.create("http://pki.example"),
                        AcmeSettings.DEFAULTS,
                        Optional.empty(),
                        AuthorityKeyType.EC_P256,
                        CertificateAuthoritySettings.LISTED,
                        false,
                        true));
        acme = world.tenant("acme.example");
        world.tenant("globex.example");
    }

    @AfterAll
    static void stop() {
        world.close();
        lattices.close();
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

    /// X509-SVID §6.1: an authority's key may be of any kind that authorities have.
    @ParameterizedTest
    @CsvSource({
        "ec-p384, EC, '{\"crv\":\"P-384\"}'",
        "rsa-3072, RSA, '{\"e\":\"AQAB\"}'",
        "ed25519, OKP, '{\"crv\":\"Ed25519\"}'",
        "ml-dsa-65, AKP, '{\"alg\":\"ML-DSA-65\"}'"
    })
    void holds_anchors_with_keys_of_every_kind(String keyType, String type, String members) {
        var tenant = lattices.tenant(keyType + ".example");
        var rotation = tenant.post("authorities/rotate", "{\"kind\":\"root\",\"keyType\":\"%s\"}".formatted(keyType));
        assertThat(rotation.status()).as(rotation.text()).isEqualTo(201);
        var answer = lattices.door.get("/t/%s/spiffe/bundle".formatted(tenant.id), null);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var anchors = keys(answer.json(), "x509-svid");
        var anchor = anchors.stream()
                .filter(key -> key.get("kty").asString().equals(type)
                        && JsonMapper.shared().readTree(members).properties().stream()
                                .allMatch(member -> member.getValue().equals(key.get(member.getKey()))))
                .findFirst()
                .orElseThrow(() -> new AssertionError(anchors));
        assertThat(anchor.get("x5c")).hasSize(1);
        assertThat(anchor.has("kid")).isFalse();
    }

    @Test
    void the_sequence_stands_still_while_no_key_changes() {
        long before = bundle("acme.example").get("spiffe_sequence").asLong();
        assertThat(bundle("acme.example").get("spiffe_sequence").asLong()).isEqualTo(before);
    }

    /// Whoever asks one server after another must not find it going back.
    @Test
    void the_sequence_is_soon_that_of_the_servers_beside_it() {
        long before = bundle("globex.example").get("spiffe_sequence").asLong();
        world.context
                .bean(JdbcClient.class)
                .sql("update workload_bundle set sequence = sequence + 2 where tenant_id = 'globex.example'")
                .update();
        world.context.clock().advance(Duration.ofSeconds(61));
        assertThat(bundle("globex.example").get("spiffe_sequence").asLong()).isEqualTo(before + 2);
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
