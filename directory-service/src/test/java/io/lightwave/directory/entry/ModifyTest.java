package io.lightwave.directory.entry;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.add;
import static io.lightwave.directory.entry.DirectoryWorld.delete;
import static io.lightwave.directory.entry.DirectoryWorld.dn;
import static io.lightwave.directory.entry.DirectoryWorld.refusal;
import static io.lightwave.directory.entry.DirectoryWorld.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("RFC 4511 §4.6 Modify")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModifyTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final EntryOutcome DONE = new EntryOutcome.Done();

    private DirectoryWorld world;
    private Requester admin;
    private int count;
    private String alice = "";
    private String uid = "";

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        admin = world.admin(ACME);
    }

    @BeforeEach
    void another() {
        if (count > 0) {
            world.delete(admin, alice); // so that her mail is free
        }
        uid = "alice" + ++count;
        alice = "uid=" + uid + ",ou=people," + SUFFIX;
        assertThat(world.add(
                        admin,
                        "dn: " + alice,
                        "objectClass: inetOrgPerson",
                        "cn: Alice",
                        "sn: Archer",
                        "mail: a@acme.example",
                        "title: Cook"))
                .isEqualTo(DONE);
        world.ended.told.clear();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private Reason refused(Modification... modifications) {
        List<String> before = world.values(ACME, alice, "*");
        EntryOutcome outcome = world.modify(admin, alice, modifications);
        assertThat(world.values(ACME, alice, "*")).isEqualTo(before);
        return java.util.Objects.requireNonNull(refusal(outcome), "it was not refused");
    }

    private Subject subject() {
        return world.subjects().byName(ACME, SubjectKind.USER, uid).orElseThrow();
    }

    @Nested
    class Add {

        @Test
        void values_join_those_that_are_there() {
            assertThat(world.modify(admin, alice, add("mail", "b@acme.example", "c@acme.example")))
                    .isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "mail"))
                    .containsExactlyInAnyOrder("a@acme.example", "b@acme.example", "c@acme.example");
        }

        @Test
        void a_value_that_is_there_is_refused_by_the_matching_rule() {
            assertThat(refused(add("mail", "A@ACME.example"))).isEqualTo(Reason.ATTRIBUTE_OR_VALUE_EXISTS);
            assertThat(refused(add("mail", "x@y", "X@Y"))).isEqualTo(Reason.ATTRIBUTE_OR_VALUE_EXISTS);
        }

        @Test
        void a_second_value_of_a_single_valued_attribute_is_refused() {
            assertThat(refused(add("displayName", "1"), add("displayName", "2")))
                    .isEqualTo(Reason.CONSTRAINT_VIOLATION);
        }

        @Test
        void what_takes_one_value_may_have_two_on_the_way() {
            assertThat(world.modify(admin, alice, add("displayName", "1"))).isEqualTo(DONE);
            assertThat(world.modify(admin, alice, add("displayName", "2"), delete("displayName", "1")))
                    .isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "displayName")).containsExactly("2");
            assertThat(world.modify(
                            admin,
                            alice,
                            add("displayName", "3"),
                            delete("displayName", "2"),
                            add("objectClass", "labeledURIObject")))
                    .as("in a transaction of its own")
                    .isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "displayName")).containsExactly("3");
        }

        @Test
        void no_value_is_refused() {
            assertThat(refused(add("mail"))).isEqualTo(Reason.PROTOCOL_ERROR);
        }

        @Test
        void more_than_a_thousand_values_are_refused() {
            String[] many =
                    IntStream.range(0, 1001).mapToObj(i -> "m" + i + "@x").toArray(String[]::new);
            assertThat(refused(replace("mail", many))).isEqualTo(Reason.CONSTRAINT_VIOLATION);
        }
    }

    @Nested
    class Delete {

        @Test
        void named_values_go_and_with_the_last_of_them_the_attribute() {
            assertThat(world.modify(admin, alice, delete("MAIL", "A@acme.example")))
                    .isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "mail")).isEmpty();
            assertThat(world.search(admin, SUFFIX, SearchScope.SUB, "(&(uid=" + uid + ")(mail=*))"))
                    .isEmpty();
        }

        @Test
        void without_values_the_whole_attribute_goes() {
            assertThat(world.modify(admin, alice, add("mail", "b@acme.example"), delete("mail")))
                    .isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "mail")).isEmpty();
        }

        @Test
        void what_is_not_there_is_noSuchAttribute() {
            assertThat(refused(delete("description"))).isEqualTo(Reason.NO_SUCH_ATTRIBUTE);
            assertThat(refused(delete("mail", "other@acme.example"))).isEqualTo(Reason.NO_SUCH_ATTRIBUTE);
        }

        @Test
        void the_value_of_the_rdn_stays() {
            assertThat(refused(delete("uid"))).isEqualTo(Reason.NOT_ALLOWED_ON_RDN);
            assertThat(refused(replace("uid", "bob"))).isEqualTo(Reason.NOT_ALLOWED_ON_RDN);
            String folder = "ou=named,dc=acme,dc=example"; // by what its class requires
            assertThat(world.add(world.admin(ACME), "dn: " + folder, "objectClass: organizationalUnit"))
                    .isEqualTo(DONE);
            assertThat(DirectoryWorld.refusal(world.modify(world.admin(ACME), folder, delete("ou"))))
                    .isEqualTo(Reason.NOT_ALLOWED_ON_RDN);
        }

        @Test
        void what_the_classes_require_stays() {
            assertThat(refused(delete("sn"))).isEqualTo(Reason.OBJECT_CLASS_VIOLATION);
        }
    }

    @Nested
    class Replace {

        @Test
        void values_take_the_place_of_all_before() {
            assertThat(world.modify(admin, alice, replace("mail", "new@acme.example")))
                    .isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "mail")).containsExactly("new@acme.example");
            assertThat(world.search(admin, SUFFIX, SearchScope.SUB, "(&(uid=" + uid + ")(mail=NEW@acme.example))"))
                    .hasSize(1);
            assertThat(world.search(admin, SUFFIX, SearchScope.SUB, "(&(uid=" + uid + ")(mail=a@acme.example))"))
                    .isEmpty();
        }

        @Test
        void the_index_holds_what_the_entry_holds() {
            world.modify(admin, alice, replace("mail", "new@acme.example", "Other@acme.example"), delete("title"));
            assertThat(world.context
                            .bean(JdbcClient.class)
                            .sql("SELECT attribute || ':' || value FROM entry_value"
                                    + " WHERE entry_id = ? AND attribute <> 'objectclass'")
                            .param(subject().id().value())
                            .query(String.class)
                            .list())
                    .containsExactlyInAnyOrder(
                            "uid:" + uid, "cn:alice", "sn:archer", "mail:new@acme.example", "mail:other@acme.example");
        }

        @Test
        void without_values_it_deletes_and_what_is_not_there_is_no_error() {
            assertThat(world.modify(admin, alice, replace("mail"), replace("description")))
                    .isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "mail")).isEmpty();
        }
    }

    @Nested
    class Together {

        @Test
        void they_apply_in_their_order_and_only_the_result_is_checked() {
            assertThat(world.modify(admin, alice, delete("sn"), add("sn", "Baker"), add("mail", "z@y")))
                    .isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "sn")).containsExactly("Baker");
        }

        @Test
        void one_that_is_refused_undoes_all() {
            assertThat(refused(replace("title", "Chef"), delete("description"))).isEqualTo(Reason.NO_SUCH_ATTRIBUTE);
        }

        @Test
        void auxiliary_classes_come_and_go_but_the_structural_one_stays() {
            assertThat(world.modify(
                            admin,
                            alice,
                            add("objectClass", "posixAccount"),
                            add("uidNumber", "7"),
                            add("gidNumber", "7"),
                            add("homeDirectory", "/home/a")))
                    .isEqualTo(DONE);
            assertThat(refused(delete("objectClass", "posixAccount"))).isEqualTo(Reason.OBJECT_CLASS_VIOLATION);
            assertThat(refused(replace("objectClass", "person"))).isEqualTo(Reason.OBJECT_CLASS_MODS_PROHIBITED);
            assertThat(refused(add("objectClass", "device"))).isEqualTo(Reason.OBJECT_CLASS_VIOLATION);
        }

        @Test
        void what_the_server_keeps_is_not_written() {
            for (String attribute : List.of("entryUUID", "creatorsName", "memberOf", "entryDN", "hasSubordinates")) {
                assertThat(refused(replace(attribute, "x"))).isEqualTo(Reason.CONSTRAINT_VIOLATION);
            }
            assertThat(refused(replace("nonsense", "x"))).isEqualTo(Reason.UNDEFINED_ATTRIBUTE_TYPE);
            assertThat(refused(new Modification(ModificationType.INCREMENT, "userPassword", "a long password")))
                    .isEqualTo(Reason.CONSTRAINT_VIOLATION);
            assertThat(refused(new Modification(ModificationType.INCREMENT, "title", "1")))
                    .isEqualTo(Reason.CONSTRAINT_VIOLATION);
        }

        @Test
        void an_entry_that_does_not_exist_is_noSuchObject() {
            assertThat(refusal(world.modify(admin, "uid=nobody,ou=people," + SUFFIX, replace("title", "x"))))
                    .isEqualTo(Reason.NO_SUCH_OBJECT);
        }

        @Test
        void the_modifier_and_the_time_are_kept() {
            Subject manager = world.user(ACME, "manager" + count);
            world.subjects().addToGroup(ACME, "administrators", manager.id());
            assertThat(world.modify(world.as(manager), alice, replace("title", "Chef")))
                    .isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "modifiersName"))
                    .containsExactly("uid=manager" + count + ",ou=people," + SUFFIX);
            assertThat(world.values(ACME, alice, "creatorsName")).containsExactly("uid=admin,ou=people," + SUFFIX);
        }

        @Test
        void the_audit_names_attributes_and_no_values() {
            world.audit.events.clear();
            world.modify(admin, alice, replace("title", "Chef"), replace("userPassword", "correct horse"));
            assertThat(world.audit.events).singleElement().satisfies(event -> {
                assertThat(event.action()).isEqualTo("entry.modify");
                assertThat(event.outcome()).isEqualTo(AuditEvent.Outcome.SUCCESS);
                assertThat(event.reason()).isEqualTo("title, userPassword");
                assertThat(event.target()).isEqualTo(alice);
            });
        }
    }

    @Nested
    @DisplayName("userPassword (RFC 4519 §2.41)")
    class UserPassword {

        private boolean authenticates(String password) {
            return world.context
                            .bean(PasswordAuthentication.class)
                            .authenticate(dn(alice), Password.of(password), DirectoryWorld.ORIGIN)
                    instanceof PasswordAuthentication.Outcome.Authenticated;
        }

        @Test
        void a_new_password_takes_the_place_of_the_old_one_and_ends_what_came_of_it() {
            assertThat(world.modify(admin, alice, replace("userPassword", "first password")))
                    .isEqualTo(DONE);
            assertThat(subject().epoch()).isEqualTo(1);
            assertThat(world.modify(admin, alice, delete("userPassword"), add("userPassword", "second password")))
                    .isEqualTo(DONE);
            assertThat(subject().epoch()).isEqualTo(2);
            assertThat(authenticates("second password")).isTrue();
            assertThat(authenticates("first password")).isFalse();
        }

        @Test
        void it_can_be_taken_away() {
            world.modify(admin, alice, replace("userPassword", "first password"));
            assertThat(world.modify(admin, alice, delete("userPassword"))).isEqualTo(DONE);
            assertThat(authenticates("first password")).isFalse();
        }

        @Test
        @DisplayName("threat 9: a value to delete is not compared")
        void a_value_to_delete_is_refused_whether_right_or_wrong() {
            world.modify(admin, alice, replace("userPassword", "first password"));
            assertThat(refused(delete("userPassword", "first password"))).isEqualTo(Reason.UNWILLING_TO_PERFORM);
            assertThat(refused(delete("userPassword", "wrong password"))).isEqualTo(Reason.UNWILLING_TO_PERFORM);
        }

        @Test
        void the_policy_holds_here_too() {
            assertThat(refused(replace("userPassword", "short"))).isEqualTo(Reason.PASSWORD_TOO_SHORT);
            assertThat(refused(replace("userPassword", "1" + uid + "2"))).isEqualTo(Reason.PASSWORD_QUALITY);
            assertThat(refused(replace("userPassword", "x".repeat(513)))).isEqualTo(Reason.CONSTRAINT_VIOLATION);
            assertThat(refused(replace("userPassword", "first password", "second password")))
                    .isEqualTo(Reason.CONSTRAINT_VIOLATION);
            assertThat(refused(replace("userPassword", "{CRYPT}abcdefgh"))).isEqualTo(Reason.CONSTRAINT_VIOLATION);
        }
    }

    @Nested
    @DisplayName("pwdAccountLockedTime")
    class Disabling {

        @Test
        void disables_and_enables_and_tells_in_the_same_transaction() {
            assertThat(world.modify(admin, alice, replace("pwdAccountLockedTime", "000001010000Z")))
                    .isEqualTo(DONE);
            assertThat(subject().enabled()).isFalse();
            assertThat(world.modify(admin, alice, delete("pwdAccountLockedTime")))
                    .isEqualTo(DONE);
            assertThat(subject().enabled()).isTrue();
            assertThat(world.ended.told)
                    .containsExactly(
                            "DISABLED " + uid + " enabled=false epoch=1", "ENABLED " + uid + " enabled=true epoch=1");
        }

        @Test
        void nothing_is_disabled_when_one_of_those_told_fails() {
            world.ended.failing = true;
            try {
                assertThatThrownBy(() -> world.modify(admin, alice, replace("pwdAccountLockedTime", "000001010000Z")))
                        .hasMessage("the probe fails");
            } finally {
                world.ended.failing = false;
            }
            assertThat(subject().enabled()).isTrue();
        }

        @Test
        void the_administrators_group_stays_enabled() {
            assertThat(refusal(world.modify(
                            admin,
                            "cn=administrators,ou=groups," + SUFFIX,
                            replace("pwdAccountLockedTime", "000001010000Z"))))
                    .isEqualTo(Reason.UNWILLING_TO_PERFORM);
            assertThat(world.as(ACME, "admin"))
                    .isInstanceOfSatisfying(
                            Requester.Authenticated.class,
                            authenticated -> assertThat(
                                            authenticated.principal().isAdministrator())
                                    .isTrue());
        }

        @Test
        void other_values_and_other_entries_are_refused() {
            assertThat(refused(replace("pwdAccountLockedTime", "20260101000000Z")))
                    .isEqualTo(Reason.CONSTRAINT_VIOLATION);
            assertThat(refusal(world.modify(
                            admin, "ou=people," + SUFFIX, replace("pwdAccountLockedTime", "000001010000Z"))))
                    .isEqualTo(Reason.CONSTRAINT_VIOLATION);
        }
    }

    @Nested
    @DisplayName("member (RFC 4519 §2.17)")
    class Members {
        private String group = "";

        @BeforeEach
        void group() {
            group = "cn=group" + count + ",ou=groups," + SUFFIX;
            assertThat(world.add(admin, "dn: " + group, "objectClass: groupOfNames"))
                    .isEqualTo(DONE);
        }

        @Test
        void members_come_and_go_by_the_rules_of_every_attribute() {
            assertThat(world.modify(admin, group, add("member", alice))).isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "memberOf")).containsExactly(group);
            assertThat(refusal(world.modify(admin, group, add("member", "UID=" + uid + ",OU=people," + SUFFIX))))
                    .isEqualTo(Reason.ATTRIBUTE_OR_VALUE_EXISTS);
            assertThat(refusal(world.modify(admin, group, delete("member", "uid=admin,ou=people," + SUFFIX))))
                    .isEqualTo(Reason.NO_SUCH_ATTRIBUTE);
            assertThat(world.modify(admin, group, replace("member", "uid=admin,ou=people," + SUFFIX)))
                    .isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "memberOf")).isEmpty();
            assertThat(world.modify(admin, group, delete("member"))).isEqualTo(DONE);
            assertThat(world.values(ACME, group, "member")).isEmpty();
        }

        @Test
        void who_is_not_a_subject_of_the_tenant_is_no_member() {
            assertThat(refusal(world.modify(admin, group, add("member", "uid=nobody,ou=people," + SUFFIX))))
                    .isEqualTo(Reason.CONSTRAINT_VIOLATION);
            assertThat(refusal(
                            world.modify(admin, group, add("member", "uid=admin,ou=people,dc=sub,dc=acme,dc=example"))))
                    .isEqualTo(Reason.CONSTRAINT_VIOLATION);
            assertThat(refusal(world.modify(admin, alice, add("member", alice))))
                    .isEqualTo(Reason.OBJECT_CLASS_VIOLATION);
        }

        @Test
        @DisplayName("threat 26: a circle of groups ends")
        void groups_in_a_circle_contain_each_other() {
            String other = "cn=other" + count + ",ou=groups," + SUFFIX;
            assertThat(world.add(admin, "dn: " + other, "objectClass: groupOfNames", "member: " + group))
                    .isEqualTo(DONE);
            assertThat(world.modify(admin, group, add("member", other), add("member", alice)))
                    .isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "memberOf")).containsExactlyInAnyOrder(group, other);
            assertThat(world.search(admin, SUFFIX, SearchScope.SUB, "(memberOf=" + other + ")"))
                    .contains(alice, group, other);
        }

        @Test
        @DisplayName("threat 1: a disabled group gives nothing")
        void a_disabled_group_has_no_effect() {
            world.modify(admin, group, add("member", alice));
            assertThat(world.modify(admin, group, replace("pwdAccountLockedTime", "000001010000Z")))
                    .isEqualTo(DONE);
            assertThat(world.values(ACME, alice, "memberOf")).isEmpty();
            assertThat(world.subjects().groupsOf(ACME, subject().id())).isEmpty();
        }
    }

    @Test
    void changes_of_many_at_once_are_all_kept() {
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                String mail = "m" + i + "@acme.example";
                threads.execute(() -> world.modify(admin, alice, add("mail", mail)));
            }
        }
        assertThat(world.values(ACME, alice, "mail")).hasSize(51);
    }
}
