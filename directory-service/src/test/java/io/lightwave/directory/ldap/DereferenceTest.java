package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.SUB;
import static io.lightwave.directory.ldap.AccessWorld.ALICE;
import static io.lightwave.directory.ldap.AccessWorld.BOB;
import static io.lightwave.directory.ldap.AccessWorld.CAROL;
import static io.lightwave.directory.ldap.AccessWorld.GROUPS;
import static io.lightwave.directory.ldap.AccessWorld.PEOPLE;
import static io.lightwave.directory.ldap.AccessWorld.SUFFIX;
import static io.lightwave.directory.ldap.AccessWorld.SVC;
import static io.lightwave.directory.ldap.AccessWorld.TEAM;
import static io.lightwave.directory.ldap.AccessWorld.on;
import static io.lightwave.directory.ldap.AccessWorld.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.MatchedValuesFilter;
import com.unboundid.ldap.sdk.controls.MatchedValuesRequestControl;
import com.unboundid.ldap.sdk.controls.PersistentSearchChangeType;
import com.unboundid.ldap.sdk.controls.PersistentSearchRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("draft-masarati-ldap-deref-00 Dereference")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DereferenceTest {
    private static final String OID = "1.3.6.1.4.1.4203.666.5.16";

    private AccessWorld world;

    @BeforeAll
    void start() throws LDAPException {
        world = new AccessWorld();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @AfterEach
    void clear() {
        world.clear();
    }

    private static ASN1Element specification(String attribute, String... asked) {
        var names = new ArrayList<ASN1Element>();
        List.of(asked).forEach(name -> names.add(new ASN1OctetString(name)));
        return new ASN1Sequence(new ASN1OctetString(attribute), new ASN1Sequence(names));
    }

    private static Control control(boolean critical, ASN1Element... specifications) {
        return new Control(OID, critical, new ASN1OctetString(new ASN1Sequence(specifications).encode()));
    }

    private static SearchResult search(LDAPConnection connection, String base, String filter, Control... controls)
            throws LDAPException {
        var request = new SearchRequest(base, SearchScope.SUB, filter, "cn");
        request.setControls(controls);
        return connection.search(request);
    }

    /// `attribute -> name: attribute=values …` of each name that came with an entry.
    private static List<String> dereferenced(SearchResultEntry entry) throws Exception {
        Control control = entry.getControl(OID);
        var all = new ArrayList<String>();
        if (control == null) {
            return all;
        }
        for (ASN1Element one : ASN1Sequence.decodeAsSequence(
                        Objects.requireNonNull(control.getValue()).getValue())
                .elements()) {
            ASN1Element[] parts = one.decodeAsSequence().elements();
            var attributes = new TreeMap<String, List<String>>();
            if (parts.length > 2) {
                assertThat(parts[2].getType()).isEqualTo((byte) 0xa0);
                for (ASN1Element attribute :
                        ASN1Sequence.decodeAsSequence(parts[2]).elements()) {
                    ASN1Element[] pair = attribute.decodeAsSequence().elements();
                    var values = new ArrayList<String>();
                    for (ASN1Element value : pair[1].decodeAsSet().elements()) {
                        values.add(value.decodeAsOctetString().stringValue());
                    }
                    attributes.put(pair[0].decodeAsOctetString().stringValue(), values);
                }
            }
            all.add("%s -> %s: %s"
                    .formatted(
                            parts[0].decodeAsOctetString().stringValue(),
                            parts[1].decodeAsOctetString().stringValue(),
                            attributes));
        }
        return all;
    }

    private static SearchResultEntry only(SearchResult result) {
        return Objects.requireNonNull(result.getSearchEntries()).getFirst();
    }

    @Test
    void a_group_comes_with_what_was_asked_of_its_members() throws Exception {
        SearchResultEntry team =
                only(search(world.admin, GROUPS, "(cn=team)", control(true, specification("member", "uid", "TITLE"))));
        assertThat(team.getAttributes()).extracting(Attribute::getName).containsExactly("cn");
        assertThat(dereferenced(team))
                .containsExactly("member -> %s: {title=[Title of bob], uid=[bob]}".formatted(BOB));
    }

    @Test
    void several_attributes_and_virtual_ones_and_entries_without_any() throws Exception {
        SearchResult people = search(
                world.admin,
                PEOPLE,
                "(|(uid=alice)(uid=bob)(uid=carol))",
                control(false, specification("manager", "uid", "manager"), specification("memberOf", "cn")));
        var found = new TreeMap<String, List<String>>();
        for (SearchResultEntry entry : Objects.requireNonNull(people.getSearchEntries())) {
            found.put(entry.getDN(), dereferenced(entry));
        }
        assertThat(found.get(ALICE)).containsExactly("manager -> %s: {manager=[%s], uid=[bob]}".formatted(BOB, CAROL));
        assertThat(found.get(BOB))
                .containsExactly(
                        "manager -> %s: {uid=[carol]}".formatted(CAROL), "memberOf -> %s: {cn=[team]}".formatted(TEAM));
        assertThat(found.get(CAROL)).isEmpty();
    }

    @Test
    void pages_and_sorted_lists_come_with_it_too() throws Exception {
        for (Control other :
                new Control[] {new SimplePagedResultsControl(10), new ServerSideSortRequestControl(new SortKey("cn"))
                }) {
            assertThat(dereferenced(only(search(
                            world.admin, GROUPS, "(cn=team)", other, control(true, specification("member", "uid"))))))
                    .containsExactly("member -> %s: {uid=[bob]}".formatted(BOB));
        }
    }

    /// Threat 25: what 389 Directory Server leaked (CVE-2019-14824).
    @Test
    void nothing_comes_of_what_may_not_be_read_there() throws Exception {
        world.allow("groups", SVC, "read search", on(GROUPS));
        world.allow("people", SVC, "read search", on(PEOPLE, "uid title"));
        SearchResultEntry team = only(search(
                world.svc,
                GROUPS,
                "(cn=team)",
                control(true, specification("member", "uid", "description", "*", "+"))));
        assertThat(dereferenced(team))
                .containsExactly("member -> %s: {title=[Title of bob], uid=[bob]}".formatted(BOB));
    }

    @Test
    void an_entry_that_is_hidden_looks_like_one_that_is_not_there() throws Exception {
        world.admin.modify(ALICE, replace("seeAlso", BOB, "uid=nobody," + PEOPLE));
        try {
            world.allow("alice", SVC, "read search", on(ALICE));
            SearchResultEntry alice =
                    only(search(world.svc, ALICE, "(uid=alice)", control(true, specification("seeAlso", "uid"))));
            assertThat(dereferenced(alice))
                    .containsExactlyInAnyOrder(
                            "seeAlso -> %s: {}".formatted(BOB), "seeAlso -> uid=nobody,%s: {}".formatted(PEOPLE));
        } finally {
            world.admin.modify(ALICE, replace("seeAlso"));
        }
    }

    @Test
    void names_that_may_not_be_read_are_not_followed() throws Exception {
        world.allow("groups", SVC, "read search", on(GROUPS, "cn objectClass"));
        world.allow("people", SVC, "read search", on(PEOPLE));
        SearchResultEntry team =
                only(search(world.svc, GROUPS, "(cn=team)", control(true, specification("member", "uid"))));
        assertThat(dereferenced(team)).isEmpty();
        world.allow("all", SVC, "read search", on(GROUPS));
        world.deny("not-bob", SVC, "read", on(BOB));
        team = only(search(world.svc, GROUPS, "(cn=team)", control(true, specification("member", "uid"))));
        assertThat(dereferenced(team)).containsExactly("member -> %s: {}".formatted(BOB));
    }

    /// Even for who may read both: a name leads nowhere outside its own tenant.
    @Test
    void a_name_of_another_tenant_leads_nowhere() throws Exception {
        String elsewhere = "uid=admin,ou=people,dc=sub,dc=acme,dc=example";
        assertThat(world.directory.subjects().byName(SUB, io.lightwave.directory.SubjectKind.USER, "admin"))
                .isPresent();
        world.admin.modify(ALICE, replace("seeAlso", elsewhere));
        try (LDAPConnection operator = world.ldap.as("uid=admin,ou=people,dc=lightwave,dc=local")) {
            assertThat(operator.getEntry(elsewhere)).isNotNull();
            assertThat(dereferenced(only(
                            search(operator, PEOPLE, "(uid=alice)", control(true, specification("seeAlso", "uid"))))))
                    .containsExactly("seeAlso -> %s: {}".formatted(elsewhere));
        } finally {
            world.admin.modify(ALICE, replace("seeAlso"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cn", "nonsense", "userPassword"})
    void an_attribute_without_names_is_refused_if_that_is_critical(String attribute) throws Exception {
        assertThat(code(control(true, specification(attribute, "uid")))).isEqualTo(ResultCode.PROTOCOL_ERROR);
        assertThat(dereferenced(only(search(
                        world.admin,
                        GROUPS,
                        "(cn=team)",
                        control(false, specification(attribute, "uid"), specification("member", "uid"))))))
                .containsExactly("member -> %s: {uid=[bob]}".formatted(BOB));
    }

    @Test
    void a_value_that_is_none_is_a_protocol_error() {
        ASN1Element member = specification("member", "uid");
        for (Control malformed : new Control[] {
            new Control(OID, false),
            new Control(OID, false, new ASN1OctetString("nonsense")),
            control(false),
            control(false, specification("member")),
            control(false, member, specification("MEMBER", "cn")),
            control(false, new ASN1OctetString("member")),
            control(false, new ASN1Sequence(new ASN1OctetString("member"))),
            control(false, java.util.Collections.nCopies(17, member).toArray(ASN1Element[]::new)),
            control(false, specification("member", "x ".repeat(300).split(" "))),
        }) {
            assertThat(code(malformed)).isEqualTo(ResultCode.PROTOCOL_ERROR);
        }
    }

    private ResultCode code(Control control) {
        return LdapWorld.code(() -> search(world.admin, GROUPS, "(cn=team)", control));
    }

    @Test
    void what_lasts_does_not_come_with_it() {
        assertThat(LdapWorld.code(() -> search(
                        world.admin,
                        GROUPS,
                        "(cn=team)",
                        new PersistentSearchRequestControl(PersistentSearchChangeType.allChangeTypes(), false, true),
                        control(true, specification("member", "uid")))))
                .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
        assertThat(LdapWorld.code(() -> search(
                        world.admin,
                        GROUPS,
                        "(cn=team)",
                        new PersistentSearchRequestControl(PersistentSearchChangeType.allChangeTypes(), false, true),
                        new MatchedValuesRequestControl(true, MatchedValuesFilter.createPresentFilter("cn")))))
                .as("nor do chosen values")
                .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
    }

    /// Threat 19.
    @Test
    void one_search_follows_ten_thousand_names_and_no_more() throws Exception {
        String folder = "ou=followed," + SUFFIX;
        world.admin.add(AccessWorld.entry("dn: " + folder, "objectClass: organizationalUnit"));
        var names = new ArrayList<String>();
        for (int i = 0; i < 400; i++) {
            names.add("cn=%d,%s".formatted(i, folder));
        }
        for (int i = 0; i < 26; i++) {
            world.admin.add(
                    "ou=%d,%s".formatted(i, folder),
                    new Attribute("objectClass", "organizationalUnit"),
                    new Attribute("seeAlso", names));
        }
        LDAPSearchException ended = catchThrowableOfType(
                LDAPSearchException.class,
                () -> search(world.admin, folder, "(seeAlso=*)", control(true, specification("seeAlso", "cn"))));
        assertThat(ended.getResultCode()).isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
        assertThat(ended.getEntryCount()).isEqualTo(25);
        assertThat(world.directory.subjects().byName(ACME, io.lightwave.directory.SubjectKind.USER, "bob"))
                .isPresent();
    }
}
