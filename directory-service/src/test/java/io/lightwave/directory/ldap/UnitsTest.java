package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import java.sql.Connection;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("People and groups in organizational units")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnitsTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String PEOPLE = "ou=people," + SUFFIX;
    private static final String GROUPS = "ou=groups," + SUFFIX;
    private static final String SALES = "ou=sales," + PEOPLE;
    private static final String FIELD = "ou=field," + SALES;

    private final LdapWorld world = new LdapWorld();
    private LDAPConnection admin;

    @BeforeAll
    void connect() throws Exception {
        admin = world.as(LdapWorld.ADMIN);
        for (String name : new String[] {SALES, FIELD, "ou=sales," + GROUPS, "ou=elsewhere," + SUFFIX}) {
            admin.add(new Entry(name, new Attribute("objectClass", "organizationalUnit")));
        }
    }

    @AfterAll
    void close() {
        admin.close();
        world.close();
    }

    private void person(String name) throws LDAPException {
        add(name, "objectClass: inetOrgPerson", "cn: x", "sn: x", "userPassword: " + LdapWorld.PASSWORD);
    }

    private void add(String name, String... lines) throws LDAPException {
        admin.add(AccessWorld.entry(
                Stream.concat(Stream.of("dn: " + name), Stream.of(lines)).toArray(String[]::new)));
    }

    private Subject user(String name) {
        return world.directory.subjects().byName(ACME, SubjectKind.USER, name).orElseThrow();
    }

    private interface Operation {
        void run() throws LDAPException;
    }

    private static ResultCode code(Operation operation) {
        return catchThrowableOfType(LDAPException.class, operation::run).getResultCode();
    }

    @Test
    void a_person_in_a_unit_signs_in_and_is_told_where_it_stands() throws Exception {
        person("uid=anna," + FIELD);
        assertThat(user("anna").kind()).isEqualTo(SubjectKind.USER);
        try (LDAPConnection anna = world.as("uid=anna," + FIELD)) {
            var who = (WhoAmIExtendedResult) anna.processExtendedOperation(new WhoAmIExtendedRequest());
            assertThat(who.getAuthorizationID()).isEqualTo("dn:uid=anna," + FIELD);
            anna.modify("uid=anna," + FIELD, new Modification(ModificationType.REPLACE, "displayName", "Anna"));
            assertThat(code(() -> anna.modify(
                            "uid=anna," + FIELD, new Modification(ModificationType.REPLACE, "title", "Queen"))))
                    .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
        }
        add("cn=hunters,ou=sales," + GROUPS, "objectClass: groupOfNames", "member: uid=anna," + FIELD);
        assertThat(world.directory.subjects().groupsOf(ACME, user("anna").id())).containsExactly("hunters");
    }

    @Test
    void names_are_unique_in_the_tenant_wherever_they_stand() throws Exception {
        person("uid=bert," + SALES);
        for (String other : new String[] {PEOPLE, FIELD}) {
            assertThat(code(() -> person("uid=Bert," + other))).isEqualTo(ResultCode.ENTRY_ALREADY_EXISTS);
        }
        add("cn=one,ou=sales," + GROUPS, "objectClass: groupOfNames");
        assertThat(code(() -> add("cn=one," + GROUPS, "objectClass: groupOfNames")))
                .isEqualTo(ResultCode.ENTRY_ALREADY_EXISTS);
        person("uid=berta," + PEOPLE);
        assertThat(code(() -> admin.modifyDN("uid=berta," + PEOPLE, "uid=bert", true)))
                .isEqualTo(ResultCode.ENTRY_ALREADY_EXISTS);
        admin.delete("uid=bert," + SALES);
        assertThat(world.directory.subjects().byName(ACME, SubjectKind.USER, "bert"))
                .isEmpty();
        admin.modifyDN("uid=berta," + PEOPLE, "uid=bert", true, SALES);
        assertThat(user("bert").name()).isEqualTo("bert");
        assertThat(world.directory.subjects().byName(ACME, SubjectKind.USER, "berta"))
                .isEmpty();
    }

    @Test
    void people_move_between_units_and_stay_who_they_are() throws Exception {
        person("uid=carla," + PEOPLE);
        Subject before = user("carla");
        admin.modifyDN("uid=carla," + PEOPLE, "uid=carla", true, FIELD);
        assertThat(user("carla").id()).isEqualTo(before.id());
        assertThat(LdapWorld.entry(admin, "uid=carla," + FIELD, "cn")).isNotNull();
        add("ou=moving," + SALES, "objectClass: organizationalUnit");
        admin.modifyDN("uid=carla," + FIELD, "uid=carla", true, "ou=moving," + SALES);
        admin.modifyDN("ou=moving," + SALES, "ou=moved", true, PEOPLE);
        try (LDAPConnection carla = world.as("uid=carla,ou=moved," + PEOPLE)) {
            var who = (WhoAmIExtendedResult) carla.processExtendedOperation(new WhoAmIExtendedRequest());
            assertThat(who.getAuthorizationID()).isEqualTo("dn:uid=carla,ou=moved," + PEOPLE);
        }
        for (String elsewhere : new String[] {"ou=elsewhere," + SUFFIX, "ou=sales," + GROUPS, SUFFIX}) {
            assertThat(code(() -> admin.modifyDN("uid=carla,ou=moved," + PEOPLE, "uid=carla", true, elsewhere)))
                    .as(elsewhere)
                    .isEqualTo(ResultCode.NAMING_VIOLATION);
            assertThat(code(() -> admin.modifyDN("ou=moved," + PEOPLE, "ou=moved", true, elsewhere)))
                    .as(elsewhere)
                    .isEqualTo(ResultCode.NAMING_VIOLATION);
        }
        assertThat(user("carla").id()).isEqualTo(before.id());
    }

    /// What is being added to it is what its place says.
    @Test
    void also_an_empty_unit_stays_in_its_container() throws Exception {
        add("ou=empty," + SALES, "objectClass: organizationalUnit");
        for (String elsewhere : new String[] {"ou=elsewhere," + SUFFIX, "ou=sales," + GROUPS, SUFFIX}) {
            assertThat(code(() -> admin.modifyDN("ou=empty," + SALES, "ou=empty", true, elsewhere)))
                    .as(elsewhere)
                    .isEqualTo(ResultCode.NAMING_VIOLATION);
        }
        assertThat(code(() -> admin.modifyDN("ou=elsewhere," + SUFFIX, "ou=elsewhere", true, PEOPLE)))
                .isEqualTo(ResultCode.NAMING_VIOLATION);
        admin.modifyDN("ou=empty," + SALES, "ou=empty", true, FIELD);
        assertThat(admin.getEntry("ou=empty," + FIELD)).isNotNull();
    }

    /// They may hold their own row already when they come to that lock.
    @Test
    void people_do_not_wait_for_units_that_move() throws Exception {
        person("uid=dora," + PEOPLE);
        try (Connection gate = world.directory.context.database().connect()) {
            gate.createStatement()
                    .execute("select pg_advisory_lock(hashtextextended('lightwave entry move ' || '%s', 0))"
                            .formatted(ACME));
            admin.modifyDN("uid=dora," + PEOPLE, "uid=dora", true, FIELD);
            assertThat(admin.getEntry("uid=dora," + FIELD)).isNotNull();
        }
    }

    @Test
    void a_unit_holds_people_or_groups_as_what_it_is_in() {
        assertThat(code(() -> add("cn=some," + SALES, "objectClass: groupOfNames")))
                .isEqualTo(ResultCode.NAMING_VIOLATION);
        assertThat(code(() -> add("cn=auditors,ou=elsewhere," + SUFFIX, "objectClass: groupOfNames")))
                .isEqualTo(ResultCode.NAMING_VIOLATION);
        assertThat(code(() -> person("uid=no name," + SALES))).isEqualTo(ResultCode.NAMING_VIOLATION);
        assertThat(code(() -> admin.delete(SALES))).isEqualTo(ResultCode.NOT_ALLOWED_ON_NONLEAF);
    }
}
