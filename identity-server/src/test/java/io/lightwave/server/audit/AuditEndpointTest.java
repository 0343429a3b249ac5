package io.lightwave.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class AuditEndpointTest {
    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = server.tenant("audited.example");

    @Test
    void an_event_says_who_did_what_to_what_from_where_with_which_outcome() {
        tenant.client("seen");
        JsonNode event = tenant.audit("action=client.create").getFirst();
        assertThat(event.path("id").asString()).isNotEmpty();
        assertThat(Instant.parse(event.path("time").asString()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(event.path("tenant").asString()).isEqualTo("audited.example");
        assertThat(event.path("actor").asString()).isEqualTo("client:bootstrap@lightwave.local");
        assertThat(event.path("action").asString()).isEqualTo("client.create");
        assertThat(event.path("target").asString()).contains("seen");
        assertThat(event.path("address").asString()).isEqualTo("127.0.0.1");
        assertThat(event.path("outcome").asString()).isEqualTo("success");
        assertThat(event.path("requestId").asString()).matches("[0-9a-f]{24}");
        assertThat(event.has("reason")).isFalse();
    }

    @Test
    void a_refused_token_request_tells_the_operator_why_and_the_client_nothing() {
        tenant.client("guessed");
        Answer refused = server.http()
                .form(
                        tenant.path("/oauth2/token"),
                        Map.of("grant_type", "client_credentials"),
                        Http.basic("guessed", "not-the-secret"));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("error")).isEqualTo("invalid_client");
        assertThat(tenant.audit("outcome=refused")).anySatisfy(event -> {
            assertThat(event.path("requestId").asString()).isEqualTo(refused.header("X-Request-Id"));
            assertThat(event.path("reason").asString()).isNotEmpty();
        });
    }

    @Test
    void the_trail_is_read_backwards_page_by_page_without_a_gap() {
        for (int i = 0; i < 5; i++) {
            tenant.client("paged-" + i);
        }
        List<String> one = ids("limit=5");
        List<String> pages = new ArrayList<>();
        Answer first = tenant.get("/audit?limit=2&action=client.create").expect(200);
        first.json().path("items").forEach(event -> pages.add(event.path("id").asString()));
        Answer second = tenant.get(
                        "/audit?limit=2&action=client.create&cursor=" + Http.encode(first.text("nextCursor")))
                .expect(200);
        second.json().path("items").forEach(event -> pages.add(event.path("id").asString()));
        assertThat(pages).hasSize(4).isEqualTo(ids("limit=4&action=client.create"));
        assertThat(one).hasSize(5);
    }

    private List<String> ids(String query) {
        return tenant.audit(query).stream()
                .map(event -> event.path("id").asString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"outcome=perhaps,outcome", "limit=0,limit", "limit=1000,limit", "cursor=x,cursor"})
    void a_bad_parameter_is_named(String query, String field) {
        Answer answer = tenant.get("/audit?" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo(field);
    }

    @Test
    void no_secret_is_in_any_trail() {
        var client = tenant.client("canary");
        String token = client.fetchesToken();
        client.introspects(token);
        server.http().get(tenant.api("/clients"), Http.bearer(token + "x"));
        String trail = tenant.get("/audit?limit=200").expect(200).body();
        assertThat(trail)
                .doesNotContain(client.secret())
                .doesNotContain(tenant.adminPassword())
                .doesNotContain(token.substring(token.lastIndexOf('.')));
    }
}
