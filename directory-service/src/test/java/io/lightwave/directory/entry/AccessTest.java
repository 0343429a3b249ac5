package io.lightwave.directory.entry;

import static com.unboundid.ldap.sdk.SearchScope.BASE;
import static com.unboundid.ldap.sdk.SearchScope.ONE;
import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.SYSTEM;
import static io.lightwave.directory.entry.DirectoryWorld.add;
import static io.lightwave.directory.entry.DirectoryWorld.delete;
import static io.lightwave.directory.entry.DirectoryWorld.dn;
import static io.lightwave.directory.entry.DirectoryWorld.query;
import static io.lightwave.directory.entry.DirectoryWorld.refusal;
import static io.lightwave.directory.entry.DirectoryWorld.replace;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.SubjectKind;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("threats 11 and 25: who sees and changes what, whatever the operation")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
    private static final String ACME_SUFFIX = "dc=acme,dc=example";
    private static final String SUB_SUFFIX = "dc=sub,dc=acme,dc=example";
    private static final String ALICE = "uid=alice,ou=people," + ACME_SUFFIX;
    private static final EntryOutcome DONE = new EntryOutcome.Done();

    private DirectoryWorld world;

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        world.user(ACME, "alice");
        world.user(ACME, "bob");
        world.user(DirectoryWorld.SUB, "alice");
        world.subject(ACME, SubjectKind.WORKLOAD, "payments");
        world.user(SYSTEM, "clerk");
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private EntryOutcome search(Requester requester, String base, SearchScope scope) {
        return world.entries().search(requester, query(base, scope, "(objectClass=*)"), _ -> {});
    }

    /// Every operation on one name, as one requester.
    private List<EntryOutcome> everything(Requester requester, String name) {
        return List.of(
                search(requester, name, BASE),
                search(requester, name, ONE),
                search(requester, name, SUB),
                world.entries().compare(requester, dn(name), "objectClass", "top".getBytes(UTF_8)),
                world.entries().compare(requester, dn(name), "nonsense", new byte[0]),
                world.entries().modify(requester, dn(name), List.of(replace("description", "x"))),
                world.entries().modify(requester, dn(name), List.of(replace("nonsense", "x"))),
                world.entries().delete(requester, dn(name)),
                world.add(requester, "dn: " + name, "objectClass: nonsense"),
                world.add(requester, "dn: cn=below," + name, "objectClass: device"));
    }

    static List<Function<AccessTest, Requester>> strangers() {
        return List.of(
                _ -> DirectoryWorld.anonymous(),
                test -> test.world.as(ACME, "bob"),
                test -> test.world.as(test.world
                        .subjects()
                        .byName(ACME, SubjectKind.WORKLOAD, "payments")
                        .orElseThrow()),
                test -> test.world.admin(DirectoryWorld.SUB),
                test -> test.world.as(DirectoryWorld.SUB, "alice"),
                test -> test.world.as(SYSTEM, "clerk"));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void for_a_stranger_what_exists_and_what_does_not_look_alike(Function<AccessTest, Requester> who) {
        Requester stranger = who.apply(this);
        EntryOutcome hidden = new EntryOutcome.Refused(Reason.NO_SUCH_OBJECT, "there is no such entry");
        for (String name : List.of(
                ALICE,
                "uid=nobody,ou=people," + ACME_SUFFIX,
                "cn=administrators,ou=groups," + ACME_SUFFIX,
                "cn=x,cn=y,ou=groups," + ACME_SUFFIX)) {
            assertThat(everything(stranger, name)).as(name).containsOnly(hidden);
            assertThat(world.entries().read(stranger, dn(name), List.of())).isEmpty();
        }
        assertThat(world.subjects().byName(ACME, SubjectKind.USER, "alice")).isPresent();
    }

    @Test
    void nobody_but_its_administrators_sees_the_suffix_of_a_tenant() {
        EntryOutcome hidden = new EntryOutcome.Refused(Reason.NO_SUCH_OBJECT, "there is no such entry");
        assertThat(everything(world.admin(DirectoryWorld.SUB), ACME_SUFFIX)).containsOnly(hidden);
        assertThat(everything(world.admin(ACME), SUB_SUFFIX)).containsOnly(hidden);
        assertThat(everything(DirectoryWorld.anonymous(), ACME_SUFFIX)).containsOnly(hidden);
    }

    @Nested
    @DisplayName("Routing by the longest suffix")
    class Routing {

        @Test
        void a_name_belongs_to_the_tenant_with_the_longest_suffix() {
            assertThat(world.entries().route(dn(ALICE))).contains(ACME);
            assertThat(world.entries().route(dn("uid=alice,OU=people,DC=SUB,domainComponent=acme,dc=Example")))
                    .contains(DirectoryWorld.SUB);
            assertThat(world.entries().route(dn("dc=other,dc=acme,dc=example"))).contains(ACME);
            assertThat(world.entries().route(dn("dc=acme,dc=sub,dc=example"))).isEmpty();
            assertThat(world.entries().route(dn("dc=example"))).isEmpty();
            assertThat(world.entries().route(dn("dc=acme+ou=x,dc=example"))).isEmpty();
            assertThat(world.entries().route(dn("dc=acme\\2eexample"))).isEmpty();
            assertThat(world.entries().route(dn("cn=x"))).isEmpty();
        }

        @Test
        void a_subtree_search_does_not_cross_into_the_suffix_below() {
            assertThat(world.search(world.admin(ACME), ACME_SUFFIX, SUB, "(uid=alice)"))
                    .containsExactly(ALICE);
            assertThat(world.search(world.admin(ACME), ACME_SUFFIX, SUB, "(objectClass=*)"))
                    .noneMatch(name -> name.endsWith(SUB_SUFFIX));
            assertThat(world.search(world.admin(DirectoryWorld.SUB), SUB_SUFFIX, SUB, "(uid=alice)"))
                    .containsExactly("uid=alice,ou=people," + SUB_SUFFIX);
        }

        @Test
        void the_system_s_administrators_see_every_tenant_each_by_itself() {
            Requester operator = world.admin(SYSTEM);
            assertThat(world.search(operator, ACME_SUFFIX, SUB, "(uid=alice)")).containsExactly(ALICE);
            assertThat(world.search(operator, SUB_SUFFIX, SUB, "(uid=alice)"))
                    .containsExactly("uid=alice,ou=people," + SUB_SUFFIX);
            assertThat(world.modify(operator, "uid=alice,ou=people," + SUB_SUFFIX, replace("title", "x")))
                    .isEqualTo(DONE);
        }
    }

    @Nested
    @DisplayName("A user")
    class Own {
        private final Requester alice = world.as(ACME, "alice");

        @ParameterizedTest
        @ValueSource(strings = {ALICE, "ou=people," + ACME_SUFFIX, ACME_SUFFIX})
        void finds_itself_and_nobody_else(String base) {
            assertThat(world.search(alice, base, SUB, "(objectClass=*)")).containsExactly(ALICE);
            assertThat(world.search(alice, base, SUB, "(uid=alice)")).containsExactly(ALICE);
            assertThat(world.search(alice, base, SUB, "(|(uid=bob)(uid=admin))"))
                    .isEmpty();
        }

        @Test
        void reads_its_own_entry_with_its_groups() {
            assertThat(world.entries().read(alice, dn(ALICE), List.of("uid", "memberOf")))
                    .isPresent();
            assertThat(world.entries().compare(alice, dn(ALICE), "uid", "ALICE".getBytes(UTF_8)))
                    .isEqualTo(new EntryOutcome.Compared(true));
        }

        @Test
        void changes_a_few_attributes_of_its_own() {
            assertThat(world.modify(alice, ALICE, replace("displayName", "Alice A."), replace("mobile", "+49 1")))
                    .isEqualTo(DONE);
            assertThat(world.modify(alice, ALICE, replace("userPassword", "a new password")))
                    .isEqualTo(DONE);
        }

        static List<Modification> notOwn() {
            return List.of(
                    replace("mail", "other@acme.example"),
                    replace("cn", "Administrator"),
                    replace("uid", "admin"),
                    replace("employeeNumber", "1"),
                    replace("uidNumber", "0"),
                    add("objectClass", "posixAccount"),
                    replace("pwdAccountLockedTime", "000001010000Z"),
                    delete("userPassword"),
                    replace("userPassword"),
                    replace("memberOf", "cn=administrators,ou=groups,dc=acme,dc=example"),
                    replace("nonsense", "x"));
        }

        @ParameterizedTest
        @MethodSource("notOwn")
        @DisplayName("threat 10: nothing that gives rights or another identity")
        void changes_nothing_else(Modification modification) {
            assertThat(refusal(world.modify(alice, ALICE, replace("displayName", "A"), modification)))
                    .isEqualTo(Reason.INSUFFICIENT_ACCESS_RIGHTS);
        }

        @Test
        void does_not_delete_itself_and_adds_nothing() {
            assertThat(refusal(world.delete(alice, ALICE))).isEqualTo(Reason.INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(refusal(world.add(alice, "dn: cn=x," + ALICE, "objectClass: device")))
                    .isEqualTo(Reason.NO_SUCH_OBJECT);
        }
    }

    @Nested
    @DisplayName("Administrators")
    class Administrators {

        @Test
        void by_way_of_another_group_are_administrators() {
            var deputy = world.user(ACME, "deputy");
            world.subjects().addToGroup(ACME, "deputies", deputy.id());
            var deputies =
                    world.subjects().byName(ACME, SubjectKind.GROUP, "deputies").orElseThrow();
            assertThat(search(world.as(deputy), ACME_SUFFIX, SUB)).isEqualTo(DONE);
            assertThat(world.search(world.as(deputy), ACME_SUFFIX, SUB, "(uid=bob)"))
                    .isEmpty();
            world.subjects().addToGroup(ACME, "administrators", deputies.id());
            assertThat(world.search(world.as(deputy), ACME_SUFFIX, SUB, "(uid=bob)"))
                    .hasSize(1);
        }

        @Test
        void a_group_of_that_name_in_another_place_gives_no_rights() {
            Requester admin = world.admin(ACME);
            assertThat(refusal(world.add(
                            admin,
                            "dn: cn=administrators,ou=people," + ACME_SUFFIX,
                            "objectClass: groupOfNames",
                            "member: " + ALICE)))
                    .isEqualTo(Reason.NAMING_VIOLATION);
            world.add(admin, "dn: ou=more,ou=groups," + ACME_SUFFIX, "objectClass: organizationalUnit");
            assertThat(refusal(world.add(
                            admin,
                            "dn: cn=administrators,ou=more,ou=groups," + ACME_SUFFIX,
                            "objectClass: groupOfNames",
                            "member: " + ALICE)))
                    .as("names are unique in the tenant")
                    .isEqualTo(Reason.ENTRY_ALREADY_EXISTS);
        }
    }

    @Test
    void refused_changes_are_audited_in_the_tenant_they_were_meant_for() {
        world.audit.events.clear();
        world.modify(world.admin(DirectoryWorld.SUB), ALICE, replace("title", "x"));
        assertThat(world.audit.events)
                .containsExactly(new AuditEvent(
                        ACME,
                        "user:admin@sub.acme.example",
                        "entry.modify",
                        ALICE,
                        AuditEvent.Outcome.REFUSED,
                        "no such object: there is no such entry",
                        DirectoryWorld.ORIGIN));
    }
}
