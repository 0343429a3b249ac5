package io.lightwave.directory.throttle;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.ORIGIN;
import static io.lightwave.directory.entry.DirectoryWorld.SUB;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.StrictJson;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.Throttle.Closed;
import io.lightwave.directory.Throttle.Guess;
import io.lightwave.directory.Throttle.Whose;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.fixture.Door;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A tenant's limits of throttling over REST")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThrottlePolicyTest {
    private static final String PATH = "/api/v1/tenants/acme.example/policies/throttle";
    private static final String ALICE = "8c8e1c4e-6a0e-4f43-9f2b-6f0b3f2b7d11";
    private static final String DEFAULTS = """
            {"account":{"failures":4,"longest":"PT15M"},"network":{"failures":50,"longest":"PT15M"},
             "networkOfClients":{"failures":500,"longest":"PT15M"},"tenant":{"failures":1000,"longest":"PT1M"}}""";

    private DirectoryWorld world;
    private Throttle throttle;

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        throttle = storedOf(world);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @BeforeEach
    void withDefaultsAndWithoutFailures() {
        patch("{\"account\":null,\"network\":null,\"networkOfClients\":null,\"tenant\":null}");
        world.context.clock().advance(Duration.ofHours(2));
    }

    /// Not the one that other tests of the directory count with.
    private static Throttle storedOf(DirectoryWorld node) {
        return node.context.bean("throttle", Throttle.class);
    }

    private Door.Answer patch(String json, String... headers) {
        return world.context.bean(Door.class).patch(PATH, admin(), json, headers);
    }

    private Caller admin() {
        return new Caller(((Requester.Authenticated) world.admin(ACME)).principal(), Optional.empty(), ORIGIN);
    }

    private Door.Answer get() {
        return world.context.bean(Door.class).get(PATH, admin());
    }

    private void fail(int times) {
        for (int n = 0; n < times; n++) {
            throttle.failed(ACME, "password", ALICE);
        }
    }

    private static Guess guess(TenantId tenant, Whose whose, String account) {
        return new Guess(tenant, whose, "password", account, account, "192.0.2.7");
    }

    private void spray(TenantId tenant, Whose whose, int times) {
        for (int n = 0; n < times; n++) {
            throttle.failed(guess(tenant, whose, "sprayed-" + n));
        }
    }

    private boolean permits() {
        return throttle.permits(ACME, "password", ALICE);
    }

    @Test
    void are_the_defaults_until_somebody_changes_them_and_again_by_null() {
        assertThat(get().json()).isEqualTo(StrictJson.mapper().readTree(DEFAULTS));
        assertThat(patch("{\"account\":{\"failures\":9}}")
                        .json()
                        .at("/account/failures")
                        .intValue())
                .isEqualTo(9);
        assertThat(patch("{\"account\":{\"failures\":null}}").json())
                .isEqualTo(StrictJson.mapper().readTree(DEFAULTS));
    }

    @Test
    void count_at_once_and_on_other_nodes_when_they_hear_of_it() {
        try (DirectoryWorld other = new DirectoryWorld(world.context.database())) {
            other.context
                    .clock()
                    .advance(Duration.between(
                            other.context.clock().instant(),
                            world.context.clock().instant()));
            fail(6);
            other.context.bean(ChangeFeed.class).catchUp();
            assertThat(permits()).isFalse();
            assertThat(storedOf(other).permits(ACME, "password", ALICE)).isFalse();
            assertThat(patch("{\"account\":{\"failures\":6}}").status()).isEqualTo(200);
            other.context.bean(ChangeFeed.class).catchUp();
            assertThat(permits()).isTrue();
            assertThat(storedOf(other).permits(ACME, "password", ALICE)).isTrue();
        }
        assertThat(world.audit.events)
                .filteredOn(event -> event.target().equals("policy:throttle"))
                .last()
                .extracting(AuditEvent::action, AuditEvent::outcome, AuditEvent::reason)
                .containsExactly(
                        "policy.update",
                        AuditEvent.Outcome.SUCCESS,
                        "account 6 for up to PT15M, network 50 for up to PT15M, "
                                + "network of clients 500 for up to PT15M, tenant 1000 for up to PT1M");
    }

    @Test
    void of_an_account_say_when_it_is_closed_and_for_how_long_at_most() {
        patch("{\"account\":{\"failures\":1,\"longest\":\"PT5M\"}}");
        fail(1);
        assertThat(permits()).isTrue();
        fail(40);
        world.context.clock().advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(permits()).isFalse();
        world.context.clock().advance(Duration.ofMillis(1));
        assertThat(permits()).isTrue();
    }

    @Test
    void of_networks_and_of_the_tenant_are_apart_and_those_of_other_tenants_stay() {
        patch("{\"network\":{\"failures\":10},\"networkOfClients\":{\"failures\":100}}");
        spray(ACME, Whose.PEOPLE, 12);
        spray(SUB, Whose.PEOPLE, 12);
        spray(ACME, Whose.CLIENTS, 50);
        assertThat(throttle.closed(guess(ACME, Whose.PEOPLE, ALICE))).contains(Closed.NETWORK);
        assertThat(throttle.closed(guess(SUB, Whose.PEOPLE, ALICE))).isEmpty();
        assertThat(throttle.closed(guess(ACME, Whose.CLIENTS, ALICE))).isEmpty();
        spray(ACME, Whose.CLIENTS, 60);
        assertThat(throttle.closed(guess(ACME, Whose.CLIENTS, ALICE))).contains(Closed.NETWORK);
        patch("{\"network\":{\"failures\":1000},\"tenant\":{\"failures\":200,\"longest\":\"PT10S\"}}");
        assertThat(throttle.closed(guess(ACME, Whose.PEOPLE, ALICE))).isEmpty();
        spray(ACME, Whose.PEOPLE, 220);
        assertThat(throttle.closed(guess(ACME, Whose.PEOPLE, ALICE))).contains(Closed.TENANT);
        world.context.clock().advance(Duration.ofSeconds(10));
        assertThat(throttle.closed(guess(ACME, Whose.PEOPLE, ALICE))).isEmpty();
    }

    @Test
    void that_are_lowered_close_what_has_failed_before_for_no_longer_than_they_say() {
        patch("{\"account\":{\"failures\":20}}");
        fail(40);
        patch("{\"account\":{\"failures\":1,\"longest\":\"PT5M\"}}");
        assertThat(permits()).isFalse();
        world.context.clock().advance(Duration.ofMinutes(5));
        assertThat(permits()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            account.failures          | 0      | 1 to 20
            account.failures          | 21     | 1 to 20
            account.longest           | "PT4M59S" | PT5M to PT1H, in whole seconds
            account.longest           | "PT1H1S"  | PT5M to PT1H, in whole seconds
            account.longest           | "PT5M0.5S" | PT5M to PT1H, in whole seconds
            network.failures          | 9      | 10 to 1000
            network.failures          | 1001   | 10 to 1000
            network.longest           | "PT0S" | PT1M to PT1H, in whole seconds
            network.longest           | "-PT5M" | PT1M to PT1H, in whole seconds
            networkOfClients.failures | 99     | 100 to 10000
            networkOfClients.failures | 10001  | 100 to 10000
            networkOfClients.longest  | "P1D"  | PT1M to PT1H, in whole seconds
            tenant.failures           | 199    | 200 to 20000
            tenant.failures           | 20001  | 200 to 20000
            tenant.longest            | "PT9S" | PT10S to PT5M, in whole seconds
            tenant.longest            | "PT5M1S" | PT10S to PT5M, in whole seconds
            """)
    void neither_open_the_door_to_guesses_nor_close_it_for_long(String field, String value, String detail) {
        String[] names = field.split("[.]", -1);
        Door.Answer answer = patch("{\"%s\":{\"%s\":%s}}".formatted(names[0], names[1], value));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("field").stringValue()).isEqualTo(field);
        assertThat(answer.json().get("detail").stringValue()).isEqualTo(detail);
        assertThat(get().json()).isEqualTo(StrictJson.mapper().readTree(DEFAULTS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"account\":{\"off\":true}}",
                "{\"accounts\":{}}",
                "{\"account\":{\"failures\":\"4\"}}",
                "{\"account\":{\"failures\":4.5}}",
                "{\"account\":{\"failures\":99999999999}}",
                "{\"account\":{\"longest\":true}}",
                "{\"account\":7}"
            })
    void are_read_strictly(String json) {
        assertThat(patch(json).status()).isEqualTo(400);
        assertThat(get().json()).isEqualTo(StrictJson.mapper().readTree(DEFAULTS));
    }

    @Test
    void that_somebody_else_has_changed_meanwhile_stay() {
        String version = get().header("ETag");
        assertThat(patch("{\"account\":{\"failures\":5}}", "If-Match", version).status())
                .isEqualTo(200);
        assertThat(patch("{\"account\":{\"failures\":6}}", "If-Match", version).status())
                .isEqualTo(412);
        assertThat(get().json().at("/account/failures").intValue()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "*", " * ", "\"old\", %s", "%s,\"a,b\"", ", ,%s ,", "W/\"9\",\t%s"})
    void are_changed_where_any_of_the_versions_named_is_the_current_one(String versions) {
        String current = get().header("ETag");
        assertThat(patch("{\"account\":{\"failures\":5}}", "If-Match", versions.formatted(current))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "W/%s",
                "\"old\", W/%s",
                "\"a,%s",
                "old, %s",
                "%s\"old\"",
                "\"old\" %s",
                "'%s'",
                "*, %s",
                "\"\"",
                "\"*\"",
                ","
            })
    void stay_where_none_of_them_is(String versions) {
        String current = get().header("ETag");
        assertThat(patch("{\"account\":{\"failures\":5}}", "If-Match", versions.formatted(current))
                        .status())
                .isEqualTo(412);
    }
}
