package io.lightwave.directory.feed;

import static com.unboundid.ldap.sdk.SearchScope.ONE;
import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.replace;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Requester;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Two nodes on one database, written and read at random. In the build the number of operations is fixed;
/// `-Dcoherence.seconds=600` runs the long form, and `-Dcoherence.seed=` repeats one.
@DisplayName("Architecture, decision 3: two nodes, random writes on both, random reads on both")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoherenceTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String DESK = "ou=desk," + SUFFIX;
    private static final int ENTRIES = 12;
    private static final int ROUNDS = 150;
    private static final Duration BOUND = Duration.ofSeconds(1);

    private final long seed = Long.getLong("coherence.seed", System.nanoTime());
    private final Duration longForm = Duration.ofSeconds(Long.getLong("coherence.seconds", 0));
    private DirectoryWorld here;
    private DirectoryWorld there;

    @BeforeAll
    void start() {
        here = new DirectoryWorld();
        there = new DirectoryWorld(here.context.database());
        assertThat(here.add(here.admin(ACME), "dn: " + DESK, "objectClass: organizationalUnit"))
                .isEqualTo(new EntryOutcome.Done());
        for (String group : List.of("inner", "outer")) {
            here.subject(ACME, SubjectKind.GROUP, group);
        }
        here.modify(here.admin(ACME), group("outer"), DirectoryWorld.add("member", group("inner")));
        here.user(ACME, "member");
        there.context.bean(ChangeFeed.class).catchUp();
    }

    @AfterAll
    void stop() {
        there.close();
        here.close();
    }

    private static String group(String name) {
        return "cn=" + name + ",ou=groups," + SUFFIX;
    }

    private static String name(int n) {
        return "cn=e" + n + "," + DESK;
    }

    /// What is true of an entry: the value of its description, or that it does not exist.
    private static final String GONE = "";

    /// Writes one entry at random and returns what is true of it now.
    private String write(DirectoryWorld node, Random random, int n, String now, int version) {
        Requester admin = node.admin(ACME);
        String value = "v" + n + "-" + version;
        EntryOutcome outcome;
        String then;
        if (now.equals(GONE)) {
            outcome = node.add(admin, "dn: " + name(n), "objectClass: device", "description: " + value);
            then = value;
        } else if (random.nextInt(4) == 0) {
            outcome = node.delete(admin, name(n));
            then = GONE;
        } else {
            outcome = node.modify(admin, name(n), replace("description", value));
            then = value;
        }
        assertThat(outcome).as("seed %d: write %s on a node", seed, name(n)).isEqualTo(new EntryOutcome.Done());
        return then;
    }

    /// What a node says of an entry, by name or by a search for the value or in the folder.
    private static String read(DirectoryWorld node, Random random, int n) {
        Requester admin = node.admin(ACME);
        if (random.nextInt(3) == 0) {
            List<String> found = new ArrayList<>();
            node.entries()
                    .search(
                            admin,
                            DirectoryWorld.query(DESK, ONE, "(cn=e" + n + ")", "description"),
                            entry -> found.add(entry.attributes().getFirst().getValue()));
            return found.isEmpty() ? GONE : found.getFirst();
        }
        return node.entries()
                .read(admin, DirectoryWorld.dn(name(n)), List.of("description"))
                .map(entry -> entry.attributes().getFirst().getValue())
                .orElse(GONE);
    }

    @Test
    void after_catching_up_each_answers_what_the_last_write_on_either_said() {
        var random = new Random(seed);
        Map<Integer, String> truth = new HashMap<>();
        long deadline = System.nanoTime() + longForm.toNanos();
        for (int round = 0; round < ROUNDS || System.nanoTime() < deadline; round++) {
            DirectoryWorld writer = random.nextBoolean() ? here : there;
            DirectoryWorld reader = random.nextBoolean() ? here : there;
            writer.context.bean(ChangeFeed.class).catchUp(); // what it checks before it writes may be the other's
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                int n = random.nextInt(ENTRIES);
                truth.put(n, write(writer, random, n, truth.getOrDefault(n, GONE), round * 10 + i));
                assertThat(read(writer, random, n))
                        .as("seed %d, round %d: a node sees its own write at once", seed, round)
                        .isEqualTo(truth.get(n));
            }
            reader.context.bean(ChangeFeed.class).catchUp();
            for (int n = 0; n < ENTRIES; n++) {
                String expected = truth.getOrDefault(n, GONE);
                assertThat(read(reader, random, n))
                        .as("seed %d, round %d: %s", seed, round, name(n))
                        .isEqualTo(expected);
                if (!expected.equals(GONE)) {
                    assertThat(reader.search(reader.admin(ACME), SUFFIX, SUB, "(description=" + expected + ")"))
                            .as("seed %d, round %d: found by its value", seed, round)
                            .containsExactly(name(n));
                }
            }
        }
    }

    /// One writer changes a counter on alternating nodes; readers on both, all the while, may see what was true when
    /// they began to read or later, but nothing that had been replaced for longer than the bound.
    @Test
    void while_writes_go_on_no_answer_is_older_than_the_bound_and_none_is_invented() throws InterruptedException {
        assertThat(here.add(here.admin(ACME), "dn: cn=counter," + SUFFIX, "objectClass: device", "description: 0"))
                .isEqualTo(new EntryOutcome.Done());
        there.context.bean(ChangeFeed.class).catchUp();
        Map<Integer, Long> replacedAt = new ConcurrentHashMap<>(); // by value: when its successor had been committed
        var begun = new AtomicInteger();
        var trouble = new AtomicReference<String>();
        var done = new java.util.concurrent.atomic.AtomicBoolean();
        List<Thread> readers = new ArrayList<>();
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        for (DirectoryWorld node : List.of(here, there)) {
            readers.add(Thread.ofVirtual().start(() -> {
                int last = 0;
                while (!done.get() && trouble.get() == null) {
                    long asked = System.nanoTime();
                    int value = Integer.parseInt(node.values(ACME, "cn=counter," + SUFFIX, "description")
                            .getFirst());
                    seen.add(value);
                    Long replaced = replacedAt.get(value);
                    if (value > begun.get()) {
                        trouble.set("invented: " + value);
                    } else if (replaced != null && asked - replaced > BOUND.toNanos()) {
                        trouble.set("%d was replaced %d ms before it was asked for"
                                .formatted(value, (asked - replaced) / 1_000_000));
                    } else if (value < last) {
                        trouble.set("went back from %d to %d".formatted(last, value));
                    }
                    last = value;
                }
            }));
        }
        long deadline = System.nanoTime() + longForm.toNanos();
        for (int n = 1; n <= ROUNDS || System.nanoTime() < deadline; n++) {
            DirectoryWorld node = n % 2 == 0 ? here : there;
            begun.set(n);
            assertThat(node.modify(
                            node.admin(ACME), "cn=counter," + SUFFIX, replace("description", Integer.toString(n))))
                    .isEqualTo(new EntryOutcome.Done());
            replacedAt.put(n - 1, System.nanoTime());
        }
        for (DirectoryWorld node : List.of(here, there)) {
            node.context.bean(ChangeFeed.class).catchUp();
            assertThat(node.values(ACME, "cn=counter," + SUFFIX, "description"))
                    .as("the last write is not lost")
                    .containsExactly(Integer.toString(begun.get()));
        }
        done.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(trouble).hasNullValue();
        assertThat(seen).isNotEmpty();
    }

    @Test
    void who_is_in_a_group_through_another_is_known_on_both() {
        var random = new Random(seed);
        String member = "uid=member,ou=people," + SUFFIX;
        boolean in = false;
        for (int round = 0; round < ROUNDS / 5; round++) {
            DirectoryWorld writer = random.nextBoolean() ? here : there;
            writer.context.bean(ChangeFeed.class).catchUp();
            var change = in ? DirectoryWorld.delete("member", member) : DirectoryWorld.add("member", member);
            assertThat(writer.modify(writer.admin(ACME), group("inner"), change))
                    .isEqualTo(new EntryOutcome.Done());
            in = !in;
            for (DirectoryWorld reader : List.of(here, there)) {
                reader.context.bean(ChangeFeed.class).catchUp();
                assertThat(new HashSet<>(reader.values(ACME, member, "memberOf")))
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(in ? Set.of(group("inner"), group("outer")) : Set.of());
                assertThat(reader.search(
                                reader.admin(ACME), SUFFIX, SUB, "(&(uid=member)(memberOf=" + group("outer") + "))"))
                        .hasSize(in ? 1 : 0);
            }
        }
    }

    @Test
    void while_the_feed_is_cut_answers_come_from_the_database_and_stay_right() throws SQLException {
        var random = new Random(seed);
        String counter = "cn=cut," + SUFFIX;
        assertThat(here.add(here.admin(ACME), "dn: " + counter, "objectClass: device", "description: warm"))
                .isEqualTo(new EntryOutcome.Done());
        there.context.bean(ChangeFeed.class).catchUp();
        assertThat(there.values(ACME, counter, "description")).containsExactly("warm");
        String role = here.context.database().username();
        execute("REVOKE SELECT ON change_log FROM \"" + role + "\"");
        try {
            here.modify(here.admin(ACME), counter, replace("description", "cut"));
            while (isTrusted(here) || isTrusted(there)) {
                Thread.onSpinWait();
            }
            assertThat(there.values(ACME, counter, "description")).containsExactly("cut");
            for (int n = 0; n < ROUNDS / 3; n++) {
                DirectoryWorld writer = random.nextBoolean() ? here : there;
                writer.modify(writer.admin(ACME), counter, replace("description", "cut " + n));
                for (DirectoryWorld reader : List.of(here, there)) {
                    assertThat(reader.values(ACME, counter, "description")).containsExactly("cut " + n);
                    assertThat(reader.search(reader.admin(ACME), SUFFIX, SUB, "(description=cut " + n + ")"))
                            .containsExactly(counter);
                }
            }
        } finally {
            execute("GRANT SELECT ON change_log TO \"" + role + "\"");
        }
        here.modify(here.admin(ACME), counter, replace("description", "mended"));
        there.context.bean(ChangeFeed.class).catchUp();
        assertThat(there.values(ACME, counter, "description")).containsExactly("mended");
    }

    private static boolean isTrusted(DirectoryWorld node) {
        return node.context.bean(FeedReader.class).isConfirmed();
    }

    private void execute(String sql) throws SQLException {
        try (var connection = here.context.database().connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
