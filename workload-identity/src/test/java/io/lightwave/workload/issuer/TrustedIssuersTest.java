package io.lightwave.workload.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedIssuersTest {
    private static final Platform PLATFORM = new Platform("https://platform.example");
    private static World world;
    private static World.Tenant acme;
    private static World.Tenant globex;

    @BeforeAll
    static void start() {
        world = new World();
        acme = world.tenant("acme.example");
        globex = world.tenant("globex.example");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void is_made_read_changed_and_deleted() {
        var made = acme.post(
                "trusted-issuers",
                "{\"issuer\":\"https://life.example/realm\",\"jwks\":%s,\"immutableClaims\":[\"z\",\"a\"]}"
                        .formatted(PLATFORM.jwks()));
        assertThat(made.status()).isEqualTo(201);
        var json = made.json();
        String id = json.get("id").asString();
        assertThat(made.header("Location")).isEqualTo(acme.api("trusted-issuers/" + id));
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "issuer",
                        "kind",
                        "jwks",
                        "immutableClaims",
                        "enabled",
                        "operatorConsent",
                        "createdAt",
                        "updatedAt");
        assertThat(json.get("kind").asString()).isEqualTo("oidc");
        assertThat(json.get("name").asString()).isEqualTo("life.example-realm");
        assertThat(json.get("immutableClaims").toString()).isEqualTo("[\"a\",\"z\"]");
        assertThat(acme.get("trusted-issuers/life.example-realm").json()).isEqualTo(json);
        assertThat(acme.get("trusted-issuers/" + id).header("ETag")).isEqualTo(made.header("ETag"));

        var changed = acme.patch(
                "trusted-issuers/" + id, "{\"name\":\"Life\",\"enabled\":false}", "If-Match", made.header("ETag"));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().get("enabled").asBoolean()).isFalse();
        assertThat(changed.header("ETag")).isNotEqualTo(made.header("ETag"));
        assertThat(acme.patch("trusted-issuers/" + id, "{\"enabled\":true}", "If-Match", made.header("ETag"))
                        .status())
                .isEqualTo(412);
        assertThat(acme.delete("trusted-issuers/Life").status()).isEqualTo(204);
        assertThat(acme.delete("trusted-issuers/" + id).status()).isEqualTo(404);
        assertThat(acme.get("trusted-issuers/" + id).status()).isEqualTo(404);
        assertThat(acme.audited("trusted-issuer.create"))
                .contains("SUCCESS user:operator@acme.example: trusted-issuer:https://life.example/realm");
        assertThat(acme.audited("trusted-issuer.update")).hasSize(1);
        assertThat(acme.audited("trusted-issuer.delete")).hasSize(1);
    }

    @Test
    void keys_are_fixed_or_fetched_but_not_both() {
        acme.post("trusted-issuers", "{\"issuer\":\"https://keys.example\",\"jwks\":%s}".formatted(PLATFORM.jwks()));
        String path = "trusted-issuers/keys.example";
        assertThat(acme.patch(path, "{\"jwksUri\":\"https://keys.example/jwks\"}")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("jwksUri");
        var fetched = acme.patch(path, "{\"jwks\":null,\"jwksUri\":\"https://keys.example/jwks\"}");
        assertThat(fetched.json().has("jwks")).isFalse();
        assertThat(fetched.json().get("jwksUri").asString()).isEqualTo("https://keys.example/jwks");
        assertThat(acme.patch(path, "{\"jwksUri\":null}").json().has("jwksUri")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|issuer",
                "{\"issuer\":\"http://plain.example\"}|issuer",
                "{\"issuer\":\"https://user@plain.example\"}|issuer",
                "{\"issuer\":\"https://plain.example?x\"}|issuer",
                "{\"issuer\":\"https://plain.example#x\"}|issuer",
                "{\"issuer\":\"https:///x\"}|issuer",
                "{\"issuer\":\"https://a b\"}|issuer",
                "{\"issuer\":\"https://a.example\",\"kind\":\"GITHUB\"}|kind",
                "{\"issuer\":\"https://a.example\",\"jwksUri\":\"http://a.example\"}|jwksUri",
                "{\"issuer\":\"https://a.example\",\"jwks\":{}}|jwks",
                "{\"issuer\":\"https://a.example\",\"jwks\":{\"keys\":[]}}|jwks",
                "{\"issuer\":\"https://a.example\",\"jwks\":{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}}|jwks",
                "{\"issuer\":\"https://a.example\",\"audience\":\"\"}|audience",
                "{\"issuer\":\"https://a.example\",\"audience\":\"a b\"}|audience",
                "{\"issuer\":\"https://a.example\",\"name\":\"\"}|name",
                "{\"issuer\":\"https://a.example\",\"name\":\"a/b\"}|name",
                "{\"issuer\":\"https://a.example\",\"name\":\"5f2a1c60-8a4d-4d0e-9d55-0a1f4d4b6a11\"}|name",
                "{\"issuer\":\"https://a.example\",\"kind\":\"github\",\"immutableClaims\":[\"x\"]}|immutableClaims",
                "{\"issuer\":\"https://a.example\",\"immutableClaims\":[\"ok\",\"no t\"]}|immutableClaims[1]"
            })
    void what_makes_no_sense_is_400_and_named(String body, String field) {
        var answer = acme.post("trusted-issuers", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("field").asString()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"issuer\":\"https://a.example\",\"tokenReview\":{}}",
                "{\"issuer\":\"https://a.example\",\"caBundle\":\"\"}",
                "{\"issuer\":\"https://a.example\",\"issuer\":\"https://b.example\"}",
                "{\"issuer\":7}",
                "[]",
                "{"
            })
    void what_is_not_known_is_refused_and_not_ignored(String body) {
        assertThat(acme.post("trusted-issuers", body).status()).isEqualTo(400);
    }

    @Test
    void a_private_key_is_refused() {
        assertThat(acme.post(
                                "trusted-issuers",
                                "{\"issuer\":\"https://a.example\",\"jwks\":{\"keys\":[%s]}}"
                                        .formatted(PLATFORM.key().toJSONString()))
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("jwks");
    }

    @Test
    void an_issuer_can_be_registered_once_in_a_tenant() {
        String body = "{\"issuer\":\"https://once.example\"}";
        assertThat(acme.post("trusted-issuers", body).status()).isEqualTo(201);
        assertThat(acme.post("trusted-issuers", body).status()).isEqualTo(409);
        assertThat(acme.post("trusted-issuers", "{\"issuer\":\"https://twice.example\",\"name\":\"once.example\"}")
                        .status())
                .isEqualTo(409);
        assertThat(globex.post("trusted-issuers", body).status()).isEqualTo(201);
    }

    /// The `iss` of evidence and the ids of clients, and the issuers of this server, must never be the same.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "billing",
                "client:7",
                "https://localhost:8443/t/acme.example",
                "https://localhost:8443/t/globex.example",
                "https://localhost:8443/t/later.example"
            })
    void an_issuer_that_a_client_or_this_server_could_be_is_409(String issuer) {
        assertThat(acme.post("trusted-issuers", "{\"issuer\":\"%s\"}".formatted(issuer))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void another_tenant_s_issuer_is_not_found() {
        var made = acme.post("trusted-issuers", "{\"issuer\":\"https://mine.example\"}")
                .json();
        String id = made.get("id").asString();
        for (String path : new String[] {"trusted-issuers/" + id, "trusted-issuers/mine.example"}) {
            assertThat(globex.get(path).status()).isEqualTo(404);
            assertThat(globex.patch(path, "{\"enabled\":false}").status()).isEqualTo(404);
            assertThat(globex.delete(path).status()).isEqualTo(404);
        }
        assertThat(acme.get("trusted-issuers/" + id).json().get("enabled").asBoolean())
                .isTrue();
    }

    @Test
    void a_claim_that_a_rule_rests_on_stays_immutable() {
        acme.post(
                "trusted-issuers",
                "{\"issuer\":\"https://rests.example\",\"immutableClaims\":[\"account\",\"other\"]}");
        assertThat(acme.post(
                                "workloads",
                                "{\"name\":\"rests\",\"rules\":[{\"issuer\":\"https://rests.example\",\"claims\":{\"account\":\"7\"}}]}")
                        .status())
                .isEqualTo(201);
        String path = "trusted-issuers/rests.example";
        assertThat(acme.patch(path, "{\"immutableClaims\":[\"other\"]}")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("immutableClaims");
        assertThat(acme.patch(path, "{\"immutableClaims\":[\"account\"]}").status())
                .isEqualTo(200);
    }

    @Test
    void pages_follow_each_other_in_order_of_name() {
        var tenant = world.tenant("pages.example");
        for (String name : new String[] {"c", "a", "b"}) {
            tenant.post("trusted-issuers", "{\"issuer\":\"https://%s.example\",\"name\":\"%s\"}".formatted(name, name));
        }
        var names = new ArrayList<String>();
        String query = "?limit=1";
        while (true) {
            var page = tenant.get("trusted-issuers" + query).json();
            page.get("items").forEach(item -> names.add(item.get("name").asString()));
            var cursor = page.get("nextCursor");
            if (cursor == null || cursor.isNull()) {
                break;
            }
            query = "?limit=1&cursor=" + cursor.asString();
        }
        assertThat(names).containsExactly("a", "b", "c");
        assertThat(tenant.get("trusted-issuers?limit=0").status()).isEqualTo(400);
    }
}
