package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.CompareRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.schema.Schema;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerEntriesTest {
    private final LdapWorld world = new LdapWorld();

    @AfterAll
    void close() {
        world.close();
    }

    @DisplayName("RFC 4512 §5.1: the root DSE")
    @Test
    void the_root_tells_everybody_what_the_server_can_but_not_which_tenants_there_are() throws Exception {
        try (LDAPConnection anonymous = world.anonymous()) {
            RootDSE root = new RootDSE(LdapWorld.entry(anonymous, "", "*", "+"));
            assertThat(root.getSupportedLDAPVersions()).containsExactly(3);
            assertThat(root.getSupportedExtendedOperationOIDs())
                    .containsExactlyInAnyOrder(
                            "1.3.6.1.1.8", // RFC 3909
                            "1.3.6.1.1.21.1", // RFC 5805
                            "1.3.6.1.1.21.3",
                            "1.3.6.1.4.1.1466.20037", // RFC 4511
                            "1.3.6.1.4.1.4203.1.11.1", // RFC 3062
                            "1.3.6.1.4.1.4203.1.11.3", // RFC 4532
                            "1.3.6.1.4.1.1466.101.119.1"); // RFC 2589
            assertThat(root.getSupportedFeatureOIDs())
                    .containsExactlyInAnyOrder(
                            "1.3.6.1.1.14", // RFC 4525
                            "1.3.6.1.4.1.4203.1.5.1", // RFC 3673
                            "1.3.6.1.4.1.4203.1.5.2", // RFC 4529
                            "1.3.6.1.4.1.4203.1.5.3", // RFC 4526
                            "1.3.6.1.4.1.4203.1.5.4", // RFC 3866
                            "1.3.6.1.4.1.4203.1.5.5");
            assertThat(root.getSubschemaSubentryDN()).isEqualTo("cn=schema");
            assertThat(root.getVendorName()).isEqualTo("Lightwave");
            assertThat(root.getNamingContextDNs()).isNull();
        }
    }

    @Test
    void who_is_bound_sees_its_tenant_s_suffix_and_the_system_s_administrators_all() throws Exception {
        try (LDAPConnection acme = world.as(LdapWorld.ADMIN);
                LDAPConnection system = world.as("uid=admin,ou=people,dc=lightwave,dc=local")) {
            assertThat(new RootDSE(LdapWorld.entry(acme, "", "+")).getNamingContextDNs())
                    .containsExactly("dc=acme,dc=example");
            assertThat(new RootDSE(LdapWorld.entry(system, "", "+")).getNamingContextDNs())
                    .containsExactlyInAnyOrder(
                            "dc=acme,dc=example", "dc=sub,dc=acme,dc=example", "dc=lightwave,dc=local");
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = ';', textBlock = """
            (objectClass=*);                 '';                    objectClass
            (objectClass=TOP);               '*';                   objectClass
            (objectClass=*);                 supportedExtension;    supportedExtension
            (objectClass=*);                 SUPPORTEDLDAPVERSION;  supportedLDAPVersion
            (objectClass=*);                 1.3.6.1.4.1.1466.101.120.15; supportedLDAPVersion
            (objectClass=*);                 2.5.4.0;               objectClass
            (objectClass=*);                 '@top';                objectClass
            (objectClass=person);            '*';                   -
            (supportedLDAPVersion=3);        1.1;                   ''
            (cn:caseExactMatch:=x);          '*';                   -
            (:integerMatch:=3);              1.1;                   ''
            (:caseIgnoreMatch:=3);           1.1;                   -
            """)
    void attributes_are_selected_and_the_filter_counts(String filter, String attribute, String expected)
            throws Exception {
        try (LDAPConnection anonymous = world.anonymous()) {
            List<SearchResultEntry> found = LdapWorld.found(
                    anonymous,
                    "",
                    SearchScope.BASE,
                    filter,
                    attribute.isEmpty() ? new String[0] : new String[] {attribute});
            assertThat(found).hasSize(expected.equals("-") ? 0 : 1);
            if (!found.isEmpty()) {
                assertThat(found.getFirst().getAttributes().stream().map(com.unboundid.ldap.sdk.Attribute::getName))
                        .containsExactlyElementsOf(expected.isEmpty() ? List.of() : List.of(expected));
            }
        }
    }

    /// Threat 19: each part is held against all of the schema.
    @Test
    void a_filter_of_too_many_parts_is_refused() throws Exception {
        try (LDAPConnection anonymous = world.anonymous()) {
            for (String name : List.of("", "cn=schema")) {
                assertThat(LdapWorld.code(() ->
                                anonymous.search(name, SearchScope.BASE, "(|" + "(cn=a)(!(cn=b))".repeat(34) + ")")))
                        .isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cn=schema", "CN=Schema", " cn = schema ", "commonName=schema", "2.5.4.3=SCHEMA", "cn=\\73chema"
            })
    void the_schema_is_found_by_each_spelling_of_its_name(String name) throws Exception {
        try (LDAPConnection anonymous = world.anonymous()) {
            assertThat(LdapWorld.found(anonymous, name, SearchScope.BASE, "(objectClass=subschema)", "cn"))
                    .singleElement()
                    .satisfies(found -> assertThat(found.getDN()).isEqualTo("cn=schema"));
        }
    }

    @Test
    void there_is_nothing_below_the_root() throws Exception {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            for (SearchScope scope : List.of(SearchScope.ONE, SearchScope.SUB)) {
                assertThat(LdapWorld.code(() -> admin.search("", scope, "(objectClass=*)")))
                        .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            }
        }
    }

    @DisplayName("RFC 4512 §4.2: the subschema subentry")
    @Test
    void the_schema_is_published_for_everybody() throws Exception {
        try (LDAPConnection anonymous = world.anonymous()) {
            Schema schema = Objects.requireNonNull(anonymous.getSchema());
            assertThat(schema.getAttributeType("uid")).isNotNull();
            assertThat(schema.getObjectClass("inetOrgPerson")).isNotNull();
            assertThat(schema.getMatchingRule("caseIgnoreMatch")).isNotNull();
            assertThat(schema.getAttributeSyntax("1.3.6.1.4.1.1466.115.121.1.15"))
                    .isNotNull();
            assertThat(LdapWorld.entry(anonymous, "CN=Schema").getAttributes())
                    .extracting(com.unboundid.ldap.sdk.Attribute::getName)
                    .contains("objectClass", "cn")
                    .doesNotContain("attributeTypes");
            assertThat(anonymous
                            .search("cn=schema", SearchScope.ONE, "(objectClass=*)")
                            .getEntryCount())
                    .isZero();
            assertThat(anonymous
                            .search("cn=schema", SearchScope.SUB, "(objectClass=subschema)")
                            .getEntryCount())
                    .isEqualTo(1);
        }
    }

    @Test
    void the_schema_s_attributes_are_selected_as_those_of_other_entries() throws Exception {
        try (LDAPConnection anonymous = world.anonymous()) {
            assertThat(names(LdapWorld.entry(anonymous, "cn=schema", "2.5.21.6", "CommonName")))
                    .containsExactlyInAnyOrder("objectClasses", "cn");
            assertThat(names(LdapWorld.entry(anonymous, "cn=schema", "@subschema")))
                    .contains("objectClasses", "matchingRuleUse")
                    .doesNotContain("cn", "modifyTimestamp");
            assertThat(names(LdapWorld.entry(anonymous, "cn=schema", "+")))
                    .contains("attributeTypes", "createTimestamp", "modifyTimestamp")
                    .doesNotContain("cn");
        }
    }

    private static List<String> names(SearchResultEntry entry) {
        return entry.getAttributes().stream()
                .map(com.unboundid.ldap.sdk.Attribute::getName)
                .toList();
    }

    /// By which clients see whether the schema that they keep is still good.
    @Test
    void the_schema_says_when_it_has_changed() throws Exception {
        String type = "( 1.3.6.1.4.1.99999.7.1 NAME 'acmeDesk' SUP name )";
        try (LDAPConnection anonymous = world.anonymous();
                LDAPConnection acme = world.as(LdapWorld.ADMIN)) {
            String first = changed(acme);
            later();
            assertThat(changed(acme)).isEqualTo(first);
            acme.modify("cn=schema", new Modification(ModificationType.ADD, "attributeTypes", type));
            String added = changed(acme);
            assertThat(added).isGreaterThan(first);
            later();
            assertThat(changed(acme)).isEqualTo(added);
            acme.modify("cn=schema", new Modification(ModificationType.DELETE, "attributeTypes", type));
            assertThat(changed(acme)).isGreaterThan(added);
            assertThat(changed(anonymous)).isEqualTo(first);
        }
    }

    private static String changed(LDAPConnection connection) throws Exception {
        return Objects.requireNonNull(
                LdapWorld.entry(connection, "cn=schema", "modifyTimestamp").getAttributeValue("modifyTimestamp"));
    }

    private void later() {
        world.directory.context.clock().advance(Duration.ofSeconds(1));
    }

    @DisplayName("RFC 4512 §4.2.1 to §4.2.8: definitions are compared by their first component")
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            (attributeTypes=2.5.4.3);                       true
            (attributeTypes=commonName);                    true
            (attributeTypes=1.2.3);                         false
            (!(attributeTypes=1.2.3));                      true
            (!(attributeTypes=nonsense));                   false
            (objectClasses=PERSON);                         true
            (objectClasses=2.5.4.3);                        false
            (matchingRules=caseIgnoreMatch);                true
            (matchingRuleUse=caseIgnoreMatch);              true
            (matchingRuleUse=directoryStringFirstComponentMatch); false
            (modifyTimestamp>=20200101000000Z);             true
            (ldapSyntaxes=1.3.6.1.4.1.1466.115.121.1.15);   true
            (attributeTypes:objectIdentifierFirstComponentMatch:=cn); true
            (:objectIdentifierFirstComponentMatch:=cn);     true
            (attributeTypes=\\28 2.5.4.3 NAME 'cn' \\29);   false
            (!(attributeTypes=\\28 2.5.4.3 NAME 'cn' \\29)); false
            (:caseIgnoreMatch:=schema);                     true
            (:caseIgnoreMatch:=subschema);                  false
            (dITStructureRules=1);                          false
            (&(objectClass=subschema)(!(nonsense=*)));      false
            (cn=SCH*A);                                     true
            """)
    void the_schema_is_searched_by_its_own_rules(String filter, boolean found) throws Exception {
        try (LDAPConnection anonymous = world.anonymous()) {
            assertThat(LdapWorld.found(anonymous, "cn=schema", SearchScope.BASE, filter, "1.1"))
                    .hasSize(found ? 1 : 0);
        }
    }

    @DisplayName("RFC 4511 §4.10")
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = ';', textBlock = """
            cn=schema; attributeTypes;       2.5.4.3;       6
            cn=schema; attributeTypes;       CN;            6
            cn=schema; attributeTypes;       1.2.3;         5
            cn=schema; attributeTypes;       nonsense;      21
            cn=schema; objectClasses;        person;        6
            cn=schema; dITStructureRules;    1;             16
            cn=schema; nonsense;             1;             17
            '';        supportedLDAPVersion; 3;             6
            '';        supportedLDAPVersion; 2;             5
            '';        vendorName;           Lightwave;     6
            '';        vendorName;           lightwave;     5
            '';        vendorName;           '';            21
            """)
    void the_server_s_entries_are_compared_as_others(String name, String attribute, String value, int code)
            throws Exception {
        try (LDAPConnection anonymous = world.anonymous()) {
            ResultCode result;
            try {
                result = anonymous
                        .compare(new CompareRequest(name, attribute, value))
                        .getResultCode();
            } catch (LDAPException e) {
                result = e.getResultCode();
            }
            assertThat(result.intValue()).isEqualTo(code);
        }
    }

    @Test
    void every_tenant_s_entries_point_to_it() throws Exception {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            assertThat(LdapWorld.entry(admin, "dc=acme,dc=example", "subschemaSubentry")
                            .getAttributeValue("subschemaSubentry"))
                    .isEqualTo("cn=schema");
        }
    }
}
