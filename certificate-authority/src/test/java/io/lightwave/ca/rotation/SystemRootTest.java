package io.lightwave.ca.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lightwave.ca.World;
import io.lightwave.ca.authority.AuthorityKind;
import io.lightwave.ca.authority.AuthorityState;
import io.lightwave.ca.authority.Succession;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The rotation of a root that tenants share.
class SystemRootTest {
    private static final TenantId ACME = new TenantId("acme.example");

    private final World world = new World().tenant(World.SYSTEM).tenant(ACME);
    private final Caller operator = world.caller(world.subject(World.SYSTEM, SubjectKind.USER, "operator"));

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void it_is_believed_and_can_be_said_to_have_leaked_as_long_as_authorities_of_others_hang_on_it() {
        rotate(ACME, "{\"above\":\"system\",\"publishFor\":\"PT5M\"}");
        pass(Duration.ofMinutes(5));
        rotate(World.SYSTEM, "{\"kind\":\"root\",\"publishFor\":\"PT5M\"}");
        pass(Duration.ofMinutes(5));
        pass(Duration.ofDays(40));
        assertThat(state(World.SYSTEM, "root-1")).isEqualTo("draining");
        assertThat(world.authority().anchors(World.SYSTEM))
                .containsAll(world.authority().anchors(ACME))
                .hasSize(2);

        rotate(ACME, "{\"publishFor\":\"PT5M\"}");
        pass(Duration.ofMinutes(5));
        pass(Duration.ofDays(2));
        assertThat(state(ACME, "issuing-2")).isEqualTo("retired");
        pass(Duration.ofSeconds(10));
        assertThat(state(World.SYSTEM, "root-1")).isEqualTo("retired");
        assertThat(world.authority().anchors(World.SYSTEM))
                .isEqualTo(world.authority().anchors(ACME))
                .hasSize(1);
    }

    @Test
    void an_authority_below_it_that_leaks_is_followed_by_another_below_it() {
        rotate(ACME, "{\"above\":\"system\",\"publishFor\":\"PT5M\"}");
        pass(Duration.ofMinutes(5));
        world.context.clock().advance(Duration.ofDays(1));
        pass(Duration.ofMinutes(1));
        assertThat(world.authority().anchors(ACME)).isEqualTo(world.authority().anchors(World.SYSTEM));
        var ended = world.door.postJson("/api/v1/tenants/acme.example/authorities/issuing-2/compromise", operator, "");
        assertThat(ended.status()).as(ended.text()).isEqualTo(201);
        assertThat(state(ACME, "issuing-3")).isEqualTo("active");
        assertThat(world.authority().anchors(ACME))
                .as("who validates goes on with what it believes")
                .isEqualTo(world.authority().anchors(World.SYSTEM));
    }

    @Test
    void nothing_hangs_on_it_that_is_made_while_it_leaks() throws Exception {
        rotate(ACME, "{\"above\":\"system\",\"publishFor\":\"PT5M\"}");
        pass(Duration.ofMinutes(5));
        pass(Duration.ofDays(1));
        var leaked = world.authority().anchors(World.SYSTEM);
        var succession = world.context.bean(Succession.class);
        var locked = new CountDownLatch(1);
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var ended = workers.submit(() -> {
                locked.await();
                return world.door
                        .postJson("/api/v1/tenants/acme.example/authorities/issuing-2/compromise", operator, "")
                        .status();
            });
            world.context.bean(TransactionTemplate.class).executeWithoutResult(_ -> {
                var root = succession.lock(World.SYSTEM).stream()
                        .filter(one -> one.kind() == AuthorityKind.ROOT)
                        .findFirst()
                        .orElseThrow();
                locked.countDown();
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> world.context
                                        .bean(JdbcClient.class)
                                        .sql(
                                                "select exists (select 1 from pg_locks where locktype = 'advisory' and not granted)")
                                        .query(Boolean.class)
                                        .single()
                                || ended.isDone());
                succession.move(root, AuthorityState.COMPROMISED);
            });
            assertThat(ended.get()).isEqualTo(201);
        }
        assertThat(state(ACME, "issuing-3")).isEqualTo("active");
        assertThat(world.authority().anchors(ACME)).isNotEmpty().doesNotContainAnyElementsOf(leaked);
    }

    private void rotate(TenantId tenant, String body) {
        var answer = world.door.postJson("/api/v1/tenants/%s/authorities/rotate".formatted(tenant), operator, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private void pass(Duration time) {
        world.context.clock().advance(time);
        world.context.bean(Rotations.class).tend();
    }

    private String state(TenantId tenant, String authority) {
        return world.door
                .get("/api/v1/tenants/%s/authorities/%s".formatted(tenant, authority), operator)
                .json()
                .get("state")
                .asString();
    }
}
