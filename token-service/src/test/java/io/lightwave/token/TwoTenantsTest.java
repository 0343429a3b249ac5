package io.lightwave.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TestWorkload;
import io.lightwave.token.fixture.TokenServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("No tenant reaches into another (threats row 11, T13)")
class TwoTenantsTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestTenant OTHER = SERVER.tenant("other.example");
    static final TestClient ACMES = ACME.client("billing", "ledger");
    static final TestClient OTHERS = OTHER.client("billing", "ledger");
    static final TestClient ONLY_ACMES = ACME.client("only-acmes");
    static final TestWorkload WORKLOAD = ACME.workload("payments", "billing");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void the_same_client_id_is_another_client_with_another_secret() {
        assertThat(ACMES.id()).isNotEqualTo(OTHERS.id());
        assertThat(new TestClient(OTHER, ACMES.id(), "billing", ACMES.secret())
                        .fetchesToken()
                        .status())
                .isEqualTo(401);
        assertThat(new TestClient(OTHER, ONLY_ACMES.id(), "only-acmes", ONLY_ACMES.secret())
                        .fetchesToken()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_platforms_token_is_recognised_in_its_tenant_only() {
        assertThat(new TestWorkload(OTHER, WORKLOAD.id(), "payments")
                        .fetchesToken()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void tokens_mean_nothing_next_door() {
        for (String token : List.of(
                ACMES.fetchesToken().accessToken(),
                ACMES.fetchesToken("resource", "billing").accessToken(),
                WORKLOAD.fetchesToken("resource", "billing").accessToken())) {
            assertThat(OTHERS.introspects(token).text()).isEqualTo("{\"active\":false}");
            assertThat(OTHERS.revokes(token).status()).isEqualTo(200);
            assertThat(ACMES.introspects(token).text()).contains("\"active\":true");
            assertThat(SERVER.bean(AccessTokens.class).verify(OTHER.id(), token))
                    .isInstanceOf(AccessTokens.Verification.Invalid.class);
            assertThat(SERVER.perform(OTHER.form("/oauth2/introspect", "token", token)
                                    .header("Authorization", "Bearer " + token))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void keys_are_the_tenants_own() {
        assertThat(ACME.get("/oauth2/jwks").text())
                .isNotEqualTo(OTHER.get("/oauth2/jwks").text());
    }

    @Test
    void another_tenants_ids_and_names_are_404() {
        ACME.resourceServer("{\"name\":\"vault\",\"uri\":\"https://vault.example\"}");
        String vault = ACME.apiGet("resource-servers/vault").get("id");
        for (String path : List.of(
                "clients/" + ACMES.id(),
                "clients/only-acmes",
                "clients/" + WORKLOAD.id(),
                "resource-servers/vault",
                "resource-servers/" + vault)) {
            assertThat(OTHER.apiGet(path).status()).as(path).isEqualTo(404);
            assertThat(OTHER.apiPatch(path, "{\"enabled\":false}").status())
                    .as(path)
                    .isEqualTo(404);
            assertThat(OTHER.apiDelete(path).status()).as(path).isEqualTo(404);
        }
        assertThat(ACME.apiGet("clients/only-acmes").json().path("enabled").booleanValue())
                .isTrue();
        assertThat(ACME.apiGet("resource-servers/" + vault).status()).isEqualTo(200);
        assertThat(OTHER.apiGet("clients").text()).doesNotContain("only-acmes");
        assertThat(OTHER.apiGet("resource-servers").text()).doesNotContain("vault");
    }

    @Test
    void a_resource_server_of_one_tenant_opens_no_tokens_of_another() {
        OTHER.resourceServer("{\"name\":\"ledger\",\"uri\":\"https://ledger.example\",\"clients\":[\"billing\"]}");
        ACME.client("watcher");
        ACME.resourceServer("{\"name\":\"ledger\",\"uri\":\"https://ledger.example\",\"clients\":[\"watcher\"]}");
        String token = ACMES.fetchesToken("resource", "ledger").accessToken();
        assertThat(OTHERS.introspects(token).text()).isEqualTo("{\"active\":false}");
    }
}
