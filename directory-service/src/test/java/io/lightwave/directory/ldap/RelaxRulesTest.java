package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.ldap.LdapWorld.code;
import static io.lightwave.directory.ldap.LdapWorld.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("draft-zeilenga-ldap-relax-03 Relax rules")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelaxRulesTest {
    private static final String PEOPLE = "ou=people,dc=acme,dc=example";
    private static final Control RELAX = new Control("1.3.6.1.4.1.4203.666.5.12", true);

    private AccessWorld world;
    private LDAPConnection admin;

    @BeforeAll
    void start() throws LDAPException {
        world = new AccessWorld();
        admin = world.admin;
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private static AddRequest person(String uid, String... more) {
        var attributes = new ArrayList<>(List.of(
                new Attribute("objectClass", "inetOrgPerson"), new Attribute("cn", uid), new Attribute("sn", uid)));
        for (String one : more) {
            attributes.add(new Attribute(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1)));
        }
        return new AddRequest("uid=%s,%s".formatted(uid, PEOPLE), attributes);
    }

    private static AddRequest relaxed(AddRequest request) {
        request.addControl(RELAX);
        return request;
    }

    @Test
    void an_administrator_says_who_made_and_changed_an_entry_and_when() throws Exception {
        admin.add(relaxed(person(
                "old",
                "createTimestamp=20190203040506Z",
                "creatorsName=cn=Manager,dc=old,dc=example",
                "modifyTimestamp=20200304050607.5Z",
                "modifiersName=uid=hr, ou=people, dc=old, dc=example")));
        var found = entry(admin, "uid=old," + PEOPLE, "+");
        assertThat(found.getAttributeValue("createTimestamp")).startsWith("20190203040506");
        assertThat(found.getAttributeValue("creatorsName")).isEqualTo("cn=Manager,dc=old,dc=example");
        assertThat(found.getAttributeValue("modifyTimestamp")).startsWith("20200304050607");
        assertThat(found.getAttributeValue("modifiersName")).isEqualTo("uid=hr,ou=people,dc=old,dc=example");
        assertThat(world.ldap.lastEvent().action()).isEqualTo("entry.add");
        assertThat(world.ldap.lastEvent().reason()).isEqualTo("by relaxed rules");
        admin.modify("uid=old," + PEOPLE, new Modification(ModificationType.REPLACE, "title", "Elder"));
        found = entry(admin, "uid=old," + PEOPLE, "+");
        assertThat(found.getAttributeValue("createTimestamp")).startsWith("20190203040506");
        assertThat(found.getAttributeValue("modifiersName")).isEqualTo(LdapWorld.ADMIN);
    }

    @Test
    void what_is_not_said_is_as_ever() throws Exception {
        admin.add(relaxed(person("half", "createTimestamp=20190203040506Z")));
        var found = entry(admin, "uid=half," + PEOPLE, "+");
        assertThat(found.getAttributeValue("createTimestamp")).startsWith("20190203040506");
        assertThat(found.getAttributeValue("creatorsName")).isEqualTo(LdapWorld.ADMIN);
        assertThat(found.getAttributeValue("modifyTimestamp")).isGreaterThan("2020");
    }

    /// Ids are given once, and by the server only: whatever was issued to one that is gone must not find another.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            entryUUID=6ba7b810-9dad-11d1-80b4-00c04fd430c8            | CONSTRAINT_VIOLATION
            memberOf=cn=administrators,ou=groups,dc=acme,dc=example   | CONSTRAINT_VIOLATION
            structuralObjectClass=account                             | CONSTRAINT_VIOLATION
            createTimestamp=yesterday                                 | INVALID_ATTRIBUTE_SYNTAX
            creatorsName=nobody                                       | INVALID_ATTRIBUTE_SYNTAX
            createTimestamp=29990101000000Z                           | CONSTRAINT_VIOLATION
            modifyTimestamp=29990101000000Z                           | CONSTRAINT_VIOLATION
            modifyTimestamp=19990101000000Z                           | CONSTRAINT_VIOLATION
            nonsense=1                                                | UNDEFINED_ATTRIBUTE_TYPE
            """)
    void nothing_else_is_relaxed(String attribute, String refusal) throws Exception {
        ResultCode code = (ResultCode) ResultCode.class.getField(refusal).get(null);
        assertThat(code(() -> admin.add(relaxed(person("refused", attribute))))).isEqualTo(code);
        assertThat(admin.getEntry("uid=refused," + PEOPLE)).isNull();
    }

    @Test
    void twice_or_with_two_values_is_refused() {
        assertThat(code(() -> admin.add(relaxed(
                        person("twice", "createTimestamp=20190203040506Z", "createTimestamp=20190203040507Z")))))
                .isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
        AddRequest two = person("twice");
        two.addAttribute("creatorsName", "cn=a", "cn=b");
        assertThat(code(() -> admin.add(relaxed(two)))).isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
    }

    @Test
    void rules_are_relaxed_for_who_administers_the_tenant_only() throws Exception {
        world.allow("adds", AccessWorld.SVC, "add read search", AccessWorld.on(PEOPLE));
        try {
            assertThat(code(() -> world.svc.add(relaxed(person("by-svc", "createTimestamp=20190203040506Z")))))
                    .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(world.ldap.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
            assertThat(code(() -> world.svc.add(relaxed(person("by-svc")))))
                    .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(code(() -> world.svc.add(person("by-svc")))).isEqualTo(ResultCode.SUCCESS);
        } finally {
            world.clear();
        }
        try (LDAPConnection other = world.ldap.as("uid=admin,ou=people,dc=sub,dc=acme,dc=example")) {
            assertThat(code(() -> other.add(relaxed(person("by-other"))))).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        }
        assertThat(world.directory.subjects().byName(ACME, io.lightwave.directory.SubjectKind.USER, "by-other"))
                .isEmpty();
    }

    private static ModifyRequest relaxed(String name, Modification... modifications) {
        return new ModifyRequest(name, modifications, new Control[] {RELAX});
    }

    @Test
    void an_administrator_corrects_who_made_and_changed_an_entry_and_when() throws Exception {
        admin.add(person("fixed"));
        String name = "uid=fixed," + PEOPLE;
        admin.modify(relaxed(
                name,
                AccessWorld.replace("createTimestamp", "20190203040506Z"),
                AccessWorld.replace("title", "Elder"),
                AccessWorld.replace("creatorsName", "cn=Manager, dc=old, dc=example")));
        var found = entry(admin, name, "*", "+");
        assertThat(found.getAttributeValue("createTimestamp")).startsWith("20190203040506");
        assertThat(found.getAttributeValue("creatorsName")).isEqualTo("cn=Manager,dc=old,dc=example");
        assertThat(found.getAttributeValue("modifiersName")).isEqualTo(LdapWorld.ADMIN);
        assertThat(found.getAttributeValue("modifyTimestamp")).isGreaterThan("2020");
        assertThat(found.getAttributeValue("title")).isEqualTo("Elder");
        assertThat(world.ldap.lastEvent().action()).isEqualTo("entry.modify");
        assertThat(world.ldap.lastEvent().reason()).isEqualTo("createTimestamp, title, creatorsName, by relaxed rules");

        admin.modify(relaxed(
                name,
                new Modification(ModificationType.DELETE, "modifyTimestamp"),
                new Modification(ModificationType.ADD, "modifyTimestamp", "20200304050607Z"),
                new Modification(ModificationType.DELETE, "createTimestamp", "20190203040506Z"),
                new Modification(ModificationType.ADD, "createTimestamp", "20190203040507Z"),
                AccessWorld.replace("modifiersName", "uid=hr,dc=old,dc=example")));
        found = entry(admin, name, "+");
        assertThat(found.getAttributeValue("createTimestamp")).startsWith("20190203040507");
        assertThat(found.getAttributeValue("creatorsName")).isEqualTo("cn=Manager,dc=old,dc=example");
        assertThat(found.getAttributeValue("modifyTimestamp")).startsWith("20200304050607");
        assertThat(found.getAttributeValue("modifiersName")).isEqualTo("uid=hr,dc=old,dc=example");

        admin.modify(new ModifyRequest(
                name,
                new Modification[] {AccessWorld.replace("createTimestamp", "20190203040508Z")},
                new Control[] {RELAX, new Control("1.2.840.113556.1.4.1413")}));
        assertThat(entry(admin, name, "+").getAttributeValue("createTimestamp")).startsWith("20190203040508");
        admin.modify(name, AccessWorld.replace("title", "Elder still"));
        found = entry(admin, name, "+");
        assertThat(found.getAttributeValue("createTimestamp")).startsWith("20190203040508");
        assertThat(found.getAttributeValue("modifiersName")).isEqualTo(LdapWorld.ADMIN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replace entryUUID 6ba7b810-9dad-11d1-80b4-00c04fd430c8          | CONSTRAINT_VIOLATION
            replace entryDN uid=x                                           | CONSTRAINT_VIOLATION
            replace entryTtl 60                                             | CONSTRAINT_VIOLATION
            replace memberOf cn=administrators,ou=groups,dc=acme,dc=example | CONSTRAINT_VIOLATION
            replace structuralObjectClass account                           | CONSTRAINT_VIOLATION
            delete createTimestamp                                          | CONSTRAINT_VIOLATION
            replace creatorsName                                            | CONSTRAINT_VIOLATION
            add createTimestamp 20190203040506Z                             | CONSTRAINT_VIOLATION
            delete createTimestamp 20190203040506Z                          | NO_SUCH_ATTRIBUTE
            replace createTimestamp yesterday                               | INVALID_ATTRIBUTE_SYNTAX
            replace modifiersName nobody                                    | INVALID_ATTRIBUTE_SYNTAX
            replace createTimestamp 29990101000000Z                         | CONSTRAINT_VIOLATION
            replace modifyTimestamp 29990101000000Z                         | CONSTRAINT_VIOLATION
            replace modifyTimestamp 19990101000000Z                         | CONSTRAINT_VIOLATION
            delete sn                                                       | OBJECT_CLASS_VIOLATION
            replace objectClass device                                      | NAMING_VIOLATION
            """)
    void nothing_else_of_an_entry_is_relaxed(String change, String refusal) throws Exception {
        ResultCode code = (ResultCode) ResultCode.class.getField(refusal).get(null);
        String[] parts = change.split(" ", 3);
        var kind = switch (parts[0]) {
            case "add" -> ModificationType.ADD;
            case "delete" -> ModificationType.DELETE;
            default -> ModificationType.REPLACE;
        };
        String[] values = parts.length < 3 ? new String[0] : new String[] {parts[2]};
        var before = entry(admin, AccessWorld.BOB, "*", "+");
        assertThat(code(() -> admin.modify(relaxed(
                        AccessWorld.BOB,
                        new Modification(ModificationType.REPLACE, "title", "never"),
                        new Modification(kind, parts[1], values)))))
                .isEqualTo(code);
        assertThat(entry(admin, AccessWorld.BOB, "*", "+")).isEqualTo(before);
    }

    /// §3.1, object metamorphism: what could have been made there in the first place, and is the same kind of subject.
    @Test
    void an_entry_turns_into_one_of_another_structural_class() throws Exception {
        String suffix = "dc=acme,dc=example";
        admin.add("ou=things," + suffix, new Attribute("objectClass", "organizationalUnit"));
        String thing = "cn=thing,ou=things," + suffix;
        admin.add(thing, new Attribute("objectClass", "device"), new Attribute("serialNumber", "7"));
        Modification[] turn = {
            AccessWorld.replace("objectClass", "organizationalRole"),
            new Modification(ModificationType.DELETE, "serialNumber")
        };
        assertThat(code(() -> admin.modify(thing, List.of(turn)))).isEqualTo(ResultCode.OBJECT_CLASS_MODS_PROHIBITED);
        assertThat(code(() -> admin.modify(relaxed(thing, turn[0])))).isEqualTo(ResultCode.OBJECT_CLASS_VIOLATION);
        admin.modify(relaxed(thing, turn));
        var found = entry(admin, thing, "*", "structuralObjectClass");
        assertThat(found.getAttributeValue("structuralObjectClass")).isEqualTo("organizationalRole");
        assertThat(found.getObjectClassValues()).containsExactlyInAnyOrder("top", "organizationalRole");
        for (String special : List.of("alias", "referral", "groupOfNames", "lightwaveWorkload", "pwdPolicy")) {
            assertThat(code(() -> admin.modify(relaxed(
                            thing,
                            AccessWorld.replace("objectClass", special, "extensibleObject"),
                            AccessWorld.replace("aliasedObjectName", AccessWorld.BOB),
                            AccessWorld.replace("ref", "ldap://other.example/dc=x")))))
                    .as(special)
                    .isNotEqualTo(ResultCode.SUCCESS);
        }
        assertThat(entry(admin, thing, "*", "structuralObjectClass")).isEqualTo(found);
        admin.delete(thing);
        admin.delete("ou=things," + suffix);
    }

    @Test
    void a_modification_is_relaxed_for_who_administers_the_tenant_only() throws Exception {
        ModifyRequest request = relaxed(AccessWorld.BOB, AccessWorld.replace("createTimestamp", "20190203040506Z"));
        assertThat(code(() -> world.svc.modify(request))).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        world.allow("writes", AccessWorld.SVC, "write read search", AccessWorld.on(PEOPLE));
        try {
            assertThat(code(() -> world.svc.modify(request))).isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(world.ldap.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
            assertThat(code(() -> world.svc.modify(relaxed(AccessWorld.BOB, AccessWorld.replace("title", "relaxed")))))
                    .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
        } finally {
            world.clear();
        }
        try (LDAPConnection other = world.ldap.as("uid=admin,ou=people,dc=sub,dc=acme,dc=example")) {
            assertThat(code(() -> other.modify(request))).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        }
        assertThat(entry(admin, AccessWorld.BOB, "+").getAttributeValue("createTimestamp"))
                .isGreaterThan("2020");
    }

    @Test
    void a_dynamic_entry_that_comes_from_elsewhere_has_the_time_it_had_still() throws Exception {
        AddRequest guest = person("guest", "entryTtl=120");
        guest.addAttribute("objectClass", "dynamicObject");
        assertThat(code(() -> admin.add(guest))).isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
        admin.add(relaxed(guest));
        assertThat(entry(admin, "uid=guest," + PEOPLE, "entryTtl").getAttributeValue("entryTtl"))
                .isEqualTo("120");
        assertThat(code(() -> admin.add(relaxed(person("steady", "entryTtl=120")))))
                .isEqualTo(ResultCode.OBJECT_CLASS_VIOLATION);
        AddRequest longest = person("longest", "entryTtl=31557601");
        longest.addAttribute("objectClass", "dynamicObject");
        assertThat(code(() -> admin.add(relaxed(longest)))).isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
        admin.delete("uid=guest," + PEOPLE);
    }

    @Test
    void without_it_and_elsewhere_the_rules_are_as_ever() throws Exception {
        assertThat(code(() -> admin.add(person("strict", "createTimestamp=20190203040506Z"))))
                .isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
        assertThat(code(() -> admin.modify(AccessWorld.BOB, AccessWorld.replace("createTimestamp", "20190203040506Z"))))
                .isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
        assertThat(code(() ->
                        admin.modifyDN(new ModifyDNRequest(AccessWorld.BOB, "uid=bob", true, new Control[] {RELAX}))))
                .isEqualTo(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
        assertThat(code(() -> admin.delete(new DeleteRequest(AccessWorld.BOB, new Control[] {RELAX}))))
                .isEqualTo(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
        assertThat(code(() -> admin.modify(relaxed("cn=schema", AccessWorld.replace("description", "x")))))
                .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
        AddRequest valued = person("valued");
        valued.addControl(new Control(RELAX.getOID(), true, new ASN1OctetString("x")));
        assertThat(code(() -> admin.add(valued))).isEqualTo(ResultCode.PROTOCOL_ERROR);
    }
}
