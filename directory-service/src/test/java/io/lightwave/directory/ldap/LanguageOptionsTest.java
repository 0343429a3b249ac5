package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.MatchedValuesFilter;
import com.unboundid.ldap.sdk.controls.MatchedValuesRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3866 language tags and ranges, RFC 4512 §2.5.2 options")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanguageOptionsTest {
    private static final String DAVE = "uid=dave," + AccessWorld.PEOPLE;

    private AccessWorld world;
    private LDAPConnection admin;

    @BeforeAll
    void open() throws Exception {
        world = new AccessWorld();
        admin = world.admin;
        admin.add(AccessWorld.entry(
                "dn: " + DAVE,
                "objectClass: inetOrgPerson",
                "cn: Dave Smith",
                "cn;lang-en-US: David Smith",
                "cn;LANG-de: Dawit Schmied",
                "sn: Smith",
                "sn;lang-de;lang-gsw: Schmied",
                "description;lang-fr: Bonjour"));
    }

    @AfterAll
    void close() {
        world.close();
    }

    private static Set<String> names(SearchResultEntry entry) {
        return entry.getAttributes().stream()
                .map(attribute -> attribute.getName())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            (cn=Dave Smith),                       true
            (cn=david smith),                      true
            (cn=dawit schmied),                    true
            (name=dawit schmied),                  true
            (cn;lang-en-us=David Smith),           true
            (CN;Lang-EN-US=David Smith),           true
            (cn;lang-en=David Smith),              false
            (cn;lang-en-=David Smith),             true
            (cn;lang-=David Smith),                true
            (cn;lang-=Dave Smith),                 false
            (cn;lang-de=David Smith),              false
            (name;lang-de=Dawit Schmied),          true
            (sn;lang-de=Schmied),                  true
            (sn;lang-gsw=Schmied),                 true
            (sn;lang-gsw;lang-de=Schmied),         true
            (sn;lang-gsw;lang-en=Schmied),         false
            (cn=dawi*),                            true
            (cn;lang-de=*wit*),                    true
            (cn;lang-en-=dawi*),                   false
            (description=*),                       true
            (description;lang-fr=*),               true
            (description;lang-en=*),               false
            (!(description;lang-en=*)),            true
            (!(description;x-unknown=*)),          false
            (cn:caseExactMatch:=Dawit Schmied),    true
            (cn;lang-de:caseExactMatch:=Dawit Schmied), true
            (cn;lang-en-:caseExactMatch:=Dawit Schmied), false
            (:caseExactMatch:=Dawit Schmied),      true
            """)
    void a_filter_finds_what_is_of_the_language_or_of_any(String filter, boolean found) throws Exception {
        assertThat(LdapWorld.found(admin, DAVE, SearchScope.BASE, filter, "1.1"))
                .hasSize(found ? 1 : 0);
        assertThat(LdapWorld.found(admin, AccessWorld.PEOPLE, SearchScope.ONE, "(&(uid=dave)" + filter + ")", "1.1"))
                .hasSize(found ? 1 : 0);
        List<String> anywhere = LdapWorld.found(admin, AccessWorld.SUFFIX, SearchScope.SUB, filter, "1.1").stream()
                .map(SearchResultEntry::getDN)
                .toList();
        assertThat(anywhere.contains(DAVE)).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cn                    | cn cn;lang-en-us cn;lang-de
            cn;lang-de            | cn;lang-de
            cn;lang-en            | -
            cn;lang-en-           | cn;lang-en-us
            cn;lang-              | cn;lang-en-us cn;lang-de
            name;lang-de          | cn;lang-de sn;lang-de;lang-gsw
            description           | description;lang-fr
            cn;x-unknown          | -
            cn;binary             | -
            """)
    void attributes_are_selected_with_their_subtypes(String asked, String expected) throws Exception {
        assertThat(names(LdapWorld.entry(admin, DAVE, asked)))
                .isEqualTo(expected.equals("-") ? Set.of() : Set.copyOf(Arrays.asList(expected.split(" "))));
        assertThat(names(LdapWorld.entry(admin, DAVE))).contains("cn;lang-de", "sn;lang-de;lang-gsw");
    }

    @Test
    void a_compare_looks_at_subtypes_too() throws Exception {
        assertThat(admin.compare(DAVE, "cn", "Dawit Schmied").compareMatched()).isTrue();
        assertThat(admin.compare(DAVE, "cn;lang-de", "Dawit Schmied").compareMatched())
                .isTrue();
        assertThat(admin.compare(DAVE, "cn;lang-en-", "Dawit Schmied").compareMatched())
                .isFalse();
        assertThat(LdapWorld.code(() -> admin.compare(DAVE, "cn;lang-fr", "x")))
                .isEqualTo(ResultCode.NO_SUCH_ATTRIBUTE);
        assertThat(LdapWorld.code(() -> admin.compare(DAVE, "cn;x-unknown", "x")))
                .isEqualTo(ResultCode.UNDEFINED_ATTRIBUTE_TYPE);
    }

    @Test
    void a_value_that_stands_in_two_languages_is_found_until_it_has_left_both() throws Exception {
        String finn = "uid=finn," + AccessWorld.PEOPLE;
        admin.add(AccessWorld.entry(
                "dn: " + finn,
                "objectClass: inetOrgPerson",
                "cn: Finn",
                "sn: F",
                "title: Chef",
                "title;lang-fr: Chef"));
        admin.modify(finn, new Modification(ModificationType.DELETE, "title;lang-fr"));
        assertThat(LdapWorld.found(admin, AccessWorld.SUFFIX, SearchScope.SUB, "(title=chef)", "1.1"))
                .hasSize(1);
        admin.modify(finn, new Modification(ModificationType.ADD, "title;lang-fr", "Chef"));
        admin.modify(finn, new Modification(ModificationType.DELETE, "title"));
        assertThat(LdapWorld.found(admin, AccessWorld.SUFFIX, SearchScope.SUB, "(title=chef)", "1.1"))
                .hasSize(1);
        admin.modify(finn, new Modification(ModificationType.DELETE, "title;lang-fr"));
        assertThat(LdapWorld.found(admin, AccessWorld.SUFFIX, SearchScope.SUB, "(title=chef)", "1.1"))
                .isEmpty();
    }

    /// RFC 4512 §2.5.2: a change names exactly one description.
    @Test
    void a_change_of_one_description_leaves_the_others() throws Exception {
        String erin = "uid=erin," + AccessWorld.PEOPLE;
        admin.add(AccessWorld.entry(
                "dn: " + erin,
                "objectClass: inetOrgPerson",
                "cn: Erin",
                "sn: E",
                "title: Boss",
                "title;lang-de: Chefin"));
        admin.modify(erin, new Modification(ModificationType.REPLACE, "title", "Director"));
        assertThat(LdapWorld.entry(admin, erin, "title").getAttributeValue("title;lang-de"))
                .isEqualTo("Chefin");
        admin.modify(
                erin,
                new Modification(ModificationType.ADD, "title;lang-de", "Direktorin"),
                new Modification(ModificationType.DELETE, "title;LANG-DE", "chefin"),
                new Modification(ModificationType.ADD, "title;lang-fr", "Directrice"));
        SearchResultEntry entry = LdapWorld.entry(admin, erin, "title");
        assertThat(entry.getAttributeValues("title;lang-de")).containsExactly("Direktorin");
        assertThat(entry.getAttributeValue("title;lang-fr")).isEqualTo("Directrice");
        admin.modify(erin, new Modification(ModificationType.DELETE, "title"));
        assertThat(names(LdapWorld.entry(admin, erin, "title")))
                .containsExactlyInAnyOrder("title;lang-de", "title;lang-fr");
        assertThat(LdapWorld.found(admin, AccessWorld.SUFFIX, SearchScope.SUB, "(title=chefin)", "1.1"))
                .isEmpty();
        assertThat(LdapWorld.found(admin, AccessWorld.SUFFIX, SearchScope.SUB, "(title=direktorin)", "1.1"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "title;lang-,            UNDEFINED_ATTRIBUTE_TYPE",
        "title;lang-en-,         UNDEFINED_ATTRIBUTE_TYPE",
        "title;lang-en;,         UNDEFINED_ATTRIBUTE_TYPE",
        "title;x-unknown,        UNDEFINED_ATTRIBUTE_TYPE",
        "title;binary,           UNDEFINED_ATTRIBUTE_TYPE",
        "title;lang-abcdefghi,   UNDEFINED_ATTRIBUTE_TYPE",
        "uid;lang-en,            UNDEFINED_ATTRIBUTE_TYPE",
        "mail;lang-en,           UNDEFINED_ATTRIBUTE_TYPE",
        "manager;lang-en,        UNDEFINED_ATTRIBUTE_TYPE",
        "userPassword;lang-en,   UNDEFINED_ATTRIBUTE_TYPE",
        "objectClass;lang-en,    UNDEFINED_ATTRIBUTE_TYPE",
        "entryUUID;lang-en,      UNDEFINED_ATTRIBUTE_TYPE",
        "serialNumber;lang-en,   UNDEFINED_ATTRIBUTE_TYPE",
        "departmentNumber;lang-en, SUCCESS",
        "postalAddress;lang-en,  SUCCESS",
        "macAddress;lang-en,     UNDEFINED_ATTRIBUTE_TYPE",
        "l;lang-en,              SUCCESS",
        "associatedDomain;lang-en, UNDEFINED_ATTRIBUTE_TYPE",
    })
    void options_are_for_what_people_read(String description, String code) {
        assertThat(LdapWorld.code(
                                () -> admin.modify(DAVE, new Modification(ModificationType.REPLACE, description, "x")))
                        .getName()
                        .replace(' ', '_')
                        .toUpperCase(java.util.Locale.ROOT))
                .isEqualTo(code);
    }

    /// A group is found by its name only, in whatever language one asks.
    @ParameterizedTest
    @ValueSource(strings = {"cn;lang-en"})
    void what_names_a_subject_has_no_languages(String description) {
        assertThat(LdapWorld.code(() -> admin.modify(
                        AccessWorld.TEAM, new Modification(ModificationType.ADD, description, "administrators"))))
                .isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
    }

    @Test
    void a_required_attribute_is_required_without_options() {
        assertThat(LdapWorld.code(() -> admin.add(AccessWorld.entry(
                        "dn: uid=f," + AccessWorld.PEOPLE, "objectClass: inetOrgPerson", "cn: f", "sn;lang-en: f"))))
                .isEqualTo(ResultCode.OBJECT_CLASS_VIOLATION);
    }

    /// Threat 25: a rule on an attribute is one on it in all languages.
    @Test
    void access_rules_hold_for_every_option() throws Exception {
        world.clear();
        world.allow("read", AccessWorld.SVC, "read search compare", AccessWorld.on(AccessWorld.PEOPLE, "uid cn sn"));
        assertThat(names(LdapWorld.entry(world.svc, DAVE, "*")))
                .containsExactlyInAnyOrder("uid", "cn", "cn;lang-en-us", "cn;lang-de", "sn", "sn;lang-de;lang-gsw");
        assertThat(names(LdapWorld.entry(world.svc, DAVE, "description;lang-fr", "description;lang-")))
                .isEmpty();
        for (String hidden : List.of(
                "(description;lang-fr=Bonjour)",
                "(description=Bonjour)",
                "(description=*)",
                "(!(description;lang-fr=x))")) {
            assertThat(LdapWorld.found(
                            world.svc, AccessWorld.PEOPLE, SearchScope.SUB, "(&(uid=dave)" + hidden + ")", "1.1"))
                    .as(hidden)
                    .isEmpty();
        }
        assertThat(LdapWorld.code(() -> world.svc.compare(DAVE, "description;lang-fr", "Bonjour")))
                .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
        assertThat(LdapWorld.code(
                        () -> world.svc.modify(DAVE, new Modification(ModificationType.REPLACE, "cn;lang-en", "x"))))
                .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
        world.deny("deny", AccessWorld.SVC, "read search compare", AccessWorld.on(AccessWorld.PEOPLE, "cn"));
        assertThat(names(LdapWorld.entry(world.svc, DAVE, "*", "cn;lang-de")))
                .containsExactlyInAnyOrder("uid", "sn", "sn;lang-de;lang-gsw");
        assertThat(LdapWorld.found(
                        world.svc, AccessWorld.PEOPLE, SearchScope.SUB, "(name;lang-de=dawit schmied)", "1.1"))
                .isEmpty();
        world.clear();
    }

    @Test
    void controls_know_languages() throws Exception {
        var values = new SearchRequest(DAVE, SearchScope.BASE, "(objectClass=*)", "cn", "sn");
        values.addControl(new MatchedValuesRequestControl(MatchedValuesFilter.createPresentFilter("cn;lang-en-")));
        assertThat(names(Objects.requireNonNull(admin.searchForEntry(values)))).containsExactly("cn;lang-en-us");

        String other = "uid=gus," + AccessWorld.PEOPLE;
        admin.add(
                AccessWorld.entry("dn: " + other, "objectClass: inetOrgPerson", "cn: Aaa", "cn;lang-de: Zzz", "sn: g"));
        var sorted = new SearchRequest(AccessWorld.PEOPLE, SearchScope.ONE, "(cn;lang-de=*)", "1.1");
        sorted.addControl(new ServerSideSortRequestControl(new SortKey("cn;lang-de")));
        assertThat(admin.search(sorted).getSearchEntries())
                .extracting(SearchResultEntry::getDN)
                .containsExactly(DAVE, other);
    }
}
