package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.CompareRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.AuditEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("RFC 4511 §4.6 to §4.10: Modify, Add, Delete, Modify DN, Compare")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangeWireTest {
    private static final String PEOPLE = "ou=people,dc=acme,dc=example";

    private final LdapWorld world = new LdapWorld();

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void an_entry_is_added_changed_compared_and_deleted() throws Exception {
        String name = "uid=dave," + PEOPLE;
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            admin.add(
                    "dn: " + name,
                    "objectClass: inetOrgPerson",
                    "cn: Dave",
                    "sn: Example",
                    "userPassword: " + LdapWorld.PASSWORD);
            assertThat(world.lastEvent().action()).isEqualTo("entry.add");
            assertThat(world.lastEvent().actor()).isEqualTo("user:admin@acme.example");

            admin.modify("dn: " + name, "changetype: modify", "add: mail", "mail: dave@acme.example");
            assertThat(LdapWorld.entry(admin, name).getAttributeValue("mail")).isEqualTo("dave@acme.example");
            assertThat(world.lastEvent().action()).isEqualTo("entry.modify");

            assertThat(admin.compare(new CompareRequest(name, "mail", "DAVE@acme.example"))
                            .compareMatched())
                    .isTrue();
            assertThat(admin.compare(new CompareRequest(name, "mail", "x@acme.example"))
                            .compareMatched())
                    .isFalse();

            try (LDAPConnection dave = world.as(name)) {
                assertThat(dave.getEntry(name)).isNotNull();
            }
            admin.delete(name);
            assertThat(world.lastEvent().action()).isEqualTo("entry.delete");
            assertThat(admin.getEntry(name)).isNull();
        }
    }

    @Test
    void what_the_schema_or_the_tree_does_not_allow_is_refused_with_its_own_code_and_audited() throws Exception {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            assertThat(LdapWorld.code(
                            () -> admin.add("dn: uid=eve," + PEOPLE, "objectClass: inetOrgPerson", "cn: Eve")))
                    .isEqualTo(ResultCode.OBJECT_CLASS_VIOLATION);
            assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
            assertThat(LdapWorld.code(() ->
                            admin.add("dn: uid=admin," + PEOPLE, "objectClass: inetOrgPerson", "cn: Admin", "sn: Two")))
                    .isEqualTo(ResultCode.ENTRY_ALREADY_EXISTS);
            assertThat(LdapWorld.code(() -> admin.delete(PEOPLE))).isNotEqualTo(ResultCode.SUCCESS);
            assertThat(LdapWorld.code(() -> admin.delete("uid=nobody," + PEOPLE)))
                    .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            assertThat(LdapWorld.code(() -> admin.delete("nonsense"))).isEqualTo(ResultCode.INVALID_DN_SYNTAX);
        }
    }

    /// Threats 10 and 25.
    @Test
    void nobody_changes_anything_and_a_user_only_what_is_its_own() throws Exception {
        world.user(ACME, "frank");
        String frank = "uid=frank," + PEOPLE;
        try (LDAPConnection anonymous = world.anonymous();
                LDAPConnection user = world.as(frank)) {
            for (LDAPConnection connection : new LDAPConnection[] {anonymous, user}) {
                assertThat(LdapWorld.code(() -> connection.add(
                                "dn: uid=grace," + PEOPLE, "objectClass: inetOrgPerson", "cn: G", "sn: G")))
                        .isEqualTo(ResultCode.NO_SUCH_OBJECT);
                assertThat(LdapWorld.code(() -> connection.delete(LdapWorld.ADMIN)))
                        .isEqualTo(ResultCode.NO_SUCH_OBJECT);
                assertThat(LdapWorld.code(() -> connection.compare(LdapWorld.ADMIN, "uid", "admin")))
                        .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            }
            assertThat(LdapWorld.code(() -> user.modify(
                            "dn: " + frank, "changetype: modify", "replace: mail", "mail: root@acme.example")))
                    .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
            user.modify("dn: " + frank, "changetype: modify", "replace: displayName", "displayName: Frank");
        }
    }

    @Test
    void nothing_is_renamed_yet() throws Exception {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            assertThat(LdapWorld.code(() -> admin.modifyDN(LdapWorld.ADMIN, "uid=root", true)))
                    .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
        }
    }
}
