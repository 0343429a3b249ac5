package io.lightwave.token.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A client's secrets")
class ClientSecretsTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");

    @AfterEach
    void noon() {
        SERVER.clock().set(TestClock.NOON);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static TestClient with(TestClient client, Answer rotated) {
        return new TestClient(client.tenant(), client.id(), client.clientId(), rotated.get("clientSecret"));
    }

    @Test
    void overlap_for_as_long_as_was_asked() {
        TestClient before = ACME.client("overlap");
        Answer rotated = ACME.api("clients/overlap/secrets", "{\"previousExpiresIn\":\"PT1H\"}");
        assertThat(rotated.status()).isEqualTo(201);
        assertThat(rotated.json().path("secrets").size()).isEqualTo(2);
        TestClient after = with(before, rotated);
        assertThat(before.fetchesToken().status()).isEqualTo(200);
        assertThat(after.fetchesToken().status()).isEqualTo(200);
        SERVER.clock().advance(Duration.ofHours(1));
        assertThat(before.fetchesToken().status()).isEqualTo(401);
        assertThat(after.fetchesToken().status()).isEqualTo(200);
        assertThat(AuditTrail.of(ACME).last("client.secret.add").actor()).isEqualTo("user:admin@acme.example");
    }

    @Test
    void are_two_at_most() {
        TestClient first = ACME.client("two");
        TestClient second = with(first, ACME.api("clients/two/secrets", "{}"));
        Answer third = ACME.api("clients/two/secrets", "{}");
        assertThat(third.json().path("secrets").size()).isEqualTo(2);
        assertThat(first.fetchesToken().status()).isEqualTo(401);
        assertThat(second.fetchesToken().status()).isEqualTo(200);
        assertThat(with(first, third).fetchesToken().status()).isEqualTo(200);
    }

    @Test
    void can_replace_the_one_before_at_once() {
        TestClient before = ACME.client("leaked");
        Answer rotated = ACME.api("clients/leaked/secrets", "{\"previousExpiresIn\":\"PT0S\"}");
        assertThat(rotated.json().path("secrets").size()).isEqualTo(1);
        assertThat(before.fetchesToken().status()).isEqualTo(401);
    }

    @Test
    void can_expire() {
        TestClient before = ACME.client("short");
        TestClient after = with(before, ACME.api("clients/short/secrets", "{\"expiresIn\":\"PT5M\"}"));
        assertThat(after.fetchesToken().status()).isEqualTo(200);
        SERVER.clock().advance(Duration.ofMinutes(5));
        assertThat(after.fetchesToken().status()).isEqualTo(401);
    }

    @Test
    void end_when_they_are_deleted() {
        TestClient client = ACME.client("ending");
        String id = ACME.apiGet("clients/ending").json().at("/secrets/0/id").stringValue();
        assertThat(ACME.apiDelete("clients/ending/secrets/other").status()).isEqualTo(404);
        assertThat(ACME.apiDelete("clients/ending/secrets/" + id).status()).isEqualTo(204);
        assertThat(client.fetchesToken().status()).isEqualTo(401);
    }

    @Test
    void come_and_go_with_the_method_that_uses_them() {
        TestClient client = ACME.client("changing");
        ACME.apiPatch(
                "clients/changing",
                "{\"tokenEndpointAuthMethod\":\"private_key_jwt\",\"jwks\":{\"keys\":[%s]}}"
                        .formatted(ClientsEndpointTest.KEY));
        assertThat(client.fetchesToken().status()).isEqualTo(401);
        assertThat(ACME.api("clients/changing/secrets", "{}").status()).isEqualTo(400);
        Answer back = ACME.apiPatch("clients/changing", "{\"tokenEndpointAuthMethod\":\"client_secret_basic\"}");
        assertThat(with(client, back).fetchesToken().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"expiresIn\":\"PT1S\"}",
                "{\"expiresIn\":\"-P1D\"}",
                "{\"expiresIn\":60}",
                "{\"expiresIn\":\"P9999D\"}",
                "{\"previousExpiresIn\":\"soon\"}",
                "{\"secret\":\"mine\"}"
            })
    void are_made_as_asked_or_not_at_all(String order) {
        if (ACME.apiGet("clients/orders").status() == 404) {
            ACME.client("orders");
        }
        assertThat(ACME.api("clients/orders/secrets", order).status()).isEqualTo(400);
    }
}
