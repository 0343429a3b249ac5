package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.CompareRequest;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPRequest;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ManageDsaITRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3296 named subordinate references")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReferralsTest {
    private static final String BRANCH = "ou=branch," + AccessWorld.SUFFIX;
    private static final String BELOW = "cn=x,ou=y," + BRANCH;

    private AccessWorld world;
    private LDAPConnection admin;

    @BeforeAll
    void open() throws Exception {
        world = new AccessWorld();
        admin = world.admin;
        admin.add(referral(BRANCH, "ldap://a.example/ou=far,dc=other", "ldaps://b.example:636/"));
        admin.add(referral("cn=one," + AccessWorld.SITES, "ldap://c.example"));
    }

    @AfterAll
    void close() {
        world.close();
    }

    private static AddRequest referral(String name, String... urls) {
        var add = new AddRequest(
                AccessWorld.entry("dn: " + name, "objectClass: referral", "objectClass: extensibleObject"));
        add.addAttribute("ref", urls);
        add.addControl(new ManageDsaITRequestControl(true));
        return add;
    }

    private LDAPException refused(LDAPRequest request) {
        request.setFollowReferrals(false);
        try {
            return new LDAPException(admin.processOperation(request));
        } catch (LDAPException e) {
            return e;
        }
    }

    @Test
    void every_operation_at_and_below_is_sent_elsewhere_with_the_matched_name() {
        for (String name : List.of(BRANCH, BELOW)) {
            String before = name.equals(BRANCH) ? "" : "cn=x,ou=y,";
            for (LDAPRequest request : List.of(
                    new ModifyRequest(name, new Modification(ModificationType.REPLACE, "description", "x")),
                    new DeleteRequest(name),
                    new CompareRequest(name, "cn", "x"),
                    new ModifyDNRequest(name, "cn=z", true),
                    new AddRequest(AccessWorld.entry("dn: " + name, "objectClass: device", "cn: x")))) {
                LDAPException refused = refused(request);
                assertThat(refused.getResultCode()).as(request.toString()).isEqualTo(ResultCode.REFERRAL);
                assertThat(refused.getMatchedDN()).isEqualTo(BRANCH);
                assertThat(refused.getReferralURLs())
                        .containsExactly(
                                "ldap://a.example/" + before + "ou=far,dc=other",
                                "ldaps://b.example:636/" + before + BRANCH);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"BASE,base", "ONE,one", "SUB,sub"})
    void a_search_based_there_is_sent_elsewhere_with_its_scope(String scope, String word) throws Exception {
        SearchScope of =
                scope.equals("BASE") ? SearchScope.BASE : scope.equals("ONE") ? SearchScope.ONE : SearchScope.SUB;
        var search = new SearchRequest(BELOW, of, "(cn=*)");
        search.setFollowReferrals(false);
        var refused = catchThrowableOfType(LDAPSearchException.class, () -> admin.search(search));
        assertThat(refused.getResultCode()).isEqualTo(ResultCode.REFERRAL);
        assertThat(refused.getMatchedDN()).isEqualTo(BRANCH);
        assertThat(refused.getReferralURLs()[0]).isEqualTo("ldap://a.example/cn=x,ou=y,ou=far,dc=other??" + word);
    }

    @Test
    void a_search_that_comes_across_one_tells_where_it_goes_on() throws Exception {
        SearchResult sub = search(new SearchRequest(AccessWorld.SUFFIX, SearchScope.SUB, "(uid=bob)", "1.1"));
        assertThat(sub.getSearchEntries()).hasSize(1);
        assertThat(urls(sub))
                .containsExactlyInAnyOrder(
                        "ldap://a.example/ou=far,dc=other??sub",
                        "ldaps://b.example:636/" + BRANCH + "??sub",
                        "ldap://c.example/cn=one," + AccessWorld.SITES + "??sub");
        SearchResult one = search(new SearchRequest(AccessWorld.SITES, SearchScope.ONE, "(objectClass=*)", "1.1"));
        assertThat(urls(one)).containsExactly("ldap://c.example/cn=one," + AccessWorld.SITES + "??base");
        assertThat(one.getSearchEntries())
                .extracting(SearchResultEntry::getDN)
                .noneMatch(name -> name.startsWith("cn=one,"));
        assertThat(urls(search(new SearchRequest(AccessWorld.SITES, SearchScope.BASE, "(objectClass=*)"))))
                .isEmpty();
    }

    @Test
    void a_client_that_stays_here_is_sent_nowhere() throws Exception {
        var search = new SearchRequest(AccessWorld.SUFFIX, SearchScope.SUB, "(uid=bob)", "1.1");
        search.addControl(new Control("1.2.840.113556.1.4.1339", true));
        SearchResult found = search(search);
        assertThat(urls(found)).isEmpty();
        assertThat(found.getSearchEntries()).hasSize(1);
        var below = new SearchRequest(BELOW, SearchScope.SUB, "(cn=*)");
        below.setFollowReferrals(false);
        below.addControl(new Control("1.2.840.113556.1.4.1339", true));
        var missing = catchThrowableOfType(LDAPSearchException.class, () -> admin.search(below));
        assertThat(missing.getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        assertThat(missing.getMatchedDN()).isEqualTo(BRANCH);
        assertThat(missing.getReferralURLs()).isEmpty();
    }

    /// What a connection keeps of where it searches ends with the first change, whoever makes it.
    @Test
    void searches_from_the_same_place_see_what_others_have_changed_since() throws Exception {
        String name = "ou=kept," + AccessWorld.SUFFIX;
        String elsewhere = "ou=moved," + AccessWorld.SUFFIX;
        String below = "cn=there," + name;
        var search = new SearchRequest(name, SearchScope.SUB, "(objectClass=*)", "1.1");
        search.setFollowReferrals(false);
        try (LDAPConnection other = world.ldap.as(LdapWorld.ADMIN)) {
            other.add(AccessWorld.entry("dn: " + name, "objectClass: organizationalUnit"));
            assertThat(urls(search(search))).isEmpty();
            assertThat(urls(search(search))).isEmpty();
            other.add(referral(below, "ldap://c.example"));
            assertThat(urls(search(search))).hasSize(1);
            var delete = new DeleteRequest(below);
            delete.addControl(new ManageDsaITRequestControl(true));
            other.delete(delete);
            assertThat(urls(search(search))).isEmpty();
            other.modifyDN(name, "ou=moved", true);
            assertThat(LdapWorld.code(() -> admin.search(search))).isEqualTo(ResultCode.NO_SUCH_OBJECT);
            other.modifyDN(elsewhere, "ou=kept", true);
            assertThat(search(search).getEntryCount()).isEqualTo(1);
            other.delete(name);
            assertThat(LdapWorld.code(() -> admin.search(search))).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        }
    }

    @Test
    void pages_are_told_of_it_once() throws Exception {
        var first = new SearchRequest(AccessWorld.SITES, SearchScope.SUB, "(objectClass=*)", "1.1");
        first.addControl(new SimplePagedResultsControl(2));
        SearchResult page = search(first);
        assertThat(urls(page)).hasSize(1);
        var second = new SearchRequest(AccessWorld.SITES, SearchScope.SUB, "(objectClass=*)", "1.1");
        second.addControl(new SimplePagedResultsControl(
                2, Objects.requireNonNull(SimplePagedResultsControl.get(page)).getCookie()));
        assertThat(urls(search(second))).isEmpty();
    }

    @Test
    void it_is_an_entry_like_others_for_who_manages_it() throws Exception {
        var search = new SearchRequest(AccessWorld.SUFFIX, SearchScope.SUB, "(objectClass=referral)", "ref", "*");
        search.addControl(new ManageDsaITRequestControl(true));
        SearchResult found = search(search);
        assertThat(urls(found)).isEmpty();
        assertThat(found.getSearchEntries()).hasSize(2);
        assertThat(Objects.requireNonNull(found.getSearchEntries()).getFirst().getAttributeValue("ref"))
                .startsWith("ldap://");

        String name = "ou=managed," + AccessWorld.SUFFIX;
        admin.add(referral(name, "ldap://a.example/"));
        var modify = new ModifyRequest(name, new Modification(ModificationType.REPLACE, "ref", "ldap://z.example/"));
        modify.addControl(new ManageDsaITRequestControl(true));
        admin.modify(modify);
        assertThat(refused(new DeleteRequest(name)).getReferralURLs()).containsExactly("ldap://z.example/" + name);
        var compare = new CompareRequest(name, "ou", "managed");
        compare.addControl(new ManageDsaITRequestControl(true));
        assertThat(admin.compare(compare).compareMatched()).isTrue();
        var delete = new DeleteRequest(name);
        delete.addControl(new ManageDsaITRequestControl(true));
        admin.delete(delete);
        assertThat(refused(new DeleteRequest(name)).getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
    }

    @Test
    void nothing_moves_to_a_place_that_is_held_elsewhere() {
        assertThat(refused(new ModifyDNRequest("cn=d1," + AccessWorld.SITES, "cn=d1", true, BRANCH))
                        .getResultCode())
                .isEqualTo(ResultCode.AFFECTS_MULTIPLE_DSAS);
    }

    @Test
    void nothing_stands_below_one_even_for_who_manages_it() {
        var add = new AddRequest(AccessWorld.entry("dn: cn=x," + BRANCH, "objectClass: device", "cn: x"));
        add.addControl(new ManageDsaITRequestControl(true));
        assertThat(refused(add).getResultCode()).isEqualTo(ResultCode.NAMING_VIOLATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "http://a.example/",
                "ldap:///dc=x",
                "ldapi://%2Ftmp/",
                "ldap://a.example/dc=x??sub",
                "ldap://a.example/no%20name",
                "ldap://a.example:99999/"
            })
    void what_is_no_place_to_go_to_is_refused(String url) {
        assertThat(refused(referral("ou=bad," + AccessWorld.SUFFIX, url)).getResultCode())
                .isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
    }

    @Test
    void nothing_else_has_a_reference_or_is_extensible() {
        assertThat(LdapWorld.code(() -> admin.modify(
                        AccessWorld.BOB, new Modification(ModificationType.ADD, "ref", "ldap://a.example/"))))
                .isEqualTo(ResultCode.OBJECT_CLASS_VIOLATION);
        assertThat(LdapWorld.code(() -> admin.modify(
                        AccessWorld.BOB, new Modification(ModificationType.ADD, "objectClass", "extensibleObject"))))
                .isEqualTo(ResultCode.OBJECT_CLASS_VIOLATION);
    }

    /// Threat 25: whoever may not know of the object is not told where it leads.
    @Test
    void it_is_as_hidden_as_any_other_entry() throws Exception {
        world.clear();
        var search = new SearchRequest(BELOW, SearchScope.BASE, "(objectClass=*)");
        search.setFollowReferrals(false);
        assertThat(LdapWorld.code(() -> world.svc.search(search))).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        world.allow("sites", AccessWorld.SVC, "read search", AccessWorld.on(AccessWorld.SITES));
        var wide = new SearchRequest(AccessWorld.SUFFIX, SearchScope.SUB, "(objectClass=*)", "1.1");
        wide.setFollowReferrals(false);
        assertThat(urls(world.svc.search(wide)))
                .containsExactly("ldap://c.example/cn=one," + AccessWorld.SITES + "??sub");
        world.clear();
    }

    private SearchResult search(SearchRequest request) throws LDAPException {
        request.setFollowReferrals(false);
        return admin.search(request);
    }

    private static List<String> urls(SearchResult result) {
        return Objects.requireNonNull(result.getSearchReferences()).stream()
                .flatMap(reference -> Arrays.stream(reference.getReferralURLs()))
                .toList();
    }
}
