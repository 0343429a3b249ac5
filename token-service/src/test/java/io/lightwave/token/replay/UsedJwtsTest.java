package io.lightwave.token.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.TenantId;
import io.lightwave.token.fixture.TokenServer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What is driven through the token endpoint stands in `PrivateKeyJwtTest` and `DpopTest`.
class UsedJwtsTest {
    static final TokenServer SERVER = TokenServer.start();
    static final UsedJwts USED = SERVER.bean(UsedJwts.class);
    static final TenantId ACME = new TenantId("acme.example");
    static final TenantId OTHER = new TenantId("other.example");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Instant later() {
        return SERVER.clock().instant().plusSeconds(60);
    }

    @Test
    void an_id_is_its_signer_s_and_its_tenant_s() {
        assertThat(USED.useUp(new UsedJwts.Unused(ACME, "client 1", "a", later())))
                .isTrue();
        assertThat(USED.useUp(new UsedJwts.Unused(ACME, "client 1", "a", later())))
                .isFalse();
        assertThat(USED.useUp(new UsedJwts.Unused(ACME, "client 1", "b", later())))
                .isTrue();
        assertThat(USED.useUp(new UsedJwts.Unused(ACME, "client 2", "a", later())))
                .isTrue();
        assertThat(USED.useUp(new UsedJwts.Unused(OTHER, "client 1", "a", later())))
                .isTrue();
    }

    @Test
    void of_many_on_two_nodes_each_counts_once() throws Exception {
        try (var node = TokenServer.on(SERVER.database());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            UsedJwts beside = node.bean(UsedJwts.class);
            List<Callable<Boolean>> uses = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String id = "many-" + i % 50;
                UsedJwts one = i % 2 == 0 ? USED : beside;
                uses.add(() -> one.useUp(new UsedJwts.Unused(ACME, "client 1", id, later())));
            }
            int first = 0;
            for (var use : threads.invokeAll(uses)) {
                first += use.get() ? 1 : 0;
            }
            assertThat(first).isEqualTo(50);
        }
    }

    @Test
    void of_several_at_once_each_counts_for_itself() {
        var before = new UsedJwts.Unused(ACME, "client 5", "before", later());
        assertThat(USED.useUp(before)).isTrue();
        var now = new UsedJwts.Unused(ACME, "client 5", "now", later());
        assertThat(USED.useUp(List.of(now, before, now))).containsExactly(true, false, false);
        assertThat(USED.useUp(List.of())).isEmpty();
    }

    @Test
    void what_has_expired_is_forgotten_and_nothing_else() {
        assertThat(USED.useUp(new UsedJwts.Unused(ACME, "client 3", "short", later())))
                .isTrue();
        assertThat(USED.useUp(new UsedJwts.Unused(ACME, "client 3", "long", later().plus(Duration.ofHours(1)))))
                .isTrue();
        SERVER.clock().advance(Duration.ofSeconds(61));
        USED.forget();
        assertThat(USED.useUp(new UsedJwts.Unused(ACME, "client 3", "short", later())))
                .isTrue();
        assertThat(USED.useUp(new UsedJwts.Unused(ACME, "client 3", "long", later())))
                .isFalse();
    }

    @Test
    void a_broken_connection_is_replaced_without_the_caller_noticing() throws SQLException {
        assertThat(USED.useUp(new UsedJwts.Unused(ACME, "client 4", "before", later())))
                .isTrue();
        try (var beside = SERVER.database().connect();
                var statement = beside.createStatement()) {
            statement.execute("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()""");
        }
        assertThat(USED.useUp(new UsedJwts.Unused(ACME, "client 4", "after", later())))
                .isTrue();
        assertThat(USED.useUp(new UsedJwts.Unused(ACME, "client 4", "before", later())))
                .isFalse();
    }

    @Test
    void what_cannot_be_recorded_is_not_accepted() {
        try (var node = TokenServer.start()) {
            node.bean(JdbcClient.class)
                    .sql("ALTER TABLE used_jwt RENAME TO lost")
                    .update();
            UsedJwts used = node.bean(UsedJwts.class);
            assertThatThrownBy(() -> used.useUp(new UsedJwts.Unused(ACME, "client 1", "a", later())))
                    .hasMessageContaining("cannot be written");
        }
    }
}
