package io.lightwave.directory.ldap;

import static com.unboundid.ldap.sdk.ResultCode.ASSERTION_FAILED;
import static com.unboundid.ldap.sdk.ResultCode.AUTHORIZATION_DENIED;
import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.INSUFFICIENT_ACCESS_RIGHTS;
import static com.unboundid.ldap.sdk.ResultCode.NOT_ALLOWED_ON_NONLEAF;
import static com.unboundid.ldap.sdk.ResultCode.NO_SUCH_OBJECT;
import static com.unboundid.ldap.sdk.ResultCode.SUCCESS;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.ldap.AccessWorld.ALICE;
import static io.lightwave.directory.ldap.AccessWorld.BOB;
import static io.lightwave.directory.ldap.AccessWorld.CAROL;
import static io.lightwave.directory.ldap.AccessWorld.GROUPS;
import static io.lightwave.directory.ldap.AccessWorld.PEOPLE;
import static io.lightwave.directory.ldap.AccessWorld.SITES;
import static io.lightwave.directory.ldap.AccessWorld.SUFFIX;
import static io.lightwave.directory.ldap.AccessWorld.SVC;
import static io.lightwave.directory.ldap.AccessWorld.TEAM;
import static io.lightwave.directory.ldap.AccessWorld.entry;
import static io.lightwave.directory.ldap.AccessWorld.on;
import static io.lightwave.directory.ldap.AccessWorld.replace;
import static io.lightwave.directory.ldap.LdapWorld.code;
import static io.lightwave.directory.ldap.LdapWorld.found;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.CompareRequest;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import com.unboundid.ldap.sdk.controls.MatchedValuesFilter;
import com.unboundid.ldap.sdk.controls.MatchedValuesRequestControl;
import com.unboundid.ldap.sdk.controls.PermissiveModifyRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadResponseControl;
import com.unboundid.ldap.sdk.controls.PreReadRequestControl;
import com.unboundid.ldap.sdk.controls.PreReadResponseControl;
import com.unboundid.ldap.sdk.controls.ProxiedAuthorizationV2RequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import com.unboundid.ldap.sdk.controls.SubtreeDeleteRequestControl;
import com.unboundid.ldap.sdk.controls.VirtualListViewRequestControl;
import com.unboundid.ldap.sdk.controls.VirtualListViewResponseControl;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import com.unboundid.ldap.sdk.unboundidds.controls.AttributeRight;
import com.unboundid.ldap.sdk.unboundidds.controls.EffectiveRightsEntry;
import com.unboundid.ldap.sdk.unboundidds.controls.EntryRight;
import com.unboundid.ldap.sdk.unboundidds.controls.GetEffectiveRightsRequestControl;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.SubjectAccess;
import io.lightwave.directory.SubjectKind;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Access rules, through the front door of LDAP")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessRulesTest {
    /// What the reader may see of people in most of these tests; `description` is the secret.
    private static final String PUBLIC = "uid cn sn objectClass title telephoneNumber";

    private AccessWorld world;
    private LDAPConnection svc;

    @BeforeAll
    void start() throws LDAPException {
        world = new AccessWorld();
        svc = world.svc;
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @AfterEach
    void clear() {
        world.clear();
    }

    private static List<SearchResultEntry> entries(SearchResult result) {
        return Objects.requireNonNull(result.getSearchEntries());
    }

    private static List<String> names(List<SearchResultEntry> entries) {
        return entries.stream().map(SearchResultEntry::getDN).toList();
    }

    private List<String> search(String filter) throws LDAPException {
        return names(found(svc, SUFFIX, SearchScope.SUB, filter, "1.1"));
    }

    private static List<String> attributes(SearchResultEntry entry) {
        return entry.getAttributes().stream()
                .map(attribute -> attribute.getName())
                .toList();
    }

    private void reader() {
        world.allow("reader", SVC, "read search compare", on(PEOPLE, PUBLIC));
    }

    private boolean secretIn(Object answer) {
        return answer.toString().contains("secret of");
    }

    @Nested
    @DisplayName("read")
    class Read {

        @Test
        void shows_the_attributes_of_the_rule_and_no_others_however_they_are_asked_for() throws LDAPException {
            reader();
            for (String[] asked : new String[][] {
                {"*", "+"}, {"description"}, {"2.5.4.13"}, {"@inetOrgPerson"}, {"@person", "*"}, {"name", "description"}
            }) {
                SearchResultEntry bob = found(svc, BOB, SearchScope.BASE, "(objectClass=*)", asked)
                        .getFirst();
                assertThat(PUBLIC.split(" ")).containsAll(attributes(bob));
                assertThat(secretIn(bob)).isFalse();
            }
            var typesOnly = new SearchRequest(BOB, SearchScope.BASE, "(objectClass=*)", "*", "+");
            typesOnly.setTypesOnly(true);
            assertThat(attributes(entries(svc.search(typesOnly)).getFirst()))
                    .doesNotContain("description", "entryUUID");
        }

        @Test
        void takes_effect_at_once_and_ends_at_once() throws LDAPException {
            assertThat(code(() -> svc.search(BOB, SearchScope.BASE, "(objectClass=*)")))
                    .isEqualTo(NO_SUCH_OBJECT);
            reader();
            assertThat(found(svc, BOB, SearchScope.BASE, "(objectClass=*)")).hasSize(1);
            world.clear();
            assertThat(code(() -> svc.search(BOB, SearchScope.BASE, "(objectClass=*)")))
                    .isEqualTo(NO_SUCH_OBJECT);
        }

        @Test
        void of_one_attribute_only_shows_entries_without_it_too_and_those_elsewhere_not_at_all() throws LDAPException {
            world.allow("mails", SVC, "read", on(PEOPLE, "mail"));
            assertThat(search("(objectClass=*)")).contains(BOB, ALICE).doesNotContain(TEAM, "cn=d1," + SITES);
            assertThat(attributes(
                            found(svc, BOB, SearchScope.BASE, "(objectClass=*)").getFirst()))
                    .isEmpty();
        }

        @Test
        void what_is_denied_stays_hidden_whatever_allows_it_and_wherever_it_stands() throws LDAPException {
            world.allow("all", "authenticated", "read search compare", on(SUFFIX));
            world.deny("no-secrets", "authenticated", "read search compare", on(SUFFIX, "description"));
            world.allow("zz-all-again", SVC, "read search compare", on(PEOPLE));
            world.deny(
                    "no-eights",
                    SVC,
                    "read",
                    "{\"base\":\"%s\",\"filter\":\"(departmentNumber=8)\"}".formatted(PEOPLE));
            assertThat(search("(objectClass=*)")).contains(ALICE, TEAM, SUFFIX).doesNotContain(BOB);
            SearchResultEntry alice =
                    found(svc, ALICE, SearchScope.BASE, "(objectClass=*)").getFirst();
            assertThat(attributes(alice)).contains("title").doesNotContain("description");
            assertThat(attributes(
                            found(svc, SVC, SearchScope.BASE, "(objectClass=*)").getFirst()))
                    .as("one's own too")
                    .doesNotContain("description");
        }

        @Test
        void may_leave_attributes_out_and_take_a_class_of_entries_by_filter() throws LDAPException {
            world.allow(
                    "devices",
                    SVC,
                    "read search",
                    "{\"filter\":\"(objectClass=device)\",\"attributes\":[\"*\",\"!description\"]}");
            assertThat(search("(objectClass=*)")).contains("cn=d1," + SITES).doesNotContain(SITES, BOB);
            assertThat(attributes(found(svc, "cn=d1," + SITES, SearchScope.BASE, "(objectClass=*)", "*", "+")
                            .getFirst()))
                    .containsExactlyInAnyOrder("objectClass", "cn", "serialNumber");
        }

        @Test
        void is_denied_where_nobody_can_say_whether_the_filter_of_the_denial_is_true() throws LDAPException {
            world.allow("all", SVC, "read search", on(SITES));
            assertThat(search("(objectClass=device)")).hasSize(2);
            String unknown = "{\"base\":\"%s\",\"filter\":\"(!(objectClass=%s))\"}";
            world.deny("others", SVC, "read search", unknown.formatted(SITES, "device"));
            assertThat(search("(objectClass=device)")).hasSize(2);
            world.deny("unknown", SVC, "read search", unknown.formatted(SITES, "computer"));
            assertThat(search("(objectClass=device)")).isEmpty();
            world.clear();
            world.allow("unknown", SVC, "read search", unknown.formatted(SITES, "computer"));
            assertThat(search("(objectClass=device)")).isEmpty();
        }

        @Test
        void reaches_as_far_as_the_scope_says() throws LDAPException {
            world.allow("one", SVC, "read", "{\"base\":\"%s\",\"scope\":\"one\"}".formatted(SUFFIX));
            assertThat(search("(objectClass=*)")).contains(PEOPLE, SITES).doesNotContain(SUFFIX, BOB);
            world.clear();
            world.allow("base", SVC, "read", "{\"base\":\"%s\",\"scope\":\"base\"}".formatted(BOB));
            assertThat(search("(objectClass=*)")).containsExactlyInAnyOrder(BOB, SVC);
        }

        @Test
        void goes_by_groups_and_nested_ones() throws LDAPException {
            var svcId = world.directory
                    .subjects()
                    .byName(ACME, SubjectKind.USER, "svc")
                    .orElseThrow()
                    .id();
            world.directory.subjects().addToGroup(ACME, "inner", svcId);
            var inner = world.directory
                    .subjects()
                    .byName(ACME, SubjectKind.GROUP, "inner")
                    .orElseThrow()
                    .id();
            world.directory.subjects().addToGroup(ACME, "outer", inner);
            world.allow("outer", "cn=outer," + GROUPS, "read", on(PEOPLE));
            assertThat(search("(objectClass=*)")).contains(BOB);
            world.admin.modify("cn=outer," + GROUPS, replace("member"));
            assertThat(search("(objectClass=*)")).doesNotContain(BOB);
        }

        @Test
        void does_not_pass_to_another_entry_that_takes_a_name() throws LDAPException {
            world.admin.add(entry("dn: cn=short," + GROUPS, "objectClass: groupOfNames", "member: " + SVC));
            world.allow("short", "cn=short," + GROUPS, "read", on(PEOPLE));
            assertThat(search("(objectClass=*)")).contains(BOB);
            world.admin.delete("cn=short," + GROUPS);
            world.admin.add(entry("dn: cn=short," + GROUPS, "objectClass: groupOfNames", "member: " + SVC));
            assertThat(search("(objectClass=*)")).containsExactly(SVC);
            world.admin.delete("cn=short," + GROUPS);
        }

        @Test
        void follows_a_folder_that_gets_another_name() throws LDAPException {
            world.allow("sites", SVC, "read", on(SITES));
            world.admin.modifyDN(SITES, "ou=places", true);
            assertThat(search("(objectClass=*)")).contains("cn=d1,ou=places," + SUFFIX);
            world.admin.modifyDN("ou=places," + SUFFIX, "ou=sites", true);
        }

        @Test
        void of_people_who_are_not_bound() throws LDAPException {
            try (LDAPConnection nobody = world.ldap.anonymous()) {
                assertThat(code(() -> nobody.search(PEOPLE, SearchScope.SUB, "(uid=bob)")))
                        .isEqualTo(NO_SUCH_OBJECT);
                world.allow("phone-book", "anonymous", "read search", on(PEOPLE, "cn telephoneNumber"));
                assertThat(names(found(nobody, PEOPLE, SearchScope.SUB, "(cn=bob)")))
                        .containsExactly(BOB);
                assertThat(found(nobody, PEOPLE, SearchScope.SUB, "(uid=bob)")).isEmpty();
                assertThat(attributes(found(nobody, BOB, SearchScope.BASE, "(objectClass=*)", "*", "+")
                                .getFirst()))
                        .containsExactlyInAnyOrder("cn", "telephoneNumber");
                assertThat(search("(cn=bob)")).as("for those only").isEmpty();
            }
        }

        @Test
        void of_another_tenant_s_subjects_is_that_of_anyone() throws LDAPException {
            try (LDAPConnection stranger = world.ldap.as("uid=admin,ou=people,dc=sub,dc=acme,dc=example")) {
                world.allow("members", "authenticated", "read search", on(SUFFIX));
                world.allow("nobodies", "anonymous", "read search", on(SUFFIX));
                assertThat(code(() -> stranger.search(BOB, SearchScope.BASE, "(objectClass=*)")))
                        .isEqualTo(NO_SUCH_OBJECT);
                world.allow("anyone", "anyone", "read search", on(PEOPLE, "cn"));
                assertThat(attributes(found(stranger, BOB, SearchScope.BASE, "(objectClass=*)")
                                .getFirst()))
                        .containsExactly("cn");
                assertThat(code(() -> stranger.modify(BOB, replace("title", "x"))))
                        .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            }
        }
    }

    @Nested
    @DisplayName("search: what one may not search by decides nothing")
    class Search {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "(description=secret of bob)",
                    "(2.5.4.13=secret of bob)",
                    "(description=sec*)",
                    "(description=*bob)",
                    "(description=*)",
                    "(description~=secret of bob)",
                    "(description>=a)",
                    "(description<=z)",
                    "(description:=secret of bob)",
                    "(description:caseIgnoreMatch:=secret of bob)",
                    "(:caseIgnoreMatch:=secret of bob)",
                    "(description:dn:=secret of bob)",
                    "(&(uid=bob)(description=secret of bob))",
                    "(&(uid=bob)(!(description=something else)))",
                    "(&(uid=bob)(|(description=secret of bob)(title=nonsense)))",
                    "(&(uid=bob)(!(|(description=something else)(title=nonsense))))",
                    "(departmentNumber=8)",
                    "(manager=uid=carol,ou=people,dc=acme,dc=example)",
                    "(manager:1.2.840.113556.1.4.1941:=uid=carol,ou=people,dc=acme,dc=example)",
                    "(memberOf=cn=team,ou=groups,dc=acme,dc=example)",
                    "(memberOf:1.2.840.113556.1.4.1941:=cn=team,ou=groups,dc=acme,dc=example)",
                    "(memberOf=*)",
                    "(member=uid=bob,ou=people,dc=acme,dc=example)",
                    "(entryDN=uid=bob,ou=people,dc=acme,dc=example)",
                    "(createTimestamp>=20200101000000Z)",
                    "(modifiersName=*)",
                    "(numSubordinates>=0)",
                    "(userPassword=*)"
                })
        void finds_nothing(String filter) throws LDAPException {
            reader();
            assertThat(search("(uid=bob)")).as("what may be searched by").containsExactly(BOB);
            assertThat(search(filter)).doesNotContain(BOB, ALICE, CAROL, TEAM);
        }

        @Test
        void by_one_s_own_id_finds_oneself_only() throws LDAPException {
            reader();
            String id = LdapWorld.entry(world.admin, BOB, "entryUUID").getAttributeValue("entryUUID");
            assertThat(search("(entryUUID=" + id + ")")).isEmpty();
            assertThat(search("(description=secret*)")).containsExactly(SVC);
        }

        @Test
        void a_chain_leads_through_what_may_be_searched_by_only() throws LDAPException {
            String chain = "(manager:1.2.840.113556.1.4.1941:=" + CAROL + ")";
            world.allow("managers", SVC, "read search", on(PEOPLE, "manager"));
            assertThat(search(chain)).containsExactlyInAnyOrder(ALICE, BOB);
            world.deny("not-bob", SVC, "search", on(BOB, "manager"));
            assertThat(search(chain)).as("alice only by way of bob").isEmpty();
        }

        @Test
        void of_the_name_of_an_attribute_counts_what_may_be_searched_by_of_each_entry() throws LDAPException {
            world.allow("seen", SVC, "read", on(PEOPLE, "uid"));
            world.allow(
                    "sevens", SVC, "search", "{\"filter\":\"(departmentNumber=7)\",\"attributes\":[\"description\"]}");
            assertThat(search("(description=secret*)")).containsExactlyInAnyOrder(ALICE, CAROL, SVC);
            assertThat(search("(!(description=nonsense))")).containsExactlyInAnyOrder(ALICE, CAROL, SVC);
        }
    }

    @Nested
    @DisplayName("controls of a search get no more than the search")
    class Controls {

        private SearchResult search(String filter, Control... controls) throws LDAPException {
            var request = new SearchRequest(PEOPLE, SearchScope.ONE, filter, "*", "+");
            request.setControls(controls);
            return svc.search(request);
        }

        @Test
        void sorting_by_what_one_may_not_read_sorts_by_nothing() throws LDAPException {
            reader();
            world.admin.modify(ALICE, replace("description", "zz secret"));
            for (boolean reverse : new boolean[] {false, true}) {
                SearchResult sorted = search(
                        "(objectClass=*)", new ServerSideSortRequestControl(true, new SortKey("description", reverse)));
                List<String> names = names(entries(sorted)).stream()
                        .filter(name -> !name.equals(SVC))
                        .toList();
                assertThat(names).isSorted().contains(ALICE, BOB);
            }
            world.admin.modify(ALICE, replace("description", "secret of alice"));
        }

        @Test
        void a_list_is_entered_at_what_one_may_read_only() throws LDAPException {
            reader();
            SearchResult view = search(
                    "(!(uid=svc))",
                    new ServerSideSortRequestControl(true, new SortKey("description", false)),
                    new VirtualListViewRequestControl(new ASN1OctetString("secret of b"), 0, 0, null, true));
            var response = Objects.requireNonNull(VirtualListViewResponseControl.get(view));
            assertThat(response.getTargetPosition()).isEqualTo(1);
            assertThat(response.getContentCount()).isEqualTo(view.getEntryCount() + 3); // admin, alice, bob, carol
        }

        @Test
        void matched_values_match_among_what_one_may_read() throws LDAPException {
            reader();
            SearchResult matched = search(
                    "(uid=bob)",
                    new MatchedValuesRequestControl(
                            true,
                            MatchedValuesFilter.createPresentFilter("description"),
                            MatchedValuesFilter.createEqualityFilter("title", "Title of bob")));
            assertThat(attributes(entries(matched).getFirst())).containsExactly("title");
        }

        @Test
        void pages_hold_what_may_be_seen_and_count_nothing_else() throws LDAPException {
            world.allow("sevens", SVC, "read search", "{\"filter\":\"(departmentNumber=7)\",\"attributes\":[\"uid\"]}");
            SearchResult page = search("(objectClass=*)", new SimplePagedResultsControl(3, null, true));
            assertThat(names(entries(page))).containsExactlyInAnyOrder(ALICE, CAROL, SVC);
            assertThat(Objects.requireNonNull(SimplePagedResultsControl.get(page))
                            .moreResultsToReturn())
                    .isFalse();
            assertThat(Objects.requireNonNull(SimplePagedResultsControl.get(page))
                            .getSize())
                    .isZero();
            var limited = new SearchRequest(PEOPLE, SearchScope.ONE, "(objectClass=*)", "uid");
            limited.setSizeLimit(3);
            assertThat(svc.search(limited).getResultCode()).isEqualTo(SUCCESS);
        }

        @Test
        void an_assertion_asserts_what_one_may_search_by() throws LDAPException {
            reader();
            for (String filter : new String[] {"(description=secret of bob)", "(!(description=nonsense))"}) {
                assertThat(code(() -> search(filter))).isEqualTo(SUCCESS);
                var compare = new CompareRequest(BOB, "uid", "bob");
                compare.addControl(new AssertionRequestControl(filter));
                assertThat(code(() -> svc.compare(compare))).isEqualTo(ASSERTION_FAILED);
            }
        }

        @Test
        void numbers_of_entries_below_are_told_to_those_who_see_all_of_them() throws LDAPException {
            world.allow("folders", SVC, "read search compare", "{\"scope\":\"one\"}");
            SearchResultEntry sites =
                    found(svc, SITES, SearchScope.BASE, "(objectClass=*)", "+").getFirst();
            assertThat(attributes(sites)).contains("entryUUID").doesNotContain("numSubordinates", "hasSubordinates");
            assertThat(AccessRulesTest.this.search("(numSubordinates=2)")).isEmpty();
            assertThat(code(() -> svc.compare(SITES, "numSubordinates", "2"))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            world.allow("sites", SVC, "read search compare", on(SITES));
            assertThat(AccessRulesTest.this.search("(numSubordinates=2)")).containsExactly(SITES);
            world.deny("not-d1", SVC, "read", on("cn=d1," + SITES));
            assertThat(AccessRulesTest.this.search("(numSubordinates=2)")).isEmpty();
        }
    }

    @Nested
    @DisplayName("1.3.6.1.4.1.42.2.27.9.5.2 get effective rights")
    class EffectiveRights {

        private SearchResultEntry rights(LDAPConnection asker, String subject, String entry, String... attributes)
                throws LDAPException {
            var request = new SearchRequest(entry, SearchScope.BASE, "(objectClass=*)", attributes);
            request.addControl(new GetEffectiveRightsRequestControl(true, subject, "description", "mail"));
            return entries(asker.search(request)).getFirst();
        }

        @Test
        void are_told_to_administrators() throws LDAPException {
            reader();
            world.allow("titles", SVC, "write", on(PEOPLE, "title"));
            var rights = new EffectiveRightsEntry(rights(world.admin, "dn:" + SVC, BOB, "title", "aclRights"));
            assertThat(rights.getEntryRights()).containsExactlyInAnyOrder(EntryRight.READ, EntryRight.WRITE);
            assertThat(rights.getAttributeRights("title"))
                    .containsExactlyInAnyOrder(
                            AttributeRight.READ, AttributeRight.SEARCH, AttributeRight.COMPARE, AttributeRight.WRITE);
            assertThat(rights.getAttributeRights("description")).isEmpty();
            assertThat(rights.getAttributeValue("title")).isNotNull();
            SearchResultEntry reasons = rights(world.admin, "u:svc", BOB, "title", "aclRightsInfo");
            assertThat(reasons.getAttributeValue("aclRightsInfo;logs;attributeLevel;write;title"))
                    .contains("allowed", "titles");
            assertThat(reasons.getAttributeValue("aclRightsInfo;logs;entryLevel;delete"))
                    .contains("denied", "no rule");
            assertThat(rights(world.admin, "", BOB, "aclRights").getAttributeValue("aclRights;entryLevel"))
                    .isEqualTo("add:0,delete:0,read:0,write:0,proxy:0");
        }

        @Test
        void are_told_to_oneself_and_to_nobody_else() throws LDAPException {
            reader();
            assertThat(new EffectiveRightsEntry(rights(svc, "dn:" + SVC, BOB, "title", "aclRights"))
                            .hasAttributeRight(AttributeRight.COMPARE, "title"))
                    .isTrue();
            assertThat(attributes(rights(svc, "dn:" + ALICE, BOB, "title", "aclRights", "aclRightsInfo")))
                    .containsExactly("title");
            assertThat(code(() -> rights(svc, "dn:uid=none," + PEOPLE, BOB, "aclRights")))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(code(() -> rights(svc, "dn:" + TEAM, BOB, "aclRights"))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(attributes(rights(world.admin, "dn:" + SVC, BOB, "title")))
                    .as("only when asked for")
                    .containsExactly("title");
        }
    }

    @Nested
    @DisplayName("compare")
    class Compare {

        @Test
        void is_a_right_of_its_own() throws LDAPException {
            world.allow("cards", SVC, "compare", on(PEOPLE, "telephoneNumber"));
            assertThat(svc.compare(BOB, "telephoneNumber", "+1 555 0100").compareMatched())
                    .isTrue();
            assertThat(search("(telephoneNumber=*)"))
                    .as("neither read nor search")
                    .containsExactly(SVC);
            for (String attribute :
                    new String[] {"description", "title", "memberOf", "mail", "member", "userPassword"}) {
                assertThat(code(() -> svc.compare(BOB, attribute, "secret of bob")))
                        .as(attribute)
                        .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            }
            assertThat(code(() -> svc.compare(TEAM, "cn", "team"))).isEqualTo(NO_SUCH_OBJECT);
            assertThat(code(() -> svc.compare("uid=none," + PEOPLE, "cn", "x"))).isEqualTo(NO_SUCH_OBJECT);
        }

        @Test
        void that_is_refused_is_audited() {
            world.allow("cards", SVC, "compare", on(PEOPLE, "telephoneNumber"));
            code(() -> svc.compare(BOB, "description", "x"));
            AuditEvent event = world.ldap.lastEvent();
            assertThat(event.action()).isEqualTo("entry.compare");
            assertThat(event.outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
            assertThat(event.target()).isEqualTo(BOB);
            code(() -> svc.search(TEAM, SearchScope.BASE, "(objectClass=*)"));
            assertThat(world.ldap.lastEvent().action()).isEqualTo("entry.search");
        }
    }

    @Nested
    @DisplayName("write")
    class Write {

        @Test
        void of_an_attribute_is_of_that_one_only() throws LDAPException {
            world.allow("titles", SVC, "read write", on(PEOPLE, "title"));
            svc.modify(BOB, replace("title", "Baker"));
            assertThat(code(() -> svc.modify(BOB, replace("title", "x"), replace("description", "x"))))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(LdapWorld.entry(world.admin, BOB).getAttributeValue("title"))
                    .isEqualTo("Baker");
            assertThat(code(() -> svc.modify(TEAM, replace("title", "x")))).isEqualTo(NO_SUCH_OBJECT);
            assertThat(code(() -> svc.delete(BOB))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
        }

        @Test
        void of_single_values_needs_to_know_them_since_the_answer_tells_them() throws LDAPException {
            world.allow("secrets", SVC, "write", on(PEOPLE, "description"));
            for (ModificationType type : new ModificationType[] {ModificationType.ADD, ModificationType.DELETE}) {
                for (String value : new String[] {"secret of bob", "nonsense"}) {
                    var modify = new ModifyRequest(BOB, new Modification(type, "description", value));
                    assertThat(code(() -> svc.modify(modify))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
                    modify.addControl(new PermissiveModifyRequestControl());
                    assertThat(code(() -> svc.modify(modify))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
                }
            }
            svc.modify(BOB, replace("description", "secret of bob"));
        }

        @Test
        void reads_before_and_after_no_more_than_one_may_read() throws LDAPException {
            world.allow("titles", SVC, "read write", on(PEOPLE, "title"));
            var modify = new ModifyRequest(BOB, replace("title", "Baker"));
            modify.addControl(new PreReadRequestControl(true, "*", "+"));
            modify.addControl(new PostReadRequestControl(true, "description", "title", "memberOf"));
            LDAPResult result = svc.modify(modify);
            for (SearchResultEntry read : new SearchResultEntry[] {
                new SearchResultEntry(Objects.requireNonNull(PreReadResponseControl.get(result))
                        .getEntry()),
                new SearchResultEntry(Objects.requireNonNull(PostReadResponseControl.get(result))
                        .getEntry())
            }) {
                assertThat(attributes(read)).containsExactly("title");
            }
        }

        @Test
        void of_what_one_may_not_read_reads_nothing_by_the_way() throws LDAPException {
            world.allow("titles", SVC, "write", on(PEOPLE, "title"));
            var modify = new ModifyRequest(BOB, replace("title", "Baker"));
            modify.addControl(new PreReadRequestControl(true, "*", "+"));
            LDAPResult result = svc.modify(modify);
            assertThat(PreReadResponseControl.get(result)).isNull();
        }

        @Test
        void of_a_group_tells_nothing_of_people_one_may_not_see() throws LDAPException {
            world.allow("team", SVC, "read compare write", on(TEAM));
            for (String name : new String[] {CAROL, "uid=none," + PEOPLE}) {
                assertThat(code(() -> svc.modify(TEAM, new Modification(ModificationType.ADD, "member", name))))
                        .isEqualTo(CONSTRAINT_VIOLATION);
            }
            world.allow("people", SVC, "read", on(PEOPLE, "uid"));
            svc.modify(TEAM, new Modification(ModificationType.ADD, "member", CAROL));
            svc.modify(TEAM, new Modification(ModificationType.DELETE, "member", CAROL));
        }

        @Test
        void renames_by_the_naming_attribute() throws LDAPException {
            world.allow("serials", SVC, "read write", on(SITES, "serialNumber"));
            assertThat(code(() -> svc.modifyDN("cn=d1," + SITES, "cn=d9", true)))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            world.allow("names", SVC, "write", on(SITES, "cn"));
            svc.modifyDN("cn=d1," + SITES, "cn=d9", true);
            svc.modifyDN("cn=d9," + SITES, "cn=d1", true);
        }
    }

    @Nested
    @DisplayName("add, delete and moves")
    class Places {

        @Test
        void adds_where_and_what_the_rule_says() throws LDAPException {
            world.allow(
                    "devices",
                    SVC,
                    "add",
                    "{\"base\":\"%s\",\"filter\":\"(objectClass=device)\",\"attributes\":[\"objectClass\",\"cn\",\"l\"]}"
                            .formatted(SITES));
            svc.add(entry("dn: cn=new," + SITES, "objectClass: device", "l: here"));
            assertThat(code(() -> svc.add(entry("dn: cn=other," + SITES, "objectClass: device", "serialNumber: 1"))))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(code(() -> svc.add(entry("dn: cn=other," + SITES, "objectClass: person", "sn: x"))))
                    .isEqualTo(NO_SUCH_OBJECT);
            assertThat(code(() -> svc.add(entry("dn: cn=other," + SUFFIX, "objectClass: device"))))
                    .isEqualTo(NO_SUCH_OBJECT);
            assertThat(code(() -> svc.add(entry("dn: cn=d1," + SITES, "objectClass: person", "sn: x"))))
                    .as("does not tell what is there already")
                    .isEqualTo(NO_SUCH_OBJECT);
            var read = new AddRequest(entry("dn: cn=read," + SITES, "objectClass: device"));
            read.addControl(new PostReadRequestControl(true, "*", "+"));
            assertThat(PostReadResponseControl.get(svc.add(read)))
                    .as("which one may not read")
                    .isNull();
            world.admin.delete("cn=new," + SITES);
            world.admin.delete("cn=read," + SITES);
        }

        @Test
        void deletes_what_the_rule_says_and_of_a_tree_all_or_nothing() throws LDAPException {
            String tree = "ou=tree," + SITES;
            world.admin.add(entry("dn: " + tree, "objectClass: organizationalUnit"));
            world.admin.add(entry("dn: cn=a," + tree, "objectClass: device"));
            world.admin.add(entry("dn: cn=b," + tree, "objectClass: device", "l: kept"));
            world.allow("clean", SVC, "read delete", on(tree));
            world.deny("kept", SVC, "delete", "{\"filter\":\"(l=kept)\"}");
            var all = new DeleteRequest(tree);
            all.addControl(new SubtreeDeleteRequestControl(true));
            assertThat(code(() -> svc.delete(all))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(world.admin.getEntry("cn=a," + tree)).isNotNull();
            world.deny("unseen", SVC, "read", "{\"filter\":\"(l=kept)\"}");
            assertThat(code(() -> svc.delete(all))).isEqualTo(NOT_ALLOWED_ON_NONLEAF);
            world.clear();
            world.allow("clean", SVC, "read delete", on(tree));
            assertThat(code(() -> svc.delete(all))).isEqualTo(SUCCESS);
        }

        @Test
        void moves_need_both_places() throws LDAPException {
            String there = "ou=there," + SUFFIX;
            world.admin.add(entry("dn: " + there, "objectClass: organizationalUnit"));
            var move = new ModifyDNRequest("cn=d1," + SITES, "cn=d1", true, there);
            world.allow("names", SVC, "write", on(SITES, "cn"));
            assertThat(code(() -> svc.modifyDN(move))).isEqualTo(NO_SUCH_OBJECT);
            world.allow("there", SVC, "read", on(there));
            assertThat(code(() -> svc.modifyDN(move))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            world.allow("leave", SVC, "delete", on(SITES));
            assertThat(code(() -> svc.modifyDN(move))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            world.allow("arrive", SVC, "add", on(there, "cn objectClass serialNumber"));
            assertThat(code(() -> svc.modifyDN(move))).as("with all it has").isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            world.allow("arrive-with-all", SVC, "add", on(there));
            svc.modifyDN(move);
            world.admin.modifyDN("cn=d1," + there, "cn=d1", true, SITES);
            world.admin.delete(there);
        }
    }

    @Nested
    @DisplayName("threat 10: nobody gets what it does not have")
    class Escalation {

        private ResultCode password(String name) {
            return code(() -> {
                LDAPResult result = svc.processExtendedOperation(
                        new PasswordModifyExtendedRequest(name, null, LdapWorld.PASSWORD + " new"));
                if (!result.getResultCode().equals(SUCCESS)) {
                    throw new LDAPException(result);
                }
            });
        }

        private boolean setsPassword(String name) {
            return world.directory
                    .context
                    .bean(SubjectAccess.class)
                    .setsPassword(
                            world.caller("svc").principal(),
                            ACME,
                            world.directory
                                    .subjects()
                                    .byName(ACME, SubjectKind.USER, name)
                                    .orElseThrow()
                                    .id());
        }

        @Test
        void a_help_desk_sets_passwords_but_not_of_those_who_have_more_rights() throws LDAPException {
            world.allow("desk", SVC, "read compare write", on(PEOPLE, "uid userPassword pwdReset"));
            assertThat(password(BOB)).isEqualTo(SUCCESS);
            assertThat(password(LdapWorld.ADMIN)).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(setsPassword("bob")).isTrue();
            assertThat(setsPassword("admin")).isFalse();
            world.allow("team", TEAM, "read", on(SITES));
            assertThat(password(BOB)).as("who sees more now").isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(code(() -> svc.modify(BOB, replace("userPassword", "another password"))))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            world.allow("desk-too", SVC, "read", on(SUFFIX));
            assertThat(password(BOB)).isEqualTo(SUCCESS);
            world.deny("desk-not", SVC, "read", on(SITES, "description"));
            assertThat(password(BOB)).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
        }

        @Test
        void a_writer_of_everything_changes_nothing_of_administrators() throws LDAPException {
            world.allow("writer", SVC, "read search compare write", on(SUFFIX));
            world.allow("remover", SVC, "delete proxy manage", on(SUFFIX));
            String group = "cn=administrators," + GROUPS;
            assertThat(code(() -> svc.modify(group, new Modification(ModificationType.ADD, "member", SVC))))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            world.admin.add(entry("dn: cn=deputies," + GROUPS, "objectClass: groupOfNames"));
            world.admin.modify(group, new Modification(ModificationType.ADD, "member", "cn=deputies," + GROUPS));
            assertThat(code(() ->
                            svc.modify("cn=deputies," + GROUPS, new Modification(ModificationType.ADD, "member", SVC))))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(code(() -> svc.delete("cn=deputies," + GROUPS))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            for (Modification change : new Modification[] {
                replace("userPassword", "another password"),
                replace("pwdAccountLockedTime", "000001010000Z"),
                replace("mail", "svc@acme.example"),
                replace("title", "Fool")
            }) {
                assertThat(code(() -> svc.modify(LdapWorld.ADMIN, change)))
                        .as(change.toString())
                        .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            }
            assertThat(code(() -> svc.delete(LdapWorld.ADMIN))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(code(() -> svc.modifyDN(LdapWorld.ADMIN, "uid=gone", true)))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            world.admin.modify(group, new Modification(ModificationType.DELETE, "member", "cn=deputies," + GROUPS));
            world.admin.delete("cn=deputies," + GROUPS);
        }

        @Test
        void roles_are_administrators_to_give() throws LDAPException {
            world.allow("writer", SVC, "read search compare write add delete", on(SUFFIX));
            String auditors = "cn=auditors," + GROUPS;
            assertThat(code(() -> svc.add(entry("dn: " + auditors, "objectClass: groupOfNames", "member: " + SVC))))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(code(() -> svc.add(entry("dn: CN=Auditors," + GROUPS, "objectClass: groupOfNames"))))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            svc.add(entry("dn: cn=others," + GROUPS, "objectClass: groupOfNames"));
            assertThat(code(() -> svc.modifyDN("cn=others," + GROUPS, "cn=readers", true)))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            svc.delete("cn=others," + GROUPS);
            world.admin.add(entry("dn: " + auditors, "objectClass: groupOfNames", "member: " + BOB));
            assertThat(code(() -> svc.modify(auditors, new Modification(ModificationType.ADD, "member", SVC))))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(code(() -> svc.delete(auditors))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(password(BOB)).as("an auditor's").isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            world.admin.delete(auditors);
            assertThat(password(BOB)).isEqualTo(SUCCESS);
        }

        @Test
        void a_group_is_changed_by_those_only_who_have_what_it_gives() throws LDAPException {
            world.allow("groups", SVC, "read compare write", on(GROUPS));
            world.allow("people", SVC, "read", on(PEOPLE, "uid"));
            var join = new Modification(ModificationType.ADD, "member", SVC);
            world.allow("team", TEAM, "read", on(SITES));
            assertThat(code(() -> svc.modify(TEAM, join))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            world.clear();
            world.allow("groups", SVC, "read compare write", on(GROUPS));
            world.allow("people", SVC, "read", on(PEOPLE, "uid"));
            world.deny("team", TEAM, "read", on(SITES));
            assertThat(code(() -> svc.modify(TEAM, new Modification(ModificationType.DELETE, "member", BOB))))
                    .as("out of what is denied")
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
        }

        /// What is enabled again must not have got other members, or their passwords, meanwhile.
        @ParameterizedTest
        @ValueSource(strings = {"administrators", "auditors", "seeing"})
        void groups_and_people_in_a_disabled_group_are_as_safe_as_in_an_enabled_one(String above) throws LDAPException {
            world.allow("writer", SVC, "read search compare write", on(PEOPLE));
            world.allow("writer-too", SVC, "read search compare write", on(GROUPS));
            world.allow("remover", SVC, "delete proxy", on(SUFFIX));
            String inner = "cn=nested," + GROUPS;
            String asleep = "cn=asleep," + GROUPS;
            String top = "cn=" + above + "," + GROUPS;
            world.admin.add(entry("dn: " + inner, "objectClass: groupOfNames", "member: " + CAROL));
            world.admin.add(entry("dn: " + asleep, "objectClass: groupOfNames", "member: " + inner));
            if (!above.equals("administrators")) {
                world.admin.add(entry("dn: " + top, "objectClass: groupOfNames"));
            }
            if (above.equals("seeing")) {
                world.allow("seeing", top, "read", on(SITES));
            }
            world.admin.modify(top, new Modification(ModificationType.ADD, "member", asleep));
            world.admin.modify(asleep, replace("pwdAccountLockedTime", "000001010000Z"));
            assertThat(code(() -> svc.modify(inner, new Modification(ModificationType.ADD, "member", SVC))))
                    .isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(code(() -> svc.delete(inner))).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(password(CAROL)).isEqualTo(INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(as(CAROL)).isEqualTo(AUTHORIZATION_DENIED);
            world.admin.modify(top, new Modification(ModificationType.DELETE, "member", asleep));
            assertThat(code(() -> svc.modify(inner, new Modification(ModificationType.ADD, "member", SVC))))
                    .isEqualTo(SUCCESS);
            world.admin.delete(inner);
            world.admin.delete(asleep);
            if (!above.equals("administrators")) {
                world.admin.delete(top);
            }
        }

        private ResultCode as(String name) {
            return code(() -> {
                var request = new SearchRequest(name, SearchScope.BASE, "(objectClass=*)", "description");
                request.addControl(new ProxiedAuthorizationV2RequestControl("dn:" + name));
                svc.search(request);
            });
        }

        @Test
        void one_acts_as_those_one_may_and_never_as_one_with_more_rights() {
            assertThat(as(BOB)).isEqualTo(AUTHORIZATION_DENIED);
            world.allow("proxy", SVC, "proxy", on(PEOPLE));
            assertThat(as(BOB)).isEqualTo(SUCCESS);
            assertThat(as(LdapWorld.ADMIN)).isEqualTo(AUTHORIZATION_DENIED);
            assertThat(as("uid=none," + PEOPLE)).isEqualTo(AUTHORIZATION_DENIED);
            world.allow("team", TEAM, "read", on(SITES));
            assertThat(as(BOB)).isEqualTo(AUTHORIZATION_DENIED);
            assertThat(as(CAROL)).isEqualTo(SUCCESS);
        }

        @Test
        void a_hash_made_elsewhere_is_an_administrator_s_to_give() throws LDAPException {
            world.allow("desk", SVC, "read compare write", on(PEOPLE, "uid userPassword"));
            String hash = "{SSHA}" + "A".repeat(32);
            assertThat(code(() -> svc.modify(BOB, replace("userPassword", hash))))
                    .isEqualTo(CONSTRAINT_VIOLATION);
            assertThat(code(() -> world.admin.modify(BOB, replace("userPassword", hash))))
                    .isEqualTo(SUCCESS);
        }
    }

    @Test
    @DisplayName("threats 11 and 25: what one has no right to and what is not there answer alike")
    void what_is_hidden_and_what_is_not_there_look_alike() throws LDAPException {
        world.allow("sites", SVC, "read search compare write", on(SITES));
        world.allow("rename", SVC, "delete add", on(SITES));
        for (String hidden : new String[] {BOB, TEAM, "ou=policies," + SUFFIX}) {
            String missing = hidden.replaceFirst("=[^,]*", "=missing");
            assertThat(everything(hidden)).isEqualTo(everything(missing));
        }
    }

    @Test
    void a_hidden_folder_beside_known_ones_is_not_found_out_by_adding_to_it() throws LDAPException {
        world.allow("sites", SVC, "read search compare write add", on(SITES));
        String hidden = "ou=hidden," + SITES;
        world.admin.add(entry("dn: " + hidden, "objectClass: organizationalUnit"));
        world.deny("hides", "authenticated", "read search compare write add", on(hidden));
        assertThat(adding("cn=x," + hidden)).isEqualTo(adding("cn=x,ou=missing," + SITES));
        world.admin.delete(hidden);
    }

    private String adding(String name) {
        LDAPException refused = org.assertj.core.api.Assertions.catchThrowableOfType(
                LDAPException.class, () -> svc.add(entry("dn: " + name, "objectClass: device")));
        return "%s %s %s".formatted(refused.getResultCode(), refused.getMatchedDN(), refused.getDiagnosticMessage());
    }

    private List<String> everything(String name) throws LDAPException {
        return Arrays.stream(new LdapWorld.Operation[] {
                    () -> svc.search(name, SearchScope.BASE, "(objectClass=*)"),
                    () -> svc.search(name, SearchScope.SUB, "(objectClass=*)"),
                    () -> svc.compare(name, "objectClass", "top"),
                    () -> svc.compare(name, "nonsense", "top"),
                    () -> svc.modify(name, replace("description", "x")),
                    () -> svc.delete(name),
                    () -> svc.modifyDN(name, "cn=x", true),
                    () -> svc.modifyDN("cn=d1," + SITES, "cn=d1", true, name),
                    () -> svc.add(entry("dn: " + name, "objectClass: device")),
                    () -> svc.add(entry("dn: cn=x," + name, "objectClass: device"))
                })
                .map(operation -> {
                    try {
                        operation.run();
                        return "success";
                    } catch (LDAPException e) {
                        return "%s %s %s".formatted(e.getResultCode(), e.getMatchedDN(), e.getDiagnosticMessage());
                    } catch (com.unboundid.ldif.LDIFException e) {
                        throw new AssertionError(e);
                    }
                })
                .map(Objects::toString)
                .toList();
    }

    @Test
    void a_filter_of_a_control_and_of_a_search_are_decided_alike() throws LDAPException {
        reader();
        Filter secret = Filter.create("(|(description=secret of bob)(uid=bob))");
        assertThat(search(secret.toString())).containsExactly(BOB);
    }
}
