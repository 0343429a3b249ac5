package io.lightwave.token.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceServersEndpointTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void one_is_made_of_the_minimal_body_of_the_contract() {
        Answer created = ACME.resourceServer(
                "{\"name\":\"billing\",\"uri\":\"https://billing.example\",\"clients\":[\"billing\"],"
                        + "\"scopes\":[\"billing.read\"]}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "uri",
                        "clients",
                        "scopes",
                        "accessTokenType",
                        "accessTokenSigningAlg",
                        "enabled",
                        "createdAt",
                        "updatedAt");
        assertThat(created.header("Location"))
                .hasValue("/api/v1/tenants/acme.example/resource-servers/" + created.get("id"));
        assertThat(ACME.apiGet("resource-servers/billing").json())
                .isEqualTo(ACME.apiGet("resource-servers/" + created.get("id")).json());
        assertThat(AuditTrail.of(ACME).last("resource-server.create").target()).isEqualTo("resource-server:billing");
    }

    @Test
    void what_was_made_is_what_is_there() {
        SERVER.clock().set(TestClock.NOON.plusNanos(123_456_789));
        Answer created = ACME.resourceServer("{\"name\":\"exact\",\"uri\":\"https://exact.example\"}");
        assertThat(created.json())
                .isEqualTo(ACME.apiGet("resource-servers/exact").json());
        Answer changed = ACME.apiPatch("resource-servers/exact", "{\"enabled\":false}");
        assertThat(changed.json())
                .isEqualTo(ACME.apiGet("resource-servers/exact").json());
    }

    @Test
    void a_name_or_uri_that_is_taken_is_409() {
        ACME.resourceServer("{\"name\":\"one\",\"uri\":\"https://one.example\"}");
        assertThat(ACME.resourceServer("{\"name\":\"one\",\"uri\":\"https://two.example\"}")
                        .status())
                .isEqualTo(409);
        assertThat(ACME.resourceServer("{\"name\":\"two\",\"uri\":\"https://one.example\"}")
                        .status())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name | {\"uri\":\"https://x.example\"}",
                "name | {\"name\":\"a b\",\"uri\":\"https://x.example\"}",
                "name | {\"name\":\"https://x\",\"uri\":\"https://x.example\"}",
                "name | {\"name\":\"123e4567-e89b-12d3-a456-426614174000\",\"uri\":\"https://x.example\"}",
                "uri | {\"name\":\"x\"}",
                "uri | {\"name\":\"x\",\"uri\":\"x\"}",
                "uri | {\"name\":\"x\",\"uri\":\"https://x.example/#f\"}",
                "clients[0] | {\"name\":\"x\",\"uri\":\"https://x.example\",\"clients\":[\"a b\"]}",
                "scopes[1] | {\"name\":\"x\",\"uri\":\"https://x.example\",\"scopes\":[\"a\",\"\"]}",
            })
    void what_is_wrong_is_named(String field, String body) {
        Answer answer = ACME.resourceServer(body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.get("field")).isEqualTo(field);
    }

    @Test
    void its_clients_and_scopes_can_be_changed_unless_somebody_else_has() {
        ACME.resourceServer("{\"name\":\"changing\",\"uri\":\"https://changing.example\"}");
        String before = ACME.apiGet("resource-servers/changing").header("ETag").orElseThrow();
        Answer changed = ACME.apiPatch("resource-servers/changing", "{\"clients\":[\"a\"]}", before);
        assertThat(changed.json().path("clients").toString()).isEqualTo("[\"a\"]");
        assertThat(changed.header("ETag")).isPresent().isNotEqualTo(java.util.Optional.of(before));
        assertThat(ACME.apiPatch("resource-servers/changing", "{\"clients\":[]}", before)
                        .status())
                .isEqualTo(412);
        assertThat(ACME.apiPatch("resource-servers/changing", "{\"uri\":\"https://other.example\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_deleted_one_is_gone_and_its_name_free() {
        ACME.resourceServer("{\"name\":\"gone\",\"uri\":\"https://gone.example\"}");
        assertThat(ACME.apiDelete("resource-servers/gone").status()).isEqualTo(204);
        assertThat(ACME.apiDelete("resource-servers/gone").status()).isEqualTo(404);
        assertThat(ACME.resourceServer("{\"name\":\"gone\",\"uri\":\"https://gone.example\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void a_list_comes_in_pages_by_name() {
        var paged = SERVER.tenant("paged.example");
        for (String name : new String[] {"c", "a", "b"}) {
            paged.resourceServer("{\"name\":\"%s\",\"uri\":\"https://%s.example\"}".formatted(name, name));
        }
        Answer first = paged.apiGet("resource-servers?limit=2");
        assertThat(first.json().path("items").path(0).path("name").asString()).isEqualTo("a");
        Answer second = paged.apiGet("resource-servers?limit=2&cursor=" + first.get("nextCursor"));
        assertThat(second.json().path("items").path(0).path("name").asString()).isEqualTo("c");
        assertThat(second.json().has("nextCursor")).isFalse();
    }
}
