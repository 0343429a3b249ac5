package io.lightwave.token.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.lightwave.token.Issuers;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

class IssuerTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Nested
    @DisplayName("RFC 8414 and OpenID Connect Discovery: the metadata")
    class Metadata {

        @Test
        void are_the_same_at_both_well_known_places() {
            Answer openid = ACME.get("/.well-known/openid-configuration");
            Answer oauth = SERVER.perform(
                    MockMvcRequestBuilders.get("/.well-known/oauth-authorization-server/t/acme.example"));
            assertThat(openid.status()).isEqualTo(200);
            assertThat(openid.text()).isEqualTo(oauth.text());
            assertThat(openid.header("Content-Type")).hasValue("application/json");
        }

        @Test
        void come_from_the_stored_issuer_and_never_from_the_request() {
            Answer answer = SERVER.perform(MockMvcRequestBuilders.get(ACME.below("/.well-known/openid-configuration"))
                    .header("Host", "evil.example")
                    .header("X-Forwarded-Host", "evil.example"));
            assertThat(answer.get("issuer")).isEqualTo(ACME.issuer());
            assertThat(answer.text()).doesNotContain("evil");
        }

        @Test
        void are_what_another_library_accepts() throws Exception {
            var parsed = OIDCProviderMetadata.parse(
                    ACME.get("/.well-known/openid-configuration").text());
            assertThat(parsed.getIssuer()).isEqualTo(new Issuer(ACME.issuer()));
            assertThat(parsed.getTokenEndpointURI()).hasToString(ACME.issuer() + "/oauth2/token");
        }

        @Test
        void always_name_authorization_details_and_registration() {
            Answer answer = ACME.get("/.well-known/openid-configuration");
            assertThat(answer.json()
                            .path("authorization_details_types_supported")
                            .isArray())
                    .isTrue();
            assertThat(answer.get("registration_endpoint")).isEqualTo(ACME.issuer() + "/oauth2/register");
        }
    }

    @Nested
    @DisplayName("RFC 7517: the key set")
    class Keys {

        @Test
        void has_an_es256_and_an_rs256_key_and_may_be_kept_for_five_minutes() {
            Answer answer = ACME.get("/oauth2/jwks");
            assertThat(answer.json().path("keys").findValuesAsString("alg"))
                    .containsExactlyInAnyOrder("ES256", "RS256");
            assertThat(answer.header("Cache-Control")).hasValue("public, max-age=300");
        }

        @Test
        void is_404_without_a_tenant() {
            assertThat(SERVER.perform(MockMvcRequestBuilders.get("/t/unknown.example/oauth2/jwks"))
                            .status())
                    .isEqualTo(404);
        }

        @Test
        void stays_as_it_is_however_often_and_wherever_the_tenant_is_provisioned() throws Exception {
            String before = ACME.get("/oauth2/jwks").text();
            try (var node = TokenServer.on(SERVER.database());
                    var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var tasks = new ArrayList<Callable<Boolean>>();
                for (int i = 0; i < 4; i++) {
                    var issuers = (i % 2 == 0 ? SERVER : node).bean(Issuers.class);
                    tasks.add(() -> {
                        issuers.provision(ACME.id());
                        issuers.provision(new io.lightwave.directory.TenantId("fresh.example"));
                        return true;
                    });
                }
                for (var done : threads.invokeAll(tasks)) {
                    assertThat(done.get()).isTrue();
                }
            }
            assertThat(ACME.get("/oauth2/jwks").text()).isEqualTo(before);
            try (var connection = SERVER.database().connect();
                    var rows = connection
                            .createStatement()
                            .executeQuery("select count(*) from signing_key where tenant_id = 'fresh.example'")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(2);
            }
        }

        @Test
        void is_the_same_on_another_node_and_after_a_restart() {
            try (var node = TokenServer.on(SERVER.database())) {
                assertThat(node.perform(MockMvcRequestBuilders.get(ACME.below("/oauth2/jwks")))
                                .text())
                        .isEqualTo(ACME.get("/oauth2/jwks").text());
            }
        }

        @Test
        void has_its_private_halves_sealed_in_the_database() throws Exception {
            try (var connection = SERVER.database().connect();
                    var rows = connection
                            .createStatement()
                            .executeQuery("select sealed_private_key, algorithm from signing_key")) {
                while (rows.next()) {
                    String bytes = new String(rows.getBytes(1), StandardCharsets.ISO_8859_1);
                    assertThat(bytes)
                            .as("the object identifier of the key's algorithm, as PKCS #8 has it in clear")
                            .doesNotContain(decode(rows.getString(2).equals("ES256") ? "KoZIzj0C" : "KoZIhvcN"));
                }
            }
        }

        private String decode(String base64) {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        }
    }
}
