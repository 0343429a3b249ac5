package io.lightwave.directory.entry;

import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.add;
import static io.lightwave.directory.entry.DirectoryWorld.refusal;
import static io.lightwave.directory.entry.DirectoryWorld.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.support.TransactionTemplate;

/// What holds between entries: references, uniqueness, groups in groups, and what is counted and kept of each.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntegrityTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String PEOPLE = ",ou=people," + SUFFIX;
    private static final EntryOutcome DONE = new EntryOutcome.Done();

    private DirectoryWorld world;
    private Requester admin;

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        admin = world.admin(ACME);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private void folder(String name) {
        assertThat(world.add(admin, "dn: ou=" + name + "," + SUFFIX, "objectClass: organizationalUnit"))
                .isEqualTo(DONE);
    }

    private void device(String name, String folder, String... more) {
        var ldif = new java.util.ArrayList<>(
                List.of("dn: cn=" + name + ",ou=" + folder + "," + SUFFIX, "objectClass: device"));
        ldif.addAll(List.of(more));
        assertThat(world.add(admin, ldif.toArray(String[]::new))).isEqualTo(DONE);
    }

    @Nested
    @DisplayName("References to an entry")
    class References {

        @Test
        void go_when_it_is_deleted_and_others_stay() {
            world.user(ACME, "boss");
            world.user(ACME, "deputy");
            world.user(ACME, "worker");
            assertThat(world.modify(
                            admin,
                            "uid=worker" + PEOPLE,
                            replace("manager", "UID=Boss, OU=people,dc=acme, dc=example", "uid=deputy" + PEOPLE),
                            replace("secretary", "uid=boss" + PEOPLE),
                            replace("seeAlso", "cn=elsewhere,dc=other")))
                    .isEqualTo(DONE);
            String before =
                    world.values(ACME, "uid=worker" + PEOPLE, "entryCSN").getFirst();
            assertThat(world.delete(admin, "uid=boss" + PEOPLE)).isEqualTo(DONE);
            assertThat(world.values(ACME, "uid=worker" + PEOPLE, "manager")).containsExactly("uid=deputy" + PEOPLE);
            assertThat(world.values(ACME, "uid=worker" + PEOPLE, "secretary")).isEmpty();
            assertThat(world.values(ACME, "uid=worker" + PEOPLE, "seeAlso")).containsExactly("cn=elsewhere,dc=other");
            assertThat(world.values(ACME, "uid=worker" + PEOPLE, "entryCSN")).isNotEqualTo(List.of(before));
            assertThat(world.search(admin, SUFFIX, SUB, "(manager=uid=boss" + PEOPLE + ")"))
                    .isEmpty();
        }

        @Test
        void with_a_unique_identifier_behind_the_name_go_too() {
            world.user(ACME, "unique");
            folder("unique");
            assertThat(world.add(
                            admin,
                            "dn: cn=pair,ou=unique," + SUFFIX,
                            "objectClass: groupOfUniqueNames",
                            "uniqueMember: uid=unique" + PEOPLE + "#'0101'B",
                            "uniqueMember: uid=unique" + PEOPLE,
                            "uniqueMember: uid=admin" + PEOPLE))
                    .isEqualTo(DONE);
            assertThat(world.delete(admin, "uid=unique" + PEOPLE)).isEqualTo(DONE);
            assertThat(world.values(ACME, "cn=pair,ou=unique," + SUFFIX, "uniqueMember"))
                    .containsExactly("uid=admin" + PEOPLE);
        }

        @Test
        void that_another_entry_cannot_be_without_keep_it() {
            world.user(ACME, "needed");
            folder("needing");
            assertThat(world.add(
                            admin,
                            "dn: cn=sole,ou=needing," + SUFFIX,
                            "objectClass: groupOfUniqueNames",
                            "uniqueMember: uid=needed" + PEOPLE))
                    .isEqualTo(DONE);
            assertThat(refusal(world.delete(admin, "uid=needed" + PEOPLE))).isEqualTo(Reason.OBJECT_CLASS_VIOLATION);
            assertThat(world.values(ACME, "uid=needed" + PEOPLE, "uid")).containsExactly("needed");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                cn=before,ou=giving | cn=after
                ou=giving           | ou=given
                """)
        void are_not_made_by_a_name_that_is_being_given_up(String renamed, String rdn) throws Exception {
            folder("giving");
            device("before", "giving");
            folder("giving-refers");
            device("refers", "giving-refers");
            String refers = "cn=refers,ou=giving-refers," + SUFFIX;
            var transactions = world.context.bean(TransactionTemplate.class);
            try (var threads = Executors.newSingleThreadExecutor();
                    Connection database = world.context.database().connect()) {
                Future<EntryOutcome> outcome = Objects.requireNonNull(transactions.execute(_ -> {
                    assertThat(world.entries()
                                    .modifyDn(
                                            admin,
                                            DirectoryWorld.dn(renamed + "," + SUFFIX),
                                            DirectoryWorld.dn(rdn).rdns().getFirst(),
                                            true,
                                            Optional.empty()))
                            .isEqualTo(DONE);
                    Future<EntryOutcome> waiting = threads.submit(
                            () -> world.modify(admin, refers, replace("owner", "cn=before,ou=giving," + SUFFIX)));
                    while (waiting(database) == 0 && !waiting.isDone()) {
                        Thread.onSpinWait();
                    }
                    return waiting;
                }));
                assertThat(refusal(outcome.get())).isEqualTo(Reason.CONSTRAINT_VIOLATION);
            }
            assertThat(world.values(ACME, refers, "owner")).isEmpty();
            for (String name : List.of(refers, "ou=giving-refers," + SUFFIX)) {
                assertThat(world.delete(admin, name)).isEqualTo(DONE);
            }
            String folder = rdn.equals("ou=given") ? rdn : "ou=giving";
            String device = rdn.equals("cn=after") ? rdn : "cn=before";
            for (String name : List.of(device + "," + folder + ",", folder + ",")) {
                assertThat(world.delete(admin, name + SUFFIX)).isEqualTo(DONE);
            }
        }

        private static int waiting(Connection database) {
            try (var found = database.createStatement()
                    .executeQuery("select count(*) from pg_stat_activity where datname = current_database()"
                            + " and wait_event_type = 'Lock'")) {
                found.next();
                return found.getInt(1);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void of_an_entry_to_itself_are_in_nobody_s_way() {
            world.user(ACME, "selfmade");
            assertThat(world.modify(admin, "uid=selfmade" + PEOPLE, replace("manager", "uid=selfmade" + PEOPLE)))
                    .isEqualTo(DONE);
            assertThat(world.delete(admin, "uid=selfmade" + PEOPLE)).isEqualTo(DONE);
        }
    }

    @Nested
    @DisplayName("uid and mail are unique in a tenant")
    class Uniqueness {

        @ParameterizedTest
        @CsvSource({"Twin@Acme.example,twin@acme.EXAMPLE", "a@b, a@b"})
        void without_regard_to_case(String one, String other) {
            String first = "m1" + Integer.toHexString(one.hashCode());
            String second = "m2" + Integer.toHexString(one.hashCode());
            world.user(ACME, first);
            world.user(ACME, second);
            assertThat(world.modify(admin, "uid=" + first + PEOPLE, replace("mail", one)))
                    .isEqualTo(DONE);
            assertThat(refusal(world.modify(admin, "uid=" + second + PEOPLE, replace("mail", other))))
                    .isEqualTo(Reason.VALUE_TAKEN);
            assertThat(world.modify(admin, "uid=" + first + PEOPLE, replace("mail", other)))
                    .isEqualTo(DONE);
            assertThat(world.delete(admin, "uid=" + first + PEOPLE)).isEqualTo(DONE);
            assertThat(world.modify(admin, "uid=" + second + PEOPLE, replace("mail", one)))
                    .isEqualTo(DONE);
        }

        @Test
        void wherever_the_entries_stand_and_whatever_they_are() {
            folder("robots");
            world.user(ACME, "robot-1");
            assertThat(refusal(world.add(admin, "dn: uid=Robot-1,ou=robots," + SUFFIX, "objectClass: account")))
                    .isEqualTo(Reason.VALUE_TAKEN);
            assertThat(world.add(admin, "dn: uid=ｒobot-2,ou=robots," + SUFFIX, "objectClass: account"))
                    .isEqualTo(DONE);
            assertThatThrownBy(() -> world.user(ACME, "robot-2"))
                    .isInstanceOfSatisfying(
                            InvalidFieldException.class,
                            refused -> assertThat(refused.field()).isEqualTo("name"));
            assertThat(world.subjects().byName(ACME, SubjectKind.USER, "robot-2"))
                    .isEmpty();
        }

        @Test
        void in_another_tenant_the_same_value_is_another_s() {
            world.user(ACME, "here");
            assertThat(world.modify(admin, "uid=here" + PEOPLE, replace("mail", "one@both")))
                    .isEqualTo(DONE);
            Subject there = world.user(DirectoryWorld.SUB, "here");
            assertThat(world.subjects().modify(DirectoryWorld.SUB, there.id(), Map.of("mail", List.of("one@both"))))
                    .isPresent();
        }

        @Test
        void of_many_who_ask_at_once_one_gets_it() throws Exception {
            for (int n = 0; n < 8; n++) {
                world.user(ACME, "racer" + n);
            }
            try (var threads = Executors.newFixedThreadPool(4)) {
                List<Callable<EntryOutcome>> asks = java.util.stream.IntStream.range(0, 8)
                        .<Callable<EntryOutcome>>mapToObj(n ->
                                () -> world.modify(admin, "uid=racer" + n + PEOPLE, add("mail", "race@acme.example")))
                        .toList();
                long got = 0;
                for (var answer : threads.invokeAll(asks)) {
                    got += answer.get().equals(DONE) ? 1 : 0;
                }
                assertThat(got).isEqualTo(1);
            }
            assertThat(world.search(admin, SUFFIX, SUB, "(mail=RACE@acme.example)"))
                    .hasSize(1);
        }
    }

    @Nested
    @DisplayName("matchingRuleInChain")
    class InChain {
        private static final String RULE = ":1.2.840.113556.1.4.1941:=";

        @Test
        void follows_groups_in_groups_both_ways_and_through_circles() {
            for (String name : List.of("inner", "outer", "other")) {
                world.subject(ACME, SubjectKind.GROUP, name);
            }
            world.user(ACME, "nested");
            String groups = ",ou=groups," + SUFFIX;
            world.modify(admin, "cn=inner" + groups, add("member", "uid=nested" + PEOPLE, "cn=outer" + groups));
            world.modify(admin, "cn=outer" + groups, add("member", "cn=inner" + groups));
            assertThat(world.search(admin, SUFFIX, SUB, "(member" + RULE + "uid=nested" + PEOPLE + ")"))
                    .containsExactlyInAnyOrder("cn=inner" + groups, "cn=outer" + groups);
            assertThat(world.search(admin, SUFFIX, SUB, "(member=uid=nested" + PEOPLE + ")"))
                    .containsExactly("cn=inner" + groups);
            assertThat(world.search(admin, SUFFIX, SUB, "(&(memberOf" + RULE + "cn=outer" + groups + ")(uid=nested))"))
                    .containsExactly("uid=nested" + PEOPLE);
            assertThat(world.search(admin, SUFFIX, SUB, "(memberOf" + RULE + "cn=other" + groups + ")"))
                    .isEmpty();
        }

        @Test
        void follows_managers_of_managers() {
            for (String name : List.of("chief", "lead", "hand")) {
                world.user(ACME, name);
            }
            world.modify(admin, "uid=lead" + PEOPLE, replace("manager", "uid=chief" + PEOPLE));
            world.modify(admin, "uid=hand" + PEOPLE, replace("manager", "uid=lead" + PEOPLE));
            world.modify(admin, "uid=chief" + PEOPLE, replace("manager", "uid=hand" + PEOPLE)); // a circle
            assertThat(world.search(admin, SUFFIX, SUB, "(manager" + RULE + "uid=chief" + PEOPLE + ")"))
                    .containsExactlyInAnyOrder("uid=lead" + PEOPLE, "uid=hand" + PEOPLE, "uid=chief" + PEOPLE);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                (cn:1.2.840.113556.1.4.1941:=x)
                (manager:1.2.840.113556.1.4.1941:=no name)
                (!(manager:1.2.840.113556.1.4.1941:=no name))
                (manager:1.2.840.113556.1.4.1941:=uid=nobody,dc=acme,dc=example)
                """)
        void is_true_of_nothing_where_it_has_no_meaning(String filter) {
            assertThat(world.search(admin, SUFFIX, SUB, filter)).isEmpty();
        }
    }

    @Nested
    @DisplayName("Operational attributes (X.501; RFC 4512 §3.4)")
    class Operational {

        @Test
        void subordinates_are_counted_directly_below_and_counted_again_after_each_change() {
            folder("counted");
            String folder = "ou=counted," + SUFFIX;
            assertThat(world.values(ACME, folder, "numSubordinates")).containsExactly("0");
            assertThat(world.values(ACME, folder, "hasSubordinates")).containsExactly("FALSE");
            device("one", "counted");
            device("two", "counted");
            assertThat(world.values(ACME, folder, "numSubordinates")).containsExactly("2");
            assertThat(world.values(ACME, folder, "hasSubordinates")).containsExactly("TRUE");
            assertThat(world.search(admin, SUFFIX, SUB, "(&(numSubordinates>=2)(ou=counted))"))
                    .containsExactly(folder);
            world.delete(admin, "cn=one,ou=counted," + SUFFIX);
            world.delete(admin, "cn=two,ou=counted," + SUFFIX);
            assertThat(world.values(ACME, folder, "numSubordinates")).containsExactly("0");
            assertThat(world.values(ACME, folder, "hasSubordinates")).containsExactly("FALSE");
        }

        @Test
        void the_change_number_of_an_entry_grows_with_each_change() {
            world.user(ACME, "changing");
            String first =
                    world.values(ACME, "uid=changing" + PEOPLE, "entryCSN").getFirst();
            assertThat(first).matches("[0-9]{14}[.][0-9]{6}Z#000001#000#000000");
            world.modify(admin, "uid=changing" + PEOPLE, replace("title", "a"));
            String second =
                    world.values(ACME, "uid=changing" + PEOPLE, "entryCSN").getFirst();
            assertThat(second).isGreaterThan(first).contains("#000002#");
        }

        @Test
        void nobody_writes_them() {
            world.user(ACME, "forger");
            for (String name :
                    List.of("numSubordinates", "entryCSN", "memberOf", "entryUUID", "structuralObjectClass")) {
                assertThat(refusal(world.modify(admin, "uid=forger" + PEOPLE, replace(name, "1"))))
                        .as(name)
                        .isEqualTo(Reason.CONSTRAINT_VIOLATION);
            }
        }
    }
}
