package io.lightwave.directory.entry;

import static com.unboundid.ldap.sdk.SearchScope.BASE;
import static com.unboundid.ldap.sdk.SearchScope.ONE;
import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.dn;
import static io.lightwave.directory.entry.DirectoryWorld.query;
import static io.lightwave.directory.entry.DirectoryWorld.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.SubjectKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String PEOPLE = "ou=people," + SUFFIX;
    private static final String ALICE = "uid=alice," + PEOPLE;

    private DirectoryWorld world;
    private Requester admin;

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        admin = world.admin(ACME);
        person("alice", "Alice Archer", "Archer", "mail: alice@acme.example", "telephoneNumber: +49 30-123");
        person("bob", "Bob Baker", "Baker", "mail: bob@acme.example", "mail: robert@acme.example", "title: Cook");
        person(
                "carol",
                "Carol Čapek",
                "Čapek",
                "objectClass: posixAccount",
                "uidNumber: 1000",
                "gidNumber: 90",
                "homeDirectory: /home/carol",
                "title: cook");
        person("dave", "Dave Ba*er", "Ba*er", "description: " + "long ".repeat(60) + "end");
        done(world.add(admin, "dn: ou=desk," + SUFFIX, "objectClass: organizationalUnit"));
        done(world.add(
                admin,
                "dn: cn=printer,ou=desk," + SUFFIX,
                "objectClass: device",
                "objectClass: ipHost",
                "ipHostNumber: 192.0.2.9"));
        done(world.add(
                admin,
                "dn: cn=cooks,ou=groups," + SUFFIX,
                "objectClass: groupOfNames",
                "member: uid=BOB,ou=People,DC=acme,dc=example",
                "member: uid=carol," + PEOPLE));
        done(world.add(
                admin,
                "dn: cn=staff,ou=groups," + SUFFIX,
                "objectClass: groupOfNames",
                "member: cn=cooks,ou=groups," + SUFFIX,
                "member: " + ALICE));
        world.subjects()
                .setEnabled(
                        ACME,
                        world.subjects()
                                .byName(ACME, SubjectKind.USER, "dave")
                                .orElseThrow()
                                .id(),
                        false);
    }

    private void person(String uid, String cn, String sn, String... more) {
        var ldif = new ArrayList<String>();
        ldif.add("dn: uid=" + uid + "," + PEOPLE);
        ldif.add("objectClass: inetOrgPerson");
        ldif.add("cn: " + cn);
        ldif.add("sn: " + sn);
        ldif.addAll(List.of(more));
        done(world.add(admin, ldif.toArray(String[]::new)));
    }

    private static void done(EntryOutcome outcome) {
        assertThat(outcome).isEqualTo(new EntryOutcome.Done());
    }

    @AfterAll
    void stop() {
        world.close();
    }

    /// The first RDNs' values of what is found below the suffix.
    private List<String> found(String filter) {
        return world.search(admin, SUFFIX, SUB, filter).stream()
                .map(name -> dn(name).rdns().getFirst().value())
                .sorted()
                .toList();
    }

    @Nested
    @DisplayName("RFC 4511 §4.5.1.2 Scope")
    class Scope {

        @Test
        void base_is_the_entry_itself() {
            assertThat(world.search(admin, "OU=People," + SUFFIX, BASE, "(objectClass=*)"))
                    .containsExactly(PEOPLE);
            assertThat(world.search(admin, PEOPLE, BASE, "(ou=groups)")).isEmpty();
        }

        @Test
        void one_level_is_what_stands_directly_below() {
            assertThat(world.search(admin, SUFFIX, ONE, "(objectClass=*)"))
                    .containsExactlyInAnyOrder(
                            PEOPLE,
                            "ou=groups," + SUFFIX,
                            "ou=workloads," + SUFFIX,
                            "ou=clients," + SUFFIX,
                            "ou=nodes," + SUFFIX,
                            "ou=policies," + SUFFIX,
                            "ou=desk," + SUFFIX);
            assertThat(world.search(admin, SUFFIX, ONE, "(uid=alice)")).isEmpty();
        }

        @Test
        void subtree_is_the_entry_and_all_below() {
            assertThat(world.search(admin, "ou=desk," + SUFFIX, SUB, "(objectClass=*)"))
                    .containsExactlyInAnyOrder("ou=desk," + SUFFIX, "cn=printer,ou=desk," + SUFFIX);
            assertThat(world.search(admin, SUFFIX, SUB, "(cn=printer)")).hasSize(1);
            assertThat(world.search(admin, PEOPLE, SUB, "(cn=printer)")).isEmpty();
        }

        @Test
        void a_base_that_does_not_exist_is_noSuchObject_with_the_entry_above() {
            EntryOutcome outcome =
                    world.entries().search(admin, query("cn=x,cn=y," + PEOPLE, SUB, "(objectClass=*)"), _ -> {});
            assertThat(outcome).isInstanceOfSatisfying(EntryOutcome.Refused.class, refused -> {
                assertThat(refused.reason()).isEqualTo(Reason.NO_SUCH_OBJECT);
                assertThat(refused.matched()).isEqualTo(dn(PEOPLE));
            });
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "dc=example", "dc=other,dc=example", "o=acme", "uidNumber=x,dc=acme,dc=example"})
        void outside_of_every_suffix_nothing_exists(String base) {
            assertThat(refusal(world.entries().search(admin, query(base, SUB, "(objectClass=*)"), _ -> {})))
                    .isEqualTo(Reason.NO_SUCH_OBJECT);
        }
    }

    @Nested
    @DisplayName("RFC 4511 §4.5.1.7 Filter")
    class Filters {

        @ParameterizedTest
        @CsvSource(delimiter = '→', textBlock = """
                (uid=ALICE) → alice
                (userid=alice) → alice
                (0.9.2342.19200300.100.1.1=alice) → alice
                (uid~=alice) → alice
                (uid:=alice) → alice
                (cn=  bob   BAKER ) → bob
                (cn=carol čapek) → carol
                (cn=Carol C\\cc\\8capek) → carol
                (name=Baker) → bob
                (mail=robert@acme.example) → bob
                (title=cook) → bob carol
                (telephoneNumber=+4930123) → alice
                (cn=Dave Ba\\2aer) → dave
                (cn=al*) → alice
                (cn=*ba*er) → bob dave
                (cn=*b*b*) → bob
                (cn=B*k*r) → bob
                (cn=Bob B*) → bob
                (cn=bob*bob) →
                (cn=*\\2a*) → dave
                (uidNumber>=999) → carol
                (uidNumber<=1000) → carol
                (gidNumber>=100) →
                (cn>=a) →
                (jpegPhoto=*) →
                (title=*) → bob carol
                (objectClass=posixAccount) → carol
                (objectClass=1.3.6.1.1.1.2.0) → carol
                (&(objectClass=person)(title=cook)(uid=bob)) → bob
                (|(uid=alice)(uid=bob)(uid=nobody)) → alice bob
                (&(objectClass=inetOrgPerson)(!(title=*))) → admin alice dave
                (!(&(objectClass=top))) →
                (&) → EVERYTHING
                (|) →
                (nonsense=*) →
                (!(nonsense=*)) →
                (|(nonsense=1)(uid=alice)) → alice
                (&(nonsense=1)(uid=alice)) →
                (uidNumber=notANumber) →
                (!(uidNumber=notANumber)) →
                (uid;lang-de=alice) →
                (cn:caseExactMatch:=bob) →
                (ou:dn:=people) → admin alice bob carol dave people
                (member=uid=Carol,ou=people,dc=acme,dc=example) → cooks
                (member=cn=nobody,dc=acme,dc=example) →
                (member=*) → administrators cooks staff
                (memberOf=cn=COOKS,ou=groups,dc=acme,dc=example) → bob carol
                (memberOf=cn=staff,ou=groups,dc=acme,dc=example) → alice bob carol cooks
                (&(uid=bob)(memberOf=cn=staff,ou=groups,dc=acme,dc=example)) → bob
                (entryDN=uid=alice,ou=people,dc=acme,dc=example) → alice
                (pwdAccountLockedTime=*) → dave
                (createTimestamp>=20270101000000Z) →
                (createTimestamp<=20260101115959.999Z) →
                (createTimestamp>=20260101120000.5Z) →
                (createTimestamp<=20260101120000.5Z) → EVERYTHING
                (!(hasSubordinates=perhaps)) →
                (!(objectClass=noSuchClass)) →
                (!(objectClass=not an identifier)) →
                (!(objectClass=1.2.3.4)) → EVERYTHING
                (&(hasSubordinates=TRUE)(ou=desk)) → desk
                """)
        void finds(String filter, String names) {
            List<String> found = found(filter.strip());
            if ("EVERYTHING".equals(names)) {
                assertThat(found).hasSize(17);
            } else {
                assertThat(found).containsExactly(names == null ? new String[0] : names.split(" "));
            }
        }

        @Test
        void a_long_value_is_found_by_all_of_it_and_by_its_beginning() {
            assertThat(found("(description=" + "long ".repeat(60) + "end)")).containsExactly("dave");
            assertThat(found("(description=" + "long ".repeat(59) + "*)")).containsExactly("dave");
            assertThat(found("(description=long*END)")).containsExactly("dave");
            assertThat(found("(description=" + "long ".repeat(61) + "end)")).isEmpty();
        }

        @Test
        void entryUUID_finds_the_entry() {
            String id = world.values(ACME, ALICE, "entryUUID").getFirst();
            assertThat(java.util.UUID.fromString(id).version())
                    .as("in order of time")
                    .isEqualTo(7);
            assertThat(found("(entryUUID=" + id.toUpperCase(java.util.Locale.ROOT) + ")"))
                    .containsExactly("alice");
            assertThat(found("(entryUUID=alice)")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "(uid=alice'\\29--)",
                    "(uid=' OR 1=1 --)",
                    "(uid=\\00)",
                    "(objectClass=\\00)",
                    "(cn=%)",
                    "(cn=_lice Archer)",
                    "(cn=a%*)",
                    "(uid=\\2a)",
                    "(uid=\\28\\29)"
                })
        @DisplayName("threat 27: a value is never a pattern or a piece of a statement")
        void values_are_values(String filter) {
            assertThat(found(filter)).isEmpty();
        }

        @Test
        @DisplayName("threat 18: depth at most 32")
        void a_filter_nested_too_deeply_is_refused() {
            Filter fits = nested(31);
            Filter tooDeep = nested(32);
            assertThat(search(fits)).isEqualTo(new EntryOutcome.Done());
            assertThat(refusal(search(tooDeep))).isEqualTo(Reason.ADMIN_LIMIT_EXCEEDED);
        }

        @Test
        @DisplayName("threat 19: at most 1000 parts")
        void a_filter_with_too_many_parts_is_refused() {
            Filter wide = Filter.createORFilter(IntStream.range(0, 1000)
                    .mapToObj(i -> Filter.createEqualityFilter("uid", "u" + i))
                    .toList());
            assertThat(refusal(search(wide))).isEqualTo(Reason.ADMIN_LIMIT_EXCEEDED);
        }

        @Test
        @DisplayName("threat 19: at most 32 chains that have to be followed")
        void a_filter_with_too_many_chains_is_refused() throws Exception {
            Filter chain = Filter.create("(manager:1.2.840.113556.1.4.1941:=" + ALICE + ")");
            assertThat(search(Filter.createORFilter(java.util.Collections.nCopies(32, chain))))
                    .isEqualTo(new EntryOutcome.Done());
            assertThat(refusal(search(Filter.createORFilter(java.util.Collections.nCopies(33, chain)))))
                    .isEqualTo(Reason.ADMIN_LIMIT_EXCEEDED);
        }

        private static Filter nested(int depth) {
            Filter filter = Filter.createEqualityFilter("uid", "alice");
            for (int i = 0; i < depth; i++) {
                filter = Filter.createNOTFilter(filter);
            }
            return filter;
        }

        private EntryOutcome search(Filter filter) {
            return world.entries()
                    .search(
                            admin,
                            new SearchQuery(dn(SUFFIX), SUB, filter, List.of(), false, 0, Duration.ZERO),
                            _ -> {});
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "(userPassword=*)",
                    "(!(userPassword=*))",
                    "(userPassword=secret word)",
                    "(2.5.4.35=*)",
                    "(userPassword>=a)",
                    "(userPassword=s*)"
                })
        @DisplayName("threat 12: passwords are no oracle")
        void a_filter_on_the_password_is_undefined(String filter) {
            done(world.modify(admin, ALICE, DirectoryWorld.replace("userPassword", "secret word")));
            assertThat(found(filter)).isEmpty();
        }
    }

    @Nested
    @DisplayName("RFC 4511 §4.5.1.8 and RFC 3673 Attribute selection")
    class Selection {

        private List<String> selected(String name, String... attributes) {
            return world.entries().read(admin, dn(name), List.of(attributes)).orElseThrow().attributes().stream()
                    .map(Attribute::getName)
                    .toList();
        }

        @Test
        void without_a_list_all_user_attributes_come() {
            assertThat(selected(ALICE))
                    .containsExactlyInAnyOrder("objectClass", "uid", "cn", "sn", "mail", "telephoneNumber");
            assertThat(selected(ALICE, "*", "1.1")).hasSize(6);
        }

        @Test
        void plus_selects_the_operational_ones() {
            assertThat(selected("uid=bob," + PEOPLE, "+"))
                    .containsExactlyInAnyOrder(
                            "entryUUID",
                            "entryDN",
                            "structuralObjectClass",
                            "createTimestamp",
                            "creatorsName",
                            "modifyTimestamp",
                            "modifiersName",
                            "subschemaSubentry",
                            "hasSubordinates",
                            "numSubordinates",
                            "entryCSN",
                            "memberOf");
        }

        @Test
        void one_dot_one_selects_none_and_unknown_names_are_passed_over() {
            assertThat(selected(ALICE, "1.1")).isEmpty();
            assertThat(selected(ALICE, "nonsense", "CN", "2.5.4.4", "memberof", "cn"))
                    .containsExactlyInAnyOrder("cn", "sn", "memberOf");
            assertThat(selected(ALICE, "name")).containsExactlyInAnyOrder("cn", "sn");
        }

        @Test
        void types_only_leaves_the_values_out() {
            var query = new SearchQuery(
                    dn(ALICE), BASE, Filter.createPresenceFilter("objectClass"), List.of(), true, 0, Duration.ZERO);
            var found = new ArrayList<FoundEntry>();
            done(world.entries().search(admin, query, found::add));
            assertThat(found.getFirst().attributes())
                    .hasSize(6)
                    .allSatisfy(attribute -> assertThat(attribute.size()).isZero());
        }

        @Test
        void operational_values_are_those_of_the_entry() {
            assertThat(world.values(ACME, ALICE, "creatorsName")).containsExactly("uid=admin," + PEOPLE);
            assertThat(world.values(ACME, ALICE, "createTimestamp")).containsExactly("20260101120000Z");
            assertThat(world.values(ACME, ALICE, "hasSubordinates")).containsExactly("FALSE");
            assertThat(world.values(ACME, PEOPLE, "hasSubordinates")).containsExactly("TRUE");
            assertThat(world.values(ACME, ALICE, "structuralObjectClass")).containsExactly("inetOrgPerson");
            assertThat(world.values(ACME, "uid=carol," + PEOPLE, "memberOf"))
                    .containsExactlyInAnyOrder("cn=cooks,ou=groups," + SUFFIX, "cn=staff,ou=groups," + SUFFIX);
            assertThat(world.values(ACME, "uid=dave," + PEOPLE, "pwdAccountLockedTime"))
                    .containsExactly("000001010000Z");
            assertThat(world.values(ACME, SUFFIX, "subschemaSubentry")).containsExactly("cn=schema");
        }

        @Test
        @DisplayName("threat 12: the password never comes")
        void the_password_never_comes() {
            done(world.modify(admin, ALICE, DirectoryWorld.replace("userPassword", "secret word")));
            assertThat(selected(ALICE, "*", "+", "userPassword", "2.5.4.35")).doesNotContain("userPassword");
        }
    }

    @Nested
    @DisplayName("RFC 4511 §4.5.1.4 and §4.5.1.5 Limits")
    class Limits {

        private EntryOutcome limited(int size, Duration time, List<String> names) {
            return world.entries()
                    .search(
                            admin,
                            new SearchQuery(
                                    dn(SUFFIX),
                                    SearchScope.SUB,
                                    Filter.createPresenceFilter("objectClass"),
                                    List.of("1.1"),
                                    false,
                                    size,
                                    time),
                            entry -> names.add(entry.name()));
        }

        @Test
        void the_size_limit_counts_what_is_sent() {
            var names = new ArrayList<String>();
            assertThat(refusal(limited(3, Duration.ZERO, names))).isEqualTo(Reason.SIZE_LIMIT_EXCEEDED);
            assertThat(names).hasSize(3);
            names.clear();
            assertThat(limited(17, Duration.ZERO, names)).isEqualTo(new EntryOutcome.Done());
            assertThat(names).hasSize(17);
        }

        @Test
        void the_time_limit_ends_a_slow_search() {
            var query = new SearchQuery(
                    dn(SUFFIX),
                    SearchScope.SUB,
                    Filter.createPresenceFilter("objectClass"),
                    List.of("1.1"),
                    false,
                    0,
                    Duration.ofSeconds(5));
            EntryOutcome outcome = world.entries()
                    .search(admin, query, _ -> world.context.clock().advance(Duration.ofSeconds(3)));
            world.context.clock().set(io.lightwave.directory.fixture.TestClock.NOON);
            assertThat(refusal(outcome)).isEqualTo(Reason.TIME_LIMIT_EXCEEDED);
        }

        @Test
        void what_the_receiver_throws_ends_the_search_and_reaches_the_caller() {
            assertThatThrownBy(() -> world.entries().search(admin, query(SUFFIX, SUB, "(objectClass=*)"), _ -> {
                        throw new IllegalStateException("abandoned");
                    }))
                    .hasMessage("abandoned");
        }
    }
}
