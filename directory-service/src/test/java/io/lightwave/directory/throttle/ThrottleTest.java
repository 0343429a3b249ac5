package io.lightwave.directory.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.feed.FeedConfiguration;
import io.lightwave.directory.fixture.TestContext;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

class ThrottleTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId OTHER = new TenantId("other.example");
    private static final String ALICE = "8c8e1c4e-6a0e-4f43-9f2b-6f0b3f2b7d11";

    private final TestContext context = TestContext.start(FeedConfiguration.class, ThrottleConfiguration.class);
    private final Throttle throttle = context.bean(Throttle.class);

    @AfterEach
    void stop() {
        context.close();
    }

    private void fail(int times) {
        for (int n = 0; n < times; n++) {
            throttle.failed(ACME, "password", ALICE);
        }
    }

    private boolean permits() {
        return throttle.permits(ACME, "password", ALICE);
    }

    @Test
    void four_failures_cost_nothing_and_the_fifth_a_second() {
        fail(4);
        assertThat(permits()).isTrue();
        fail(1);
        assertThat(permits()).isFalse();
        context.clock().advance(Duration.ofSeconds(1));
        assertThat(permits()).isTrue();
    }

    @Test
    void every_further_failure_costs_twice_as_much_up_to_fifteen_minutes() {
        fail(5);
        for (long seconds : new long[] {2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900}) {
            fail(1);
            context.clock().advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(permits()).as("%d s", seconds).isFalse();
            context.clock().advance(Duration.ofMillis(1));
            assertThat(permits()).as("%d s", seconds).isTrue();
        }
        fail(2_000);
        context.clock().advance(Duration.ofMinutes(15));
        assertThat(permits()).isTrue();
    }

    @Test
    void a_success_forgets() {
        fail(4);
        throttle.succeeded(ACME, "password", ALICE);
        fail(4);
        assertThat(permits()).isTrue();
    }

    @Test
    void an_hour_without_a_failure_forgets() {
        fail(20);
        context.clock().advance(Duration.ofHours(1).plusSeconds(1));
        fail(4);
        assertThat(permits()).isTrue();
    }

    @Test
    void every_tenant_kind_and_key_counts_for_itself() {
        fail(5);
        assertThat(throttle.permits(OTHER, "password", ALICE)).isTrue();
        assertThat(throttle.permits(ACME, "client-secret", ALICE)).isTrue();
        assertThat(throttle.permits(ACME, "password", "someone else")).isTrue();
    }

    @Test
    void a_failure_stays_when_the_attempt_s_transaction_is_rolled_back() {
        context.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            fail(5);
            status.setRollbackOnly();
        });
        assertThat(permits()).isFalse();
    }

    @Test
    void failures_on_one_node_close_the_door_on_the_others() {
        try (var other =
                TestContext.on(context.database()).start(FeedConfiguration.class, ThrottleConfiguration.class)) {
            assertThat(other.bean(Throttle.class).permits(ACME, "password", ALICE))
                    .isTrue();
            fail(5);
            other.bean(ChangeFeed.class).catchUp();
            assertThat(other.bean(Throttle.class).permits(ACME, "password", ALICE))
                    .isFalse();
        }
    }

    @Test
    void who_has_not_failed_costs_no_sql() {
        context.bean(ChangeFeed.class).catchUp();
        assertThat(permits()).isTrue();
        context.bean(JdbcClient.class)
                .sql("ALTER TABLE throttle RENAME TO hidden")
                .update();
        context.bean(ChangeFeed.class).catchUp();
        assertThat(permits()).isTrue();
        throttle.succeeded(ACME, "password", ALICE);
    }

    @Test
    void a_key_may_be_whatever_was_typed() {
        for (String key : new String[] {"x".repeat(10_000), "a\0b", ""}) {
            for (int n = 0; n < 5; n++) {
                throttle.failed(ACME, "password", key);
            }
            assertThat(throttle.permits(ACME, "password", key)).isFalse();
        }
    }

    @Test
    void what_is_forgotten_does_not_pile_up() {
        fail(1);
        context.clock().advance(Duration.ofHours(2));
        for (int n = 0; n < 500; n++) {
            throttle.failed(ACME, "password", "other");
        }
        assertThat(context.bean(JdbcClient.class)
                        .sql("SELECT count(*) FROM throttle")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }
}
