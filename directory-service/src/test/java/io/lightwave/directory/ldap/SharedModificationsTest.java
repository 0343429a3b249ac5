package io.lightwave.directory.ldap;

import static com.unboundid.ldap.sdk.ModificationType.ADD;
import static com.unboundid.ldap.sdk.ModificationType.DELETE;
import static com.unboundid.ldap.sdk.ModificationType.INCREMENT;
import static com.unboundid.ldap.sdk.ModificationType.REPLACE;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.PersistentSearchChangeType;
import com.unboundid.ldap.sdk.controls.PersistentSearchRequestControl;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.ChangeFeed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("RFC 4511 §4.6 Modify, by several writers at the same time")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedModificationsTest {
    private static final int WRITERS = 6;
    private static final String PEOPLE = "ou=people,dc=acme,dc=example";

    private final LdapWorld world = new LdapWorld();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<LDAPConnection> writers = new ArrayList<>();
    private LDAPConnection admin;
    private int made;

    @BeforeAll
    void connect() throws LDAPException {
        admin = world.as(LdapWorld.ADMIN);
        for (int n = 0; n < WRITERS; n++) {
            writers.add(world.as(LdapWorld.ADMIN));
        }
    }

    @AfterAll
    void close() {
        threads.close();
        writers.forEach(LDAPConnection::close);
        admin.close();
        world.close();
    }

    private static String named(String uid) {
        return "uid=%s,%s".formatted(uid, PEOPLE);
    }

    /// One of Acme's people, by a name that nobody had.
    private String person() throws LDAPException {
        String uid = "writer" + ++made;
        LdapWorld.person(admin, uid, "new");
        return uid;
    }

    private List<String> people(int count) throws LDAPException {
        var people = new ArrayList<String>();
        for (int n = 0; n < count; n++) {
            people.add(person());
        }
        return people;
    }

    private static Callable<ResultCode> change(LDAPConnection connection, String name, Modification... modifications) {
        return () -> LdapWorld.code(() -> connection.modify(name, modifications));
    }

    private static List<ResultCode> results(List<Future<ResultCode>> futures) throws Exception {
        var results = new ArrayList<ResultCode>();
        for (Future<ResultCode> future : futures) {
            results.add(future.get());
        }
        return results;
    }

    /// Asked for while nobody's change can be committed, so that most of them wait together.
    private List<ResultCode> together(List<Callable<ResultCode>> changes) throws Exception {
        var futures = new ArrayList<Future<ResultCode>>();
        String first = person();
        try (Connection database = world.directory.context.database().connect()) {
            database.setAutoCommit(false);
            execute(database, "LOCK TABLE change_log IN EXCLUSIVE MODE");
            futures.add(threads.submit(change(admin, named(first), new Modification(REPLACE, "title", "first"))));
            awaitWaiting(1);
            changes.forEach(change -> futures.add(threads.submit(change)));
            try (LDAPConnection other = world.as(LdapWorld.ADMIN)) { // takes longer than to send a request
                LdapWorld.entry(other, LdapWorld.ADMIN);
            }
            database.rollback();
        }
        List<ResultCode> results = results(futures);
        assertThat(results.removeFirst()).isEqualTo(ResultCode.SUCCESS);
        return results;
    }

    private static void execute(Connection database, String... statements) throws SQLException {
        try (var statement = database.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /// Until so many transactions wait for a lock.
    private void awaitWaiting(int count) throws SQLException {
        while (single("SELECT count(*) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                        .map(Integer::parseInt)
                        .orElseThrow()
                < count) {
            Thread.onSpinWait();
        }
    }

    private Optional<String> single(String sql) throws SQLException {
        try (Connection database = world.directory.context.database().connect();
                var statement = database.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }

    /// The transaction that changed the entry last.
    private String transactionOf(String uid) throws SQLException {
        return single("SELECT xmin FROM entry WHERE rdn_norm = 'uid=%s'".formatted(uid))
                .orElseThrow();
    }

    private String value(String uid, String attribute) throws LDAPException {
        return String.valueOf(LdapWorld.entry(admin, named(uid), attribute).getAttributeValue(attribute));
    }

    private long changesOf(String uid) {
        return world.directory.audit.events.stream()
                .filter(event -> event.action().equals("entry.modify")
                        && event.outcome() == AuditEvent.Outcome.SUCCESS
                        && event.target().equals(named(uid)))
                .count();
    }

    @Test
    void they_share_transactions_and_each_gets_its_own_answer() throws Exception {
        world.user(ACME, "meek");
        List<String> people = people(WRITERS);
        admin.modify(named(people.get(5)), new Modification(ADD, "mail", "taken@acme.example"));
        Set<String> transactions = new HashSet<>();
        int rounds = 0;
        try (LDAPConnection meek = world.as("uid=meek,ou=people,dc=acme,dc=example")) {
            do {
                String now = "round " + ++rounds;
                var changes = new ArrayList<Callable<ResultCode>>();
                for (int n = 0; n < 3; n++) {
                    changes.add(change(
                            writers.get(n), named(people.get(n)), new Modification(REPLACE, "description", now)));
                }
                changes.add(change(writers.get(3), named(people.get(3)), new Modification(DELETE, "sn")));
                changes.add(change(
                        writers.get(4), named(people.get(4)), new Modification(ADD, "mail", "TAKEN@acme.example")));
                changes.add(change(writers.get(5), named("nobody"), new Modification(REPLACE, "description", now)));
                changes.add(change(meek, named(people.get(0)), new Modification(REPLACE, "title", now)));
                assertThat(together(changes))
                        .containsExactly(
                                ResultCode.SUCCESS,
                                ResultCode.SUCCESS,
                                ResultCode.SUCCESS,
                                ResultCode.OBJECT_CLASS_VIOLATION,
                                ResultCode.CONSTRAINT_VIOLATION,
                                ResultCode.NO_SUCH_OBJECT,
                                ResultCode.NO_SUCH_OBJECT);
                transactions.clear();
                for (int n = 0; n < 3; n++) {
                    assertThat(value(people.get(n), "description")).isEqualTo(now);
                    assertThat(changesOf(people.get(n))).isEqualTo(rounds);
                    transactions.add(transactionOf(people.get(n)));
                }
                assertThat(value(people.get(3), "sn")).isEqualTo(people.get(3));
            } while (transactions.size() == 3 && rounds < 100);
        }
        assertThat(transactions).as("after %d rounds", rounds).hasSizeLessThan(3);
    }

    @Test
    void what_only_the_database_refuses_fails_alone() throws Exception {
        List<String> people = people(3);
        List<ResultCode> results = together(List.of(
                change(writers.get(0), named(people.get(0)), new Modification(REPLACE, "description", "one")),
                change(writers.get(1), named(people.get(1)), new Modification(REPLACE, "description", "nul \0 here")),
                change(writers.get(2), named(people.get(2)), new Modification(REPLACE, "description", "three"))));
        assertThat(results.get(0)).isEqualTo(ResultCode.SUCCESS);
        assertThat(results.get(1)).isNotEqualTo(ResultCode.SUCCESS);
        assertThat(results.get(2)).isEqualTo(ResultCode.SUCCESS);
        assertThat(people).extracting(uid -> value(uid, "description")).containsExactly("one", "new", "three");
    }

    /// RFC 4525.
    @Test
    void increments_of_one_entry_add_up() throws Exception {
        String uid = person();
        admin.modify(
                named(uid),
                new Modification(ADD, "objectClass", "posixAccount"),
                new Modification(ADD, "uidNumber", "0"),
                new Modification(ADD, "gidNumber", "100"),
                new Modification(ADD, "homeDirectory", "/home"));
        long before = changesOf(uid);
        var futures = new ArrayList<Future<ResultCode>>();
        for (LDAPConnection writer : writers) {
            futures.add(threads.submit(() -> {
                for (int n = 0; n < 20; n++) {
                    writer.modify(named(uid), new Modification(INCREMENT, "uidNumber", "1"));
                }
                return ResultCode.SUCCESS;
            }));
        }
        assertThat(results(futures)).containsOnly(ResultCode.SUCCESS);
        assertThat(value(uid, "uidNumber")).isEqualTo(String.valueOf(WRITERS * 20));
        assertThat(changesOf(uid) - before).isEqualTo(WRITERS * 20);
    }

    /// Each adds values of its own, and the index by value follows.
    @Test
    void every_change_of_one_entry_stays() throws Exception {
        String uid = person();
        var futures = new ArrayList<Future<ResultCode>>();
        for (int w = 0; w < WRITERS; w++) {
            int writer = w;
            futures.add(threads.submit(() -> {
                for (int n = 0; n < 10; n++) {
                    writers.get(writer)
                            .modify(named(uid), new Modification(ADD, "title", "t%d-%d".formatted(writer, n)));
                }
                return ResultCode.SUCCESS;
            }));
        }
        assertThat(results(futures)).containsOnly(ResultCode.SUCCESS);
        assertThat(LdapWorld.entry(admin, named(uid), "title").getAttributeValues("title"))
                .hasSize(WRITERS * 10);
        for (String title : List.of("t0-0", "t3-9", "t5-5")) {
            assertThat(LdapWorld.found(admin, PEOPLE, SearchScope.SUB, "(title=%s)".formatted(title)))
                    .extracting(SearchResultEntry::getDN)
                    .containsExactly(named(uid));
        }
        admin.modify(named(uid), new Modification(DELETE, "title", "t3-9"));
        assertThat(LdapWorld.found(admin, PEOPLE, SearchScope.SUB, "(title=t3-9)"))
                .isEmpty();
    }

    @Test
    void an_entry_that_somebody_holds_keeps_nobody_waiting_for_another() throws Exception {
        String held = person();
        String free = person();
        try (Connection database = world.directory.context.database().connect()) {
            database.setAutoCommit(false);
            execute(database, "SELECT 1 FROM entry WHERE rdn_norm = 'uid=%s' FOR UPDATE".formatted(held));
            Future<ResultCode> waiting = threads.submit(
                    change(writers.get(0), named(held), new Modification(REPLACE, "description", "late")));
            awaitWaiting(1);
            for (int n = 0; n < 10; n++) {
                writers.get(1).modify(named(free), new Modification(REPLACE, "description", "early " + n));
            }
            assertThat(waiting.isDone()).isFalse();
            assertThat(value(held, "description")).isEqualTo("new");
            database.rollback();
            assertThat(waiting.get()).isEqualTo(ResultCode.SUCCESS);
        }
        assertThat(value(held, "description")).isEqualTo("late");
    }

    /// As when another node has just changed the entry and this one has not heard of it.
    @Test
    void what_was_read_too_early_is_read_again() throws Exception {
        String uid = person();
        assertThat(value(uid, "description")).isEqualTo("new");
        try (Connection database = world.directory.context.database().connect()) {
            execute(
                    database,
                    "UPDATE entry SET version = version + 1, attributes = jsonb_set(attributes, '{l}', '[\"Basel\"]')"
                            + " WHERE rdn_norm = 'uid=%s'".formatted(uid));
        }
        writers.get(0).modify(named(uid), new Modification(ADD, "title", "x"));
        assertThat(value(uid, "l")).isEqualTo("Basel");
        assertThat(value(uid, "title")).isEqualTo("x");
        assertThat(changesOf(uid)).isEqualTo(1);
    }

    @Test
    void when_the_commit_fails_nobody_is_told_that_it_succeeded() throws Exception {
        List<String> people = people(WRITERS);
        List<Callable<ResultCode>> changes = IntStream.range(0, WRITERS)
                .mapToObj(n ->
                        change(writers.get(n), named(people.get(n)), new Modification(REPLACE, "description", "lost")))
                .toList();
        try (Connection database = world.directory.context.database().connect()) {
            execute(database, """
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE EXCEPTION ''the commit fails''; END'""", """
                    CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON change_log
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()""");
            try {
                var futures = new ArrayList<Future<ResultCode>>();
                changes.forEach(change -> futures.add(threads.submit(change)));
                assertThat(results(futures)).containsOnly(ResultCode.UNAVAILABLE);
            } finally {
                execute(database, "DROP TRIGGER refuse ON change_log", "DROP FUNCTION refuse");
            }
        }
        world.directory.context.bean(ChangeFeed.class).catchUp();
        assertThat(people).extracting(uid -> value(uid, "description")).containsOnly("new");
        assertThat(together(changes)).containsOnly(ResultCode.SUCCESS);
        assertThat(people).extracting(uid -> value(uid, "description")).containsOnly("lost");
    }

    @Test
    void who_follows_hears_of_every_entry_that_changed() throws Exception {
        List<String> people = people(WRITERS);
        try (LDAPConnection follower = world.as(LdapWorld.ADMIN)) {
            LastingSearch search = LastingSearch.begin(
                    follower,
                    PEOPLE,
                    "(objectClass=person)",
                    new PersistentSearchRequestControl(EnumSet.of(PersistentSearchChangeType.MODIFY), true, true));
            var futures = new ArrayList<Future<ResultCode>>();
            for (int w = 0; w < WRITERS; w++) {
                int writer = w;
                futures.add(threads.submit(() -> {
                    for (int n = 1; n <= 10; n++) {
                        writers.get(writer)
                                .modify(
                                        named(people.get(writer)),
                                        new Modification(REPLACE, "description", String.valueOf(n)));
                    }
                    return ResultCode.SUCCESS;
                }));
            }
            assertThat(results(futures)).containsOnly(ResultCode.SUCCESS);
            Map<String, String> last = new HashMap<>();
            while (Collections.frequency(last.values(), "10") < WRITERS) {
                SearchResultEntry entry = search.entry();
                last.put(entry.getDN(), entry.getAttributeValue("description"));
            }
            assertThat(last).hasSize(WRITERS);
            search.abandon();
        }
    }

    @Test
    void what_has_options_or_a_schema_of_the_tenant_s_own_is_kept() throws Exception {
        admin.modify(
                "cn=schema",
                new Modification(
                        ADD,
                        "attributeTypes",
                        "( 1.3.6.1.4.1.99999.77.1 NAME 'acmeColour' EQUALITY caseIgnoreMatch"
                                + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"),
                new Modification(
                        ADD,
                        "objectClasses",
                        "( 1.3.6.1.4.1.99999.77.2 NAME 'acmeColoured' SUP top AUXILIARY MAY acmeColour )"));
        String uid = person();
        admin.modify(
                named(uid),
                new Modification(ADD, "objectClass", "acmeColoured"),
                new Modification(ADD, "acmeColour", "red"),
                new Modification(ADD, "description;lang-de", "neu"));
        writers.get(0).modify(named(uid), new Modification(ADD, "acmeColour", "blue"));
        writers.get(1).modify(named(uid), new Modification(REPLACE, "description;lang-de", "alt"));
        SearchResultEntry entry = LdapWorld.entry(admin, named(uid), "acmeColour", "description");
        assertThat(entry.getAttributeValues("acmeColour")).containsExactly("red", "blue");
        assertThat(entry.getAttribute("description;lang-de")).isEqualTo(new Attribute("description;lang-de", "alt"));
        assertThat(entry.getAttributeValue("description")).isEqualTo("new");
    }
}
