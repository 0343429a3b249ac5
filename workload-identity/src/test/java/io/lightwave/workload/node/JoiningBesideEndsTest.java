package io.lightwave.workload.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.fixture.Door;
import io.lightwave.workload.Machine;
import io.lightwave.workload.World;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName(
        "Another machine that takes a node's name, and what ends the node meanwhile, take what they need in one order")
class JoiningBesideEndsTest {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static World world;
    private static World another;
    private static World.Tenant acme;
    private static ExecutorService both;
    private final String node = "node-" + COUNT.incrementAndGet();
    private final UUID id = joined(node);

    @BeforeAll
    static void start() {
        world = new World();
        acme = world.tenant("acme.example");
        another = new World(world.context.database());
        for (World server : List.of(world, another)) { // it takes the same rows
            server.context.bean("endedAttestersTask", RecurringTask.class).stop();
        }
        both = Executors.newFixedThreadPool(2);
    }

    @AfterAll
    static void stop() {
        both.shutdown();
        another.close();
        world.close();
    }

    enum End {
        BAN {
            @Override
            Door.Answer at(World server, String node) {
                return server.door.patch(acme.api("nodes/" + node), acme.operator, "{\"enabled\":false}");
            }
        },
        EVICTION {
            @Override
            Door.Answer at(World server, String node) {
                return server.door.postJson(acme.api("nodes/%s/evict".formatted(node)), acme.operator, "");
            }
        },
        DELETION {
            @Override
            Door.Answer at(World server, String node) {
                return server.door.delete(acme.api("nodes/" + node), acme.operator);
            }
        };

        abstract Door.Answer at(World server, String node);
    }

    private static String token(String node) {
        var made = acme.post("join-tokens", "{\"node\":\"%s\"}".formatted(node));
        return made.json().get("token").asString();
    }

    private static UUID joined(String node) {
        new Machine(world, acme).joins(token(node));
        return UUID.fromString(acme.get("nodes/" + node).json().get("id").asString());
    }

    private static Future<Door.Answer> joinsByAnotherMachine(String token) {
        return both.submit(() -> new Machine(world, acme).asksToJoin(token));
    }

    /// A transaction that holds a row of the node's.
    private Connection holding(String sql) throws SQLException {
        var other = world.context.database().connect();
        other.setAutoCommit(false);
        try (var statement = other.prepareStatement(sql)) {
            statement.setObject(1, id);
            assertThat(statement.executeQuery().next()).isTrue();
        }
        return other;
    }

    /// Until so many transactions wait for what others hold, or who should wait has ended.
    private static void awaitWaiting(int count, Future<?> last) throws SQLException {
        try (var looking = world.context.database().connect();
                var statement = looking.prepareStatement("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")) {
            while (!last.isDone() && number(statement) < count) {
                Thread.onSpinWait();
            }
        }
    }

    private static int number(PreparedStatement statement) throws SQLException {
        try (var row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void when_the_machine_comes_first(End end) throws Exception {
        String token = token(node);
        Future<Door.Answer> joining;
        Future<Door.Answer> ending;
        try (var other = holding("select id from workload_node where id = ? for update")) {
            joining = joinsByAnotherMachine(token);
            awaitWaiting(1, joining);
            ending = both.submit(() -> end.at(another, node));
            awaitWaiting(2, ending);
            other.rollback();
        }
        assertThat(joining.get().status()).as(joining.get().text()).isEqualTo(201);
        assertThat(ending.get().status()).as(ending.get().text()).isBetween(200, 204);
    }

    @Test
    void when_the_ban_does_and_an_svid_of_the_node_s_is_being_recorded() throws Exception {
        String token = token(node);
        Future<Door.Answer> joining;
        Future<Door.Answer> ending;
        try (var recording = holding("select state from ca_holder where holder_id = ? for share")) {
            ending = both.submit(() -> End.BAN.at(another, node));
            awaitWaiting(1, ending);
            joining = joinsByAnotherMachine(token);
            awaitWaiting(2, joining);
            recording.rollback();
        }
        assertThat(ending.get().status()).as(ending.get().text()).isEqualTo(200);
        assertThat(joining.get().status()).as(joining.get().text()).isEqualTo(403);
    }
}
