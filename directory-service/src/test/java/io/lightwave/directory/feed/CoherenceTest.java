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
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Two nodes on one database, written and read at random, in the build with a fixed number of operations and for 20
/// seconds. `-Dcoherence.seconds=600` runs the nightly form, and `-Dcoherence.seed=` repeats one.
@DisplayName("Architecture, decision 3: two nodes, random writes on both, random reads on both")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoherenceTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String DESK = "ou=desk," + SUFFIX;
    private static final int ENTRIES = 12;
    private static final int ROUNDS = 150;
    private static final int READERS = 2; // on each node
    private static final long SECONDS = 20;
    private static final long PACE = 500_000; // nanoseconds between a reader's questions
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
    private static String read(DirectoryWorld node, boolean bySearch, int n) {
        Requester admin = node.admin(ACME);
        if (bySearch) {
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
                assertThat(read(writer, random.nextInt(3) == 0, n))
                        .as("seed %d, round %d: a node sees its own write at once", seed, round)
                        .isEqualTo(truth.get(n));
            }
            reader.context.bean(ChangeFeed.class).catchUp();
            for (int n = 0; n < ENTRIES; n++) {
                String expected = truth.getOrDefault(n, GONE);
                assertThat(read(reader, random.nextInt(3) == 0, n))
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

    /// Something that both nodes change and read.
    private interface Thing {
        /// Another state than now; states may come again.
        String next(String now, int version);

        EntryOutcome write(DirectoryWorld node, String now, String next);

        String read(DirectoryWorld node, boolean bySearch);
    }

    private record Value(int n) implements Thing {
        @Override
        public String next(String now, int version) {
            return version % 5 == 4 ? GONE : "v" + n + "-" + version;
        }

        @Override
        public EntryOutcome write(DirectoryWorld node, String now, String next) {
            Requester admin = node.admin(ACME);
            if (next.equals(GONE)) {
                return node.delete(admin, name(n));
            }
            return now.equals(GONE)
                    ? node.add(admin, "dn: " + name(n), "objectClass: device", "description: " + next)
                    : node.modify(admin, name(n), replace("description", next));
        }

        @Override
        public String read(DirectoryWorld node, boolean bySearch) {
            return CoherenceTest.read(node, bySearch, n);
        }
    }

    /// A leaf below a folder that is moved and comes back.
    private record Place() implements Thing {
        private static final List<String> PLACES = List.of("ou=east," + SUFFIX, "ou=west," + SUFFIX);

        @Override
        public String next(String now, int version) {
            return PLACES.get(PLACES.indexOf(now) == 0 ? 1 : 0);
        }

        @Override
        public EntryOutcome write(DirectoryWorld node, String now, String next) {
            return node.entries()
                    .modifyDn(
                            node.admin(ACME),
                            DirectoryWorld.dn("ou=tent," + now),
                            DirectoryWorld.dn("ou=tent").rdns().getFirst(),
                            true,
                            Optional.of(DirectoryWorld.dn(next)));
        }

        @Override
        public String read(DirectoryWorld node, boolean bySearch) {
            Requester admin = node.admin(ACME);
            if (bySearch) {
                String found = String.join(" ", node.search(admin, SUFFIX, SUB, "(serialNumber=leaf)"));
                return found.substring(found.indexOf(",ou=tent,") + ",ou=tent,".length());
            }
            boolean east = node.entries()
                    .read(admin, DirectoryWorld.dn("cn=leaf,ou=tent," + PLACES.getFirst()), List.of("cn"))
                    .isPresent();
            return PLACES.get(east ? 0 : 1);
        }
    }

    /// Somebody's part in a group by another group.
    private record Membership() implements Thing {
        private static final String MEMBER = "uid=member,ou=people," + SUFFIX;

        @Override
        public String next(String now, int version) {
            return now.equals("in") ? "out" : "in";
        }

        @Override
        public EntryOutcome write(DirectoryWorld node, String now, String next) {
            var change =
                    next.equals("in") ? DirectoryWorld.add("member", MEMBER) : DirectoryWorld.delete("member", MEMBER);
            return node.modify(node.admin(ACME), group("inner"), change);
        }

        @Override
        public String read(DirectoryWorld node, boolean bySearch) {
            boolean in = bySearch
                    ? !node.search(node.admin(ACME), SUFFIX, SUB, "(&(uid=member)(memberOf=" + group("outer") + "))")
                            .isEmpty()
                    : node.values(ACME, MEMBER, "memberOf").contains(group("outer"));
            return in ? "in" : "out";
        }
    }

    /// What a thing has been. Its writes go one after the other; those of different things at the same time.
    private static final class History {
        private final Thing thing;
        private final List<State> states = new CopyOnWriteArrayList<>();
        private final ReentrantLock writing = new ReentrantLock();

        /// @param begun when its write began, `done` when the node had said that it is done; by nanoTime
        private record State(String what, long begun, AtomicLong done) {}

        History(Thing thing, String first) {
            this.thing = thing;
            this.states.add(new State(first, System.nanoTime(), new AtomicLong(System.nanoTime())));
        }

        String now() {
            return states.getLast().what();
        }

        void write(DirectoryWorld node) {
            writing.lock();
            try {
                node.context.bean(ChangeFeed.class).catchUp(); // what it checks before it writes may be the other's
                String now = now();
                String next = thing.next(now, states.size());
                var done = new AtomicLong(Long.MAX_VALUE);
                states.add(new State(next, System.nanoTime(), done));
                EntryOutcome outcome = thing.write(node, now, next);
                done.set(System.nanoTime());
                if (!(outcome instanceof EntryOutcome.Done)) {
                    throw new AssertionError("%s from %s to %s: %s".formatted(thing, now, next, outcome));
                }
            } finally {
                writing.unlock();
            }
        }

        /// Reads, and says for how many nanoseconds the answer had not been true any more when it was asked for: 0
        /// when it was true then, or became so until the answer came.
        long read(DirectoryWorld node, boolean bySearch) {
            long asked = System.nanoTime();
            String answer = thing.read(node, bySearch);
            for (int i = states.size() - 1; i >= 0; i--) {
                if (states.get(i).what().equals(answer)) {
                    long replaced = i + 1 == states.size()
                            ? Long.MAX_VALUE
                            : states.get(i + 1).done().get();
                    return Math.max(0, asked - Math.min(asked, replaced));
                }
            }
            throw new AssertionError("%s never was '%s'".formatted(thing, answer));
        }
    }

    /// Writes and reads of many things on both nodes at once, and twice meanwhile the feed is cut. That an answer is
    /// too old is no matter of how fast the machine is: a write counts from when it had been answered, a read from
    /// before it began, and a node that has not looked at the feed for 500 ms by its own clock goes to
    /// the database.
    @Test
    void while_writes_go_on_no_answer_is_older_than_the_bound_none_is_lost_and_none_invented() throws Exception {
        List<History> things = new ArrayList<>();
        for (int n = 100; n < 100 + ENTRIES; n++) {
            things.add(new History(new Value(n), GONE));
        }
        Requester admin = here.admin(ACME);
        for (String folder : List.of("ou=east,", "ou=west,", "ou=tent,ou=east,")) {
            assertThat(here.add(admin, "dn: " + folder + SUFFIX, "objectClass: organizationalUnit"))
                    .isEqualTo(new EntryOutcome.Done());
        }
        here.add(admin, "dn: cn=leaf,ou=tent,ou=east," + SUFFIX, "objectClass: device", "serialNumber: leaf");
        things.add(new History(new Place(), Place.PLACES.getFirst()));
        things.add(new History(new Membership(), "out"));
        there.context.bean(ChangeFeed.class).catchUp();

        long length =
                Duration.ofSeconds(Long.getLong("coherence.seconds", SECONDS)).toNanos();
        long end = System.nanoTime() + length;
        var reads = new AtomicLong();
        var stale = new AtomicLong();
        var oldest = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> work = new ArrayList<>();
            for (DirectoryWorld node : List.of(here, there)) {
                work.add(threads.submit(() -> {
                    var random = new Random(seed + work.size());
                    while (System.nanoTime() < end) {
                        things.get(random.nextInt(things.size())).write(node);
                    }
                }));
                for (int reader = 0; reader < READERS; reader++) {
                    work.add(threads.submit(() -> {
                        var random = new Random(seed + work.size());
                        while (System.nanoTime() < end) {
                            long age = things.get(random.nextInt(things.size())).read(node, random.nextInt(3) == 0);
                            reads.incrementAndGet();
                            stale.addAndGet(age > 0 ? 1 : 0);
                            oldest.accumulateAndGet(age, Math::max);
                            LockSupport.parkNanos(PACE);
                        }
                    }));
                }
            }
            work.add(threads.submit(() -> {
                for (int cut = 0; cut < 2; cut++) {
                    LockSupport.parkNanos(length / 4);
                    cutFeedUntilNobodyTrustsIt();
                }
                return null;
            }));
            for (Future<?> one : work) {
                one.get();
            }
        }
        System.out.printf(
                "coherence, seed %d: %d writes, %d reads, %d of something that had been replaced, the oldest for %d ms%n",
                seed,
                things.stream().mapToInt(thing -> thing.states.size() - 1).sum(),
                reads.get(),
                stale.get(),
                Duration.ofNanos(oldest.get()).toMillis());
        assertThat(Duration.ofNanos(oldest.get())).isLessThan(BOUND);
        for (DirectoryWorld node : List.of(here, there)) {
            node.context.bean(ChangeFeed.class).catchUp();
            for (History one : things) {
                assertThat(one.thing.read(node, false))
                        .as("the last write of %s", one.thing)
                        .isEqualTo(one.now());
                assertThat(one.thing.read(node, true))
                        .as("the last write of %s", one.thing)
                        .isEqualTo(one.now());
            }
        }
    }

    private void cutFeedUntilNobodyTrustsIt() throws SQLException {
        String role = here.context.database().username();
        execute("REVOKE SELECT ON change_log FROM \"" + role + "\"");
        try {
            while (isTrusted(here) || isTrusted(there)) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(BOUND.toNanos() / 2);
        } finally {
            execute("GRANT SELECT ON change_log TO \"" + role + "\"");
        }
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
