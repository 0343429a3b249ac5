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
    void a_request_s_events_are_found_by_its_id() {
        tenant.client("asked");
        String request = tenant.audit("action=client.create")
                .getFirst()
                .path("requestId")
                .asString();
        assertThat(tenant.audit("requestId=" + request))
                .isNotEmpty()
                .allSatisfy(
                        event -> assertThat(event.path("requestId").asString()).isEqualTo(request));
        assertThat(tenant.audit("requestId=ffffffffffffffffffffffff")).isEmpty();
    }

    @Test
    void the_last_day_s_sign_ins_tokens_and_certificates_are_counted_by_hour() {
        tenant.client("counted");
        JsonNode before = tenant.get("/audit/activity").expect(200).json();
        server.http()
                .form(
                        tenant.path("/oauth2/token"),
                        Map.of("grant_type", "client_credentials"),
                        Http.basic("counted", "not-the-secret"))
                .expect(401);
        JsonNode after = tenant.get("/audit/activity").expect(200).json();
        assertThat(refusedClients(after)).isEqualTo(refusedClients(before) + 1);
        assertThat(after.path("complete").asBoolean()).isTrue();
        assertThat(after.path("items")).allSatisfy(count -> {
            assertThat(count.path("action").asString())
                    .isIn(
                            "session.begin",
                            "token.issue",
                            "certificate.issue",
                            "client.authenticate",
                            "workload.recognise");
            assertThat(Instant.parse(count.path("hour").asString())).isBefore(Instant.now());
        });
    }

    private static long refusedClients(JsonNode activity) {
        return activity.path("items")
                .valueStream()
                .filter(count -> count.path("action").asString().equals("client.authenticate"))
                .filter(count -> count.path("outcome").asString().equals("refused"))
                .mapToLong(count -> count.path("count").asLong())
                .sum();
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

    @Test
    void threat_T21_the_trail_is_checked_against_its_seals_and_the_check_stands_in_it() {
        tenant.client("sealed");
        Answer check = tenant.get("/audit/verification").expect(200);
        assertThat(check.json().path("findings").isEmpty()).as(check.body()).isTrue();
        assertThat(check.json().path("events").asLong()
                        + check.json().path("unsealed").asLong())
                .isPositive();
        assertThat(tenant.audit("action=audit.verify")
                        .getFirst()
                        .path("outcome")
                        .asString())
                .isEqualTo("success");
        String anchor = "999999:" + "0".repeat(64);
        Answer cut = tenant.get("/audit/verification?anchor=" + anchor).expect(200);
        assertThat(cut.json().at("/findings/0/problem").asString()).startsWith("the trail ends before the anchor");
        assertThat(tenant.audit("action=audit.verify")
                        .getFirst()
                        .path("outcome")
                        .asString())
                .isEqualTo("failed");
        assertThat(tenant.get("/audit/verification?anchor=1")
                        .expect(400)
                        .json()
                        .at("/errors/0/field")
                        .asString())
                .isEqualTo("anchor");
    }

    private Answer patch(String change) {
        return server.http().json("PATCH", tenant.api("/policies/audit"), change, server.operator());
    }

    @Test
    void how_long_it_is_kept_is_a_policy_of_the_tenant() {
        Answer first = tenant.get("/policies/audit").expect(200);
        assertThat(first.json().has("retentionDays")).isFalse();
        Answer changed = patch("{\"retentionDays\": 400}").expect(200);
        assertThat(changed.json().path("retentionDays").asInt()).isEqualTo(400);
        assertThat(tenant.get("/policies/audit").header("ETag")).isEqualTo(changed.header("ETag"));
        assertThat(tenant.audit("action=policy.update")
                        .getFirst()
                        .path("target")
                        .asString())
                .isEqualTo("policy:audit");
        patch("{\"retentionDays\": 29}").expect(400);
        patch("{\"retentionDays\": \"400\"}").expect(400);
        patch("{\"days\": 400}").expect(400);
        patch("{\"retentionDays\": null}").expect(200);
        assertThat(tenant.get("/policies/audit").expect(200).json().has("retentionDays"))
                .isFalse();
    }
}
