package io.lightwave.directory.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.Throttle.Closed;
import io.lightwave.directory.Throttle.Guess;
import io.lightwave.directory.Throttle.Whose;
import io.lightwave.directory.audit.AuditConfiguration;
import io.lightwave.directory.feed.FeedConfiguration;
import io.lightwave.directory.fixture.TestContext;
import io.lightwave.directory.fixture.TestDatabase;
import io.lightwave.directory.sealing.SealingConfiguration;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

class ThrottleTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId OTHER = new TenantId("other.example");
    private static final String ALICE = "8c8e1c4e-6a0e-4f43-9f2b-6f0b3f2b7d11";

    private final TestContext context = start(TestContext.on(TestDatabase.fresh()));
    private final Throttle throttle = context.bean(Throttle.class);

    private static TestContext start(TestContext.Builder node) {
        return node.start(
                FeedConfiguration.class,
                SealingConfiguration.class,
                AuditConfiguration.class,
                ThrottleConfiguration.class);
    }

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
        try (var other = start(TestContext.on(context.database()))) {
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
        for (String table : new String[] {"throttle", "throttle_policy"}) {
            context.bean(JdbcClient.class)
                    .sql("ALTER TABLE %s RENAME TO hidden_%1$s".formatted(table))
                    .update();
        }
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

    private static Guess guess(String account, String address) {
        return new Guess(ACME, Whose.PEOPLE, "password", account, account, address);
    }

    private static Guess secret(String client, String address) {
        return new Guess(ACME, Whose.CLIENTS, "client-secret", client + "/" + address, client, address);
    }

    private void spray(int times, String address) {
        for (int n = 0; n < times; n++) {
            throttle.failed(guess("sprayed-" + n, address));
        }
    }

    @Nested
    @DisplayName("one password with many names")
    class Spraying {
        private static final String HERE = "192.0.2.7";
        private static final String ELSEWHERE = "192.0.2.8";

        @Test
        void fifty_failures_of_a_network_cost_nothing_and_further_ones_more_and_more() {
            spray(50, HERE);
            assertThat(throttle.closed(guess(ALICE, HERE))).isEmpty();
            throttle.failed(guess("another", HERE));
            assertThat(throttle.closed(guess(ALICE, HERE))).contains(Closed.NETWORK);
            assertThat(throttle.closed(guess(ALICE, ELSEWHERE))).isEmpty();
            context.clock().advance(Duration.ofSeconds(1));
            assertThat(throttle.closed(guess(ALICE, HERE))).isEmpty();
            for (int n = 0; n < 9; n++) {
                throttle.failed(guess("more-" + n, HERE));
            }
            context.clock().advance(Duration.ofMinutes(4));
            assertThat(throttle.closed(guess(ALICE, HERE))).contains(Closed.NETWORK);
        }

        @Test
        void a_quarter_of_an_hour_opens_it_and_leaves_a_network_that_goes_on_little_room() {
            spray(100, HERE);
            context.clock().advance(Duration.ofMinutes(15));
            int tries = 0;
            while (throttle.closed(guess("try-" + tries, HERE)).isEmpty()) {
                throttle.failed(guess("try-" + tries, HERE));
                tries++;
            }
            assertThat(tries).isBetween(1, 15);
        }

        @Test
        void an_hour_of_peace_forgets_them() {
            spray(100, HERE);
            context.clock().advance(Duration.ofHours(1).plusSeconds(1));
            spray(50, HERE);
            assertThat(throttle.closed(guess(ALICE, HERE))).isEmpty();
        }

        @Test
        void a_network_of_IPv6_is_64_bits_long() {
            spray(60, "2001:db8:1:2::7");
            assertThat(throttle.closed(guess(ALICE, "2001:db8:1:2:ffff::8"))).contains(Closed.NETWORK);
            assertThat(throttle.closed(guess(ALICE, "2001:db8:1:3::7"))).isEmpty();
            spray(60, "local"); // a Unix socket is no network
            assertThat(throttle.closed(guess(ALICE, "local"))).isEmpty();
        }

        @Test
        void from_many_networks_it_slows_the_tenant_for_a_minute_at_most() {
            for (int n = 0; n < 1_030; n++) {
                throttle.failed(guess("sprayed-" + n, "198.51." + n / 250 + "." + n % 250));
            }
            assertThat(throttle.closed(guess(ALICE, HERE))).contains(Closed.TENANT);
            assertThat(throttle.isSourceClosed(guess(ALICE, HERE))).isTrue();
            assertThat(throttle.closed(new Guess(OTHER, Whose.PEOPLE, "password", ALICE, ALICE, HERE)))
                    .isEmpty();
            assertThat(throttle.closed(secret("billing", HERE)))
                    .as("containers start all the same")
                    .isEmpty();
            context.clock().advance(Duration.ofMinutes(1));
            assertThat(throttle.closed(guess(ALICE, HERE))).isEmpty();
        }

        @Test
        void whoever_has_come_from_there_before_is_not_slowed_but_by_the_own_failures() {
            throttle.remember(ACME, ALICE, HERE);
            spray(100, HERE);
            assertThat(throttle.closed(guess(ALICE, HERE))).isEmpty();
            assertThat(throttle.isSourceClosed(guess(ALICE, HERE))).isTrue();
            assertThat(throttle.closed(new Guess(OTHER, Whose.PEOPLE, "password", ALICE, ALICE, HERE)))
                    .isEmpty();
            for (int n = 0; n < 5; n++) {
                throttle.failed(guess(ALICE, HERE));
            }
            assertThat(throttle.closed(guess(ALICE, HERE))).contains(Closed.ACCOUNT);
        }

        @Test
        void what_they_mistype_there_is_not_counted_for_the_network() {
            throttle.remember(ACME, ALICE, HERE);
            for (int n = 0; n < 60; n++) {
                throttle.failed(guess(ALICE, HERE));
            }
            assertThat(throttle.isSourceClosed(guess("another", HERE))).isFalse();
        }

        @Test
        void the_latest_twenty_networks_of_an_account_are_known_for_ninety_days() {
            for (int n = 0; n < 25; n++) {
                throttle.remember(ACME, ALICE, "198.51.100." + n);
                context.clock().advance(Duration.ofSeconds(1));
            }
            assertThat(context.bean(JdbcClient.class)
                            .sql("SELECT count(*) FROM known_network")
                            .query(Long.class)
                            .single())
                    .isEqualTo(20);
            spray(100, "198.51.100.24");
            assertThat(throttle.closed(guess(ALICE, "198.51.100.24"))).isEmpty();
            context.clock().advance(Duration.ofDays(91));
            spray(100, "198.51.100.24");
            assertThat(throttle.closed(guess(ALICE, "198.51.100.24"))).contains(Closed.NETWORK);
        }

        @Test
        void a_right_one_makes_up_for_nobody_else_s_wrong_ones() {
            spray(100, HERE);
            throttle.succeeded(guess(ALICE, HERE));
            assertThat(throttle.closed(guess("another", HERE))).contains(Closed.NETWORK);
        }

        @Test
        void secrets_of_clients_and_of_people_do_not_slow_one_another() {
            spray(100, HERE);
            assertThat(throttle.closed(secret("billing", HERE))).isEmpty();
            for (int n = 0; n < 520; n++) {
                throttle.failed(secret("client-" + n, ELSEWHERE));
            }
            assertThat(throttle.closed(secret("billing", ELSEWHERE))).contains(Closed.NETWORK);
            assertThat(throttle.closed(guess(ALICE, ELSEWHERE))).isEmpty();
        }

        @Test
        void a_client_that_was_right_while_others_failed_there_goes_on() {
            throttle.succeeded(secret("early", HERE)); // nothing is written where nobody has failed
            throttle.failed(secret("broken", HERE));
            throttle.succeeded(secret("billing", HERE));
            for (int n = 0; n < 520; n++) {
                throttle.failed(secret("client-" + n, HERE));
            }
            assertThat(throttle.closed(secret("billing", HERE))).isEmpty();
            assertThat(throttle.closed(secret("early", HERE))).contains(Closed.NETWORK);
        }

        @Test
        void all_nodes_count_together() {
            try (var other = start(TestContext.on(context.database()))) {
                Throttle there = other.bean(Throttle.class);
                throttle.remember(ACME, ALICE, HERE);
                spray(25, HERE);
                for (int n = 0; n < 26; n++) {
                    there.failed(guess("there-" + n, HERE));
                }
                context.bean(ChangeFeed.class).catchUp();
                other.bean(ChangeFeed.class).catchUp();
                for (Throttle node : new Throttle[] {throttle, there}) {
                    assertThat(node.closed(guess("another", HERE))).contains(Closed.NETWORK);
                    assertThat(node.closed(guess(ALICE, HERE))).isEmpty();
                }
            }
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
