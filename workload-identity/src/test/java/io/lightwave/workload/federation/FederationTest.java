package io.lightwave.workload.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.Pem;
import io.lightwave.workload.World;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("SPIFFE Federation")
class FederationTest {
    private static final String URL = "https://partner.test/bundle";
    private static final String SERVER = "spiffe://partner.example/bundle-server";

    private static int made;
    private static World world;
    private World.Tenant acme;

    @BeforeAll
    static void start() {
        world = new World();
        world.tenant("partner.example");
        world.tenant("third.example");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void make_a_tenant() {
        acme = world.tenant("acme-%d.example".formatted(++made));
        world.network.asked().clear();
    }

    /// What another tenant publishes, which may as well be another server's.
    private ObjectNode published(String tenant) {
        return (ObjectNode)
                world.door.get("/t/%s/spiffe/bundle".formatted(tenant), null).json();
    }

    private ObjectNode published(String tenant, long sequence) {
        return published(tenant).put("spiffe_sequence", sequence);
    }

    private void serves(JsonNode bundle) {
        world.network.put(URL, bundle.toString());
    }

    private static String web(String domain) {
        return "{\"trustDomain\":\"%s\",\"bundleEndpointUrl\":\"%s\",\"bundleEndpointProfile\":\"https_web\"}"
                .formatted(domain, URL);
    }

    private static String spiffe(String domain, String endpoint, String bundle) {
        return """
            {"trustDomain":"%s","bundleEndpointUrl":"%s","bundleEndpointProfile":"https_spiffe",\
            "endpointSpiffeId":"%s"%s}""".formatted(domain, URL, endpoint, bundle);
    }

    private JsonNode registered(String body) {
        var made = acme.post("federations", body);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json();
    }

    private JsonNode refreshed() {
        return refreshed("partner.example");
    }

    private JsonNode refreshed(String domain) {
        var answer = acme.post("federations/%s/refresh".formatted(domain), "{}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private Instant micros(Duration later) {
        return world.now().plus(later).truncatedTo(ChronoUnit.MICROS);
    }

    private static long sequence(JsonNode federation) {
        return federation.at("/trustDomainBundle/spiffe_sequence").asLong();
    }

    @Nested
    @DisplayName("§5.1 parameters")
    class Parameters {
        @Test
        void are_registered_read_changed_and_removed() {
            var made = registered(web("partner.example"));
            assertThat(made.get("trustDomain").asString()).isEqualTo("partner.example");
            assertThat(made.get("bundleEndpointUrl").asString()).isEqualTo(URL);
            assertThat(made.has("trustDomainBundle")).isFalse();
            assertThat(made.get("enabled").asBoolean()).isTrue();
            assertThat(acme.get("federations").json().get("items")).hasSize(1);
            assertThat(acme.get("federations/" + made.get("id").asString())
                            .json()
                            .get("trustDomain"))
                    .isEqualTo(made.get("trustDomain"));
            assertThat(acme.post("federations", web("partner.example")).status())
                    .isEqualTo(409);
            var off = acme.patch("federations/partner.example", "{\"enabled\":false}", "If-Match", "\"0\"");
            assertThat(off.json().get("enabled").asBoolean()).isFalse();
            assertThat(acme.patch("federations/partner.example", "{\"enabled\":true}", "If-Match", "\"0\"")
                            .status())
                    .isEqualTo(412);
            assertThat(acme.post("federations/partner.example/refresh", "{}").status())
                    .isEqualTo(409);
            assertThat(acme.patch("federations/partner.example", "{\"trustDomain\":\"other.example\"}")
                            .status())
                    .as("another trust domain is another federation")
                    .isEqualTo(400);
            assertThat(acme.delete("federations/partner.example").status()).isEqualTo(204);
            assertThat(acme.delete("federations/partner.example").status()).isEqualTo(404);
            assertThat(acme.audited("federation.create"))
                    .containsExactly("SUCCESS user:operator@%s: federation:partner.example https_web %s"
                            .formatted(acme.id, URL));
            assertThat(acme.audited("federation.update")).hasSize(1);
            assertThat(acme.audited("federation.delete")).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"10.0.0.7", "shop", "under_score", "a..b"})
        void are_of_trust_domains_whatever_their_names_look_like(String name) {
            assertThat(acme.post("federations", web(name)).status()).isEqualTo(201);
            assertThat(acme.get("federations/" + name).json().get("trustDomain").asString())
                    .isEqualTo(name);
            assertThat(acme.delete("federations/" + name).status()).isEqualTo(204);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
            {}|trustDomain
            {"trustDomain":"Partner"}|trustDomain
            {"trustDomain":"spiffe://partner"}|trustDomain
            {"trustDomain":"p"}|bundleEndpointUrl
            {"trustDomain":"p","bundleEndpointUrl":"http://p.test/"}|bundleEndpointUrl
            {"trustDomain":"p","bundleEndpointUrl":"https://me@p.test/"}|bundleEndpointUrl
            {"trustDomain":"p","bundleEndpointUrl":"https://p.test/"}|bundleEndpointProfile
            {"trustDomain":"p","bundleEndpointUrl":"https://p.test/","bundleEndpointProfile":"web"}|bundleEndpointProfile
            {"trustDomain":"p","bundleEndpointUrl":"https://p.test/","bundleEndpointProfile":"https_spiffe"}|endpointSpiffeId
            {"trustDomain":"p","bundleEndpointUrl":"https://p.test/","bundleEndpointProfile":"https_web","endpointSpiffeId":"spiffe://p/x"}|endpointSpiffeId
            {"trustDomain":"p","bundleEndpointUrl":"https://p.test/","bundleEndpointProfile":"https_spiffe","endpointSpiffeId":"spiffe://p"}|endpointSpiffeId
            {"trustDomain":"p","bundleEndpointUrl":"https://p.test/","bundleEndpointProfile":"https_spiffe","endpointSpiffeId":"spiffe://p/../x"}|endpointSpiffeId
            {"trustDomain":"p","bundleEndpointUrl":"https://p.test/","bundleEndpointProfile":"https_spiffe","endpointSpiffeId":"spiffe://p/x"}|trustDomainBundle
            {"trustDomain":"p","bundleEndpointUrl":"https://p.test/","bundleEndpointProfile":"https_web","trustDomainBundle":{}}|trustDomainBundle
            """)
        void that_make_no_sense_are_400_and_named(String body, String field) {
            var answer = acme.post("federations", body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().get("field").asString()).isEqualTo(field);
        }

        @Test
        void are_of_a_foreign_trust_domain() {
            var own = acme.post("federations", web(acme.id.value()));
            assertThat(own.status()).isEqualTo(400);
            assertThat(own.json().get("field").asString()).isEqualTo("trustDomain");
        }

        @Test
        void are_one_tenant_s_own() {
            registered(web("partner.example"));
            var globex = world.tenant("globex-of-%s".formatted(acme.id));
            assertThat(globex.get("federations").json().get("items")).isEmpty();
            assertThat(globex.get("federations/partner.example").status()).isEqualTo(404);
            assertThat(globex.delete("federations/partner.example").status()).isEqualTo(404);
            assertThat(globex.post("federations/partner.example/refresh", "{}").status())
                    .isEqualTo(404);
        }
    }

    @Nested
    @DisplayName("§4.2 fetched bundles")
    class Fetched {
        @Test
        void are_kept_until_the_refresh_hint_has_passed() {
            serves(published("partner.example").put("spiffe_refresh_hint", 1200));
            registered(web("partner.example"));
            var got = refreshed();
            assertThat(got.has("problem")).isFalse();
            assertThat(got.at("/trustDomainBundle/keys")).hasSize(2);
            assertThat(Instant.parse(got.get("nextFetchAt").asString())).isEqualTo(micros(Duration.ofMinutes(20)));
            assertThat(acme.audited("federation.refresh"))
                    .containsExactly("SUCCESS server: federation:partner.example another bundle");
        }

        @ParameterizedTest
        @CsvSource({"0,10", "9,10", "86401,86400", "9223372036854775807,86400"})
        void are_fetched_neither_all_the_time_nor_never(long hint, long seconds) {
            serves(published("partner.example").put("spiffe_refresh_hint", hint));
            registered(web("partner.example"));
            assertThat(Instant.parse(refreshed().get("nextFetchAt").asString()))
                    .isEqualTo(micros(Duration.ofSeconds(seconds)));
        }

        @Test
        void without_a_hint_are_fetched_after_five_minutes() {
            var bundle = published("partner.example");
            bundle.remove("spiffe_refresh_hint");
            bundle.remove("spiffe_sequence");
            serves(bundle);
            registered(web("partner.example"));
            assertThat(Instant.parse(refreshed().get("nextFetchAt").asString()))
                    .isEqualTo(micros(Duration.ofMinutes(5)));
        }

        @Test
        void that_are_due_are_fetched_by_one_node_only() {
            serves(published("partner.example", 7));
            registered(web("partner.example"));
            var fetching = world.context.bean(BundleFetching.class);
            fetching.run();
            assertThat(sequence(acme.get("federations/partner.example").json())).isEqualTo(7);
            serves(published("partner.example", 8));
            fetching.run();
            assertThat(sequence(acme.get("federations/partner.example").json()))
                    .as("not due yet")
                    .isEqualTo(7);
            world.context.clock().advance(Duration.ofMinutes(6));
            fetching.run();
            assertThat(sequence(acme.get("federations/partner.example").json())).isEqualTo(8);
        }

        @Test
        void never_go_back_to_an_older_sequence() {
            serves(published("partner.example", 12));
            registered(web("partner.example"));
            refreshed();
            serves(published("third.example", 11));
            var refused = refreshed();
            assertThat(refused.get("problem").asString()).contains("went back to 11");
            assertThat(sequence(refused)).isEqualTo(12);
            assertThat(refused.at("/trustDomainBundle/keys"))
                    .isEqualTo(acme.get("federations/partner.example").json().at("/trustDomainBundle/keys"));
            assertThat(acme.patch(
                                    "federations/partner.example",
                                    "{\"trustDomainBundle\":%s}".formatted(published("partner.example", 3)))
                            .status())
                    .as("an operator may say otherwise")
                    .isEqualTo(200);
            serves(published("partner.example", 4));
            assertThat(sequence(refreshed())).isEqualTo(4);
        }

        @Test
        void stay_when_the_next_cannot_be_fetched_and_an_alarm_is_raised_once() {
            serves(published("partner.example", 5));
            registered(web("partner.example"));
            refreshed();
            world.network.remove(URL);
            var failed = refreshed();
            assertThat(failed.get("problem").asString()).contains("nothing there");
            assertThat(sequence(failed)).isEqualTo(5);
            assertThat(Instant.parse(failed.get("nextFetchAt").asString()))
                    .as("at the next interval and not at once (§6.2)")
                    .isEqualTo(micros(Duration.ofMinutes(5)));
            refreshed();
            serves(published("partner.example", 5));
            assertThat(refreshed().has("problem")).isFalse();
            assertThat(acme.audited("federation.refresh"))
                    .containsExactly(
                            "SUCCESS server: federation:partner.example another bundle",
                            "FAILED server: federation:partner.example nothing there",
                            "SUCCESS server: federation:partner.example reached again");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "[]",
                    "{}",
                    "{\"keys\":{}}",
                    "{\"keys\":[],\"keys\":[]}",
                    "{\"keys\":[],\"spiffe_sequence\":\"7\"}",
                    "{\"keys\":[],\"spiffe_sequence\":-1}",
                    "{\"keys\":[],\"spiffe_sequence\":1.5}",
                    "{\"keys\":[],\"spiffe_refresh_hint\":99999999999999999999}",
                    "{\"keys\":[{\"kty\":\"EC\",\"use\":\"x509-svid\",\"x5c\":[\"AAAA\"]}]}",
                    "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"jwt-svid\",\"kid\":\"a\",\"n\":\"AQAB\"}]}",
                })
        void that_are_no_bundles_are_refused(String document) {
            registered(web("partner.example"));
            world.network.put(URL, document);
            var failed = refreshed();
            assertThat(failed.get("problem").asString()).startsWith("what is served is no bundle");
            assertThat(failed.has("trustDomainBundle")).isFalse();
        }

        /// What no library could load would stop each agent that hears of it.
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB=\"",
                    "\"kty\":\"RSA\",\"n\":\" %s\",\"e\":\"AQAB\"",
                    "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"A\""
                })
        void with_a_key_that_nobody_can_load_are_refused(String key) {
            String modulus = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            BigInteger.TWO.pow(2048).subtract(BigInteger.ONE).toByteArray());
            registered(web("partner.example"));
            var bundle = published("partner.example");
            ((ArrayNode) bundle.get("keys"))
                    .add(JsonMapper.shared()
                            .readTree("{\"use\":\"jwt-svid\",\"kid\":\"a\"," + key.formatted(modulus) + "}"));
            serves(bundle);
            assertThat(refreshed().get("problem").asString()).startsWith("what is served is no bundle");
        }

        /// By an exponent of 1 anybody signs.
        @ParameterizedTest
        @ValueSource(strings = {"AQ", "Ag", "AQAA", "AAE"})
        void with_an_rsa_key_whose_exponent_is_unsound_are_refused_and_the_former_one_stays(String exponent) {
            serves(published("partner.example", 5));
            registered(web("partner.example"));
            var former = refreshed().at("/trustDomainBundle");
            var bundle = published("partner.example", 6);
            String modulus = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            BigInteger.TWO.pow(2048).subtract(BigInteger.ONE).toByteArray());
            ((ArrayNode) bundle.get("keys"))
                    .addObject()
                    .put("kty", "RSA")
                    .put("use", "jwt-svid")
                    .put("kid", "a")
                    .put("n", modulus)
                    .put("e", exponent);
            serves(bundle);
            var refused = refreshed();
            assertThat(refused.get("problem").asString()).contains("exponent that is even or less than 3");
            assertThat(refused.at("/trustDomainBundle")).isEqualTo(former);
            ((ObjectNode) bundle.get("keys").get(bundle.get("keys").size() - 1)).put("e", "AQAB");
            serves(bundle);
            assertThat(sequence(refreshed())).isEqualTo(6);
        }

        @Test
        void of_an_authority_with_a_key_of_another_kind_keep_its_anchor() {
            var other = world.tenant("ed25519-of-%s".formatted(acme.id));
            var rotation = other.post("authorities/rotate", "{\"kind\":\"root\",\"keyType\":\"ed25519\"}");
            assertThat(rotation.status()).as(rotation.text()).isEqualTo(201);
            var bundle = published(other.id.value());
            serves(bundle);
            registered(web("partner.example"));
            assertThat(refreshed().at("/trustDomainBundle/keys")).isEqualTo(bundle.get("keys"));
        }

        /// A tenant cannot hold up the others.
        @Test
        void that_are_larger_than_they_may_be_are_refused_and_one_that_cannot_be_read_is_fetched_anew() {
            String kid = "\u20ac".repeat(100_000);
            var large = published("partner.example");
            ((ObjectNode) large.at("/keys/1")).put("kid", kid);
            var refused = acme.post(
                    "federations", web("partner.example").replace("}", ",\"trustDomainBundle\":" + large + "}"));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().get("field").asString()).isEqualTo("trustDomainBundle");
            serves(published("partner.example", 7));
            registered(web("partner.example"));
            var fetching = world.context.bean(BundleFetching.class);
            fetching.run();
            world.context
                    .bean(JdbcClient.class)
                    .sql("update workload_federation set bundle = '{}' where tenant_id = :tenant")
                    .param("tenant", acme.id.value())
                    .update();
            assertThat(acme.get("federations").json().at("/items/0").has("trustDomainBundle"))
                    .isFalse();
            world.context.clock().advance(Duration.ofMinutes(6));
            fetching.run();
            assertThat(sequence(acme.get("federations/partner.example").json())).isEqualTo(7);
        }

        @Test
        void with_a_private_key_are_refused() {
            var bundle = published("partner.example");
            registered(web("partner.example"));
            var secret = bundle.deepCopy();
            ((ObjectNode) secret.at("/keys/0")).put("d", "AAAA");
            serves(secret);
            assertThat(refreshed().has("problem")).isTrue();
            serves(bundle);
            assertThat(refreshed().has("problem")).isFalse();
        }

        @Test
        @DisplayName("X509-SVID §6.2")
        void of_several_certificates_of_an_anchor_the_first_alone_counts() {
            var bundle = published("partner.example");
            var x5c = (ArrayNode) bundle.at("/keys/0/x5c");
            var first = x5c.get(0);
            x5c.add(published("third.example").at("/keys/0/x5c/0"));
            serves(bundle);
            registered(web("partner.example"));
            assertThat(refreshed().at("/trustDomainBundle/keys/0/x5c")).containsExactly(first);
        }

        @Test
        void lose_keys_of_unknown_types_and_uses_and_nothing_else() {
            var bundle = published("partner.example");
            var keys = (ArrayNode) bundle.get("keys");
            int known = keys.size();
            keys.addObject()
                    .put("kty", "OKP")
                    .put("use", "jwt-svid")
                    .put("crv", "Ed25519")
                    .put("x", "AAAA");
            keys.addObject().put("kty", "FUTURE").put("use", "x509-svid");
            keys.addObject().put("kty", "EC").put("use", "wit-svid");
            keys.addObject().put("kty", "EC").put("use", "X509-SVID");
            keys.addObject().put("kty", "EC");
            keys.addObject().put("kty", "EC").put("use", "x509-svid");
            keys.addObject().put("kty", "EC").put("use", "x509-svid").putArray("x5c");
            bundle.put("something_else", "x");
            serves(bundle);
            registered(web("partner.example"));
            var got = refreshed();
            assertThat(got.has("problem")).isFalse();
            assertThat(got.at("/trustDomainBundle/keys")).hasSize(known);
            assertThat(got.at("/trustDomainBundle").has("something_else")).isFalse();
        }
    }

    @Nested
    @DisplayName("§5.2.2 https_spiffe")
    class BySpiffe {
        private int anchors(String tenant) {
            return Pem.of(world.context
                            .bean(CertificateAuthority.class)
                            .anchors(new io.lightwave.directory.TenantId(tenant)))
                    .hashCode();
        }

        private void servesAs(String endpoint, JsonNode bundle) {
            world.network.put(URL + "#" + endpoint, bundle.toString());
        }

        @Test
        void a_self_serving_endpoint_is_known_by_the_first_bundle_and_then_by_the_latest() {
            registered(spiffe("partner.example", SERVER, ",\"trustDomainBundle\":" + published("partner.example", 1)));
            var rotated = published("third.example", 2); // as if every key had been rotated
            servesAs(SERVER, rotated);
            assertThat(sequence(refreshed())).isEqualTo(2);
            refreshed();
            assertThat(world.network.asked().stream()
                            .filter(line -> line.startsWith(SERVER))
                            .distinct())
                    .containsExactly(
                            SERVER + " by " + anchors("partner.example"), SERVER + " by " + anchors("third.example"));
        }

        @Test
        void another_trust_domain_s_endpoint_is_known_by_that_one_s_federation() {
            String endpoint = "spiffe://third.example/bundles";
            servesAs(endpoint, published("partner.example"));
            registered(spiffe("partner.example", endpoint, ""));
            assertThat(refreshed().get("problem").asString()).contains("third.example is known");
            assertThat(world.network.asked()).noneMatch(line -> line.startsWith(endpoint));
            registered(web("third.example"));
            serves(published("third.example"));
            refreshed("third.example");
            assertThat(refreshed().has("problem")).isFalse();
            assertThat(world.network.asked()).contains(endpoint + " by " + anchors("third.example"));
            acme.patch("federations/third.example", "{\"enabled\":false}");
            assertThat(refreshed().get("problem").asString())
                    .as("nobody is known by a federation that is off")
                    .contains("third.example is known");
        }

        @Test
        void an_endpoint_of_the_own_trust_domain_is_known_by_the_own_bundle() {
            String endpoint = "spiffe://%s/proxy".formatted(acme.id);
            servesAs(endpoint, published("partner.example"));
            registered(spiffe("partner.example", endpoint, ""));
            assertThat(refreshed().has("problem")).isFalse();
            assertThat(world.network.asked()).contains(endpoint + " by " + anchors(acme.id.value()));
        }
    }
}
