package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareResponseProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.CompareRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.AuditEvent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            assertThat(LdapWorld.code(() -> admin.add("cn=empty,dc=acme,dc=example", List.of())))
                    .as("without any attribute, which the protocol allows")
                    .isEqualTo(ResultCode.OBJECT_CLASS_VIOLATION);
            assertThat(LdapWorld.code(() -> admin.delete(PEOPLE))).isNotEqualTo(ResultCode.SUCCESS);
            assertThat(LdapWorld.code(() -> admin.delete("uid=nobody," + PEOPLE)))
                    .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            assertThat(LdapWorld.code(() -> admin.delete("nonsense"))).isEqualTo(ResultCode.INVALID_DN_SYNTAX);
        }
    }

    /// Threats 10 and 25.
    /// What is there is not answered as if it were not (RFC 4511 §4.1.9).
    @Test
    void what_everybody_can_see_is_kept_and_is_not_said_to_be_missing() throws Exception {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            for (String name : List.of("", "cn=schema")) {
                assertThat(LdapWorld.code(() -> admin.delete(name))).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
                assertThat(LdapWorld.code(() -> admin.modifyDN(name, "cn=other", true)))
                        .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
                assertThat(LdapWorld.code(() -> admin.add(name, new Attribute("objectClass", "device"))))
                        .isEqualTo(ResultCode.ENTRY_ALREADY_EXISTS);
            }
            assertThat(LdapWorld.code(
                            () -> admin.modify("", new Modification(ModificationType.REPLACE, "vendorName", "x"))))
                    .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            assertThat(LdapWorld.code(() -> admin.add("dc=acme,dc=example", new Attribute("objectClass", "domain"))))
                    .isEqualTo(ResultCode.ENTRY_ALREADY_EXISTS);
            world.user(ACME, "gina");
            try (LDAPConnection user = world.as("uid=gina," + PEOPLE)) {
                assertThat(LdapWorld.code(() -> user.add("dc=acme,dc=example", new Attribute("objectClass", "domain"))))
                        .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            }
        }
    }

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

    @DisplayName("RFC 4525 Increment")
    @Test
    void a_number_grows_by_what_is_given() throws Exception {
        String name = "uid=counted," + PEOPLE;
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            admin.add(
                    "dn: " + name,
                    "objectClass: inetOrgPerson",
                    "objectClass: posixAccount",
                    "cn: C",
                    "sn: C",
                    "uidNumber: 99999999999",
                    "gidNumber: 5",
                    "homeDirectory: /");
            admin.modify(increment(name, "uidNumber", "1"));
            assertThat(LdapWorld.entry(admin, name).getAttributeValue("uidNumber"))
                    .isEqualTo("100000000000");
            admin.modify(increment(name, "gidNumber", "-7"));
            assertThat(LdapWorld.entry(admin, name).getAttributeValue("gidNumber"))
                    .isEqualTo("-2");
            for (String[] wrong : new String[][] {
                {"PROTOCOL_ERROR", "uidNumber"},
                {"PROTOCOL_ERROR", "uidNumber", "1", "2"},
                {"INVALID_ATTRIBUTE_SYNTAX", "uidNumber", "one"},
                {"CONSTRAINT_VIOLATION", "sn", "1"},
                {"NO_SUCH_ATTRIBUTE", "shadowMax", "1"},
                {"UNDEFINED_ATTRIBUTE_TYPE", "nonsense", "1"},
            }) {
                ModifyRequest request = increment(name, wrong[1], Arrays.copyOfRange(wrong, 2, wrong.length));
                assertThat(LdapWorld.code(() -> admin.modify(request)).getName().replace(' ', '_'))
                        .as(wrong[1])
                        .isEqualToIgnoringCase(wrong[0]);
            }
            assertThat(LdapWorld.code(
                            () -> admin.modify(name, new Modification(ModificationType.valueOf(9), "uidNumber", "1"))))
                    .isEqualTo(ResultCode.PROTOCOL_ERROR);
        }
    }

    private static ModifyRequest increment(String name, String attribute, String... values) {
        return new ModifyRequest(name, new Modification(ModificationType.INCREMENT, attribute, values));
    }

    @DisplayName("RFC 4511 appendix A.2 invalidDNSyntax")
    @Test
    void a_name_by_an_unknown_type_or_a_wrong_value_is_none() throws Exception {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            for (String name :
                    List.of("foo=bar,dc=acme,dc=example", "ou=x,uidNumber=one,dc=acme,dc=example", "c=DEU")) {
                var change = new Modification(ModificationType.REPLACE, "description", "x");
                assertThat(List.of(
                                LdapWorld.code(() -> admin.search(name, SearchScope.BASE, "(objectClass=*)")),
                                LdapWorld.code(() -> admin.modify(name, change)),
                                LdapWorld.code(() -> admin.delete(name)),
                                LdapWorld.code(() -> admin.modifyDN(name, "cn=x", true))))
                        .as(name)
                        .containsOnly(ResultCode.INVALID_DN_SYNTAX);
            }
            assertThat(LdapWorld.code(() -> admin.delete("1.2.3.4=x,dc=acme,dc=example")))
                    .isEqualTo(ResultCode.NO_SUCH_OBJECT);
        }
    }

    @DisplayName("RFC 4511 §4.10 Compare")
    @ParameterizedTest(name = "{0} {1}={2}")
    @CsvSource(delimiter = ';', textBlock = """
            uid=admin,ou=people,dc=acme,dc=example; uid;             ADMIN;    6;
            uid=admin,ou=people,dc=acme,dc=example; uid;             other;    5;
            uid=admin,ou=people,dc=acme,dc=example; 0.9.2342.19200300.100.1.1; admin; 6;
            uid=admin,ou=people,dc=acme,dc=example; entryDN;         uid=admin,ou=people,dc=acme,dc=example; 6;
            uid=admin,ou=people,dc=acme,dc=example; memberOf;        cn=administrators,ou=groups,dc=acme,dc=example; 6;
            uid=admin,ou=people,dc=acme,dc=example; mail;            x;        16;
            uid=admin,ou=people,dc=acme,dc=example; nonsense;        x;        17;
            uid=admin,ou=people,dc=acme,dc=example; createTimestamp; never;    21;
            uid=admin,ou=people,dc=acme,dc=example; userPassword;    x;        16;
            uid=nobody,ou=people,dc=acme,dc=example; uid;            x;        32; ou=people,dc=acme,dc=example
            nonsense;                               uid;             x;        34;
            foo=bar;                                uid;             x;        34;
            1.2.3.4=bar;                            uid;             x;        32;
            '';                                     supportedLDAPVersion; 3;   6;
            '';                                     supportedLDAPVersion; 2;   5;
            cn=schema;                              cn;              SCHEMA;   6;
            """)
    void compares_and_says_why_not(String name, String attribute, String value, int code, String matched)
            throws Exception {
        try (Raw peer = world.raw()) {
            peer.message(1, new BindRequestProtocolOp(LdapWorld.ADMIN, LdapWorld.PASSWORD))
                    .answer();
            CompareResponseProtocolOp answer = peer.message(
                            2, new CompareRequestProtocolOp(name, attribute, new ASN1OctetString(value)))
                    .answer()
                    .orElseThrow()
                    .getCompareResponseProtocolOp();
            assertThat(answer.getResultCode()).isEqualTo(code);
            assertThat(answer.getMatchedDN()).isEqualTo(matched);
        }
    }
}
