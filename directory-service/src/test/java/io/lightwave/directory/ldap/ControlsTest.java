package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.CompareRequest;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.ExtendedRequest;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
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
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import com.unboundid.ldap.sdk.controls.AuthorizationIdentityRequestControl;
import com.unboundid.ldap.sdk.controls.AuthorizationIdentityResponseControl;
import com.unboundid.ldap.sdk.controls.DontUseCopyRequestControl;
import com.unboundid.ldap.sdk.controls.ManageDsaITRequestControl;
import com.unboundid.ldap.sdk.controls.MatchedValuesFilter;
import com.unboundid.ldap.sdk.controls.MatchedValuesRequestControl;
import com.unboundid.ldap.sdk.controls.PermissiveModifyRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadResponseControl;
import com.unboundid.ldap.sdk.controls.PreReadRequestControl;
import com.unboundid.ldap.sdk.controls.PreReadResponseControl;
import com.unboundid.ldap.sdk.controls.ProxiedAuthorizationV2RequestControl;
import com.unboundid.ldap.sdk.controls.RFC3672SubentriesRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortResponseControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import com.unboundid.ldap.sdk.controls.SubtreeDeleteRequestControl;
import com.unboundid.ldap.sdk.controls.VirtualListViewRequestControl;
import com.unboundid.ldap.sdk.controls.VirtualListViewResponseControl;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import io.lightwave.directory.AuditEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4511 §4.1.11 Controls")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlsTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String PEOPLE = "ou=people," + SUFFIX;
    private static final String LIST = "ou=list," + SUFFIX;
    private static final int LISTED = 25;

    private final LdapWorld world = new LdapWorld();
    private LDAPConnection admin;
    private int made;

    @BeforeAll
    void prepare() throws Exception {
        admin = world.as(LdapWorld.ADMIN);
        admin.add("dn: " + LIST, "objectClass: organizationalUnit", "ou: list");
        for (int i = 0; i < LISTED; i++) { // not in the order of their names
            admin.add(
                    "dn: cn=%02d,%s".formatted((i * 7) % LISTED, LIST),
                    "objectClass: person",
                    "cn: %02d".formatted((i * 7) % LISTED),
                    "sn: " + (i % 2 == 0 ? "Even" : "odd"),
                    i % 5 == 0 ? "telephoneNumber: +1 555 01%02d".formatted(i) : "description: none");
        }
        world.user(ACME, "alice");
    }

    @AfterAll
    void close() {
        admin.close();
        world.close();
    }

    /// A folder of its own for a test.
    private String folder() throws LDAPException {
        String name = "ou=made%d,%s".formatted(++made, SUFFIX);
        admin.add(name, new Attribute("objectClass", "organizationalUnit"), new Attribute("description", "1", "2"));
        return name;
    }

    private static SearchRequest list(String filter, Control... controls) {
        try {
            var request = new SearchRequest(LIST, SearchScope.ONE, filter, "cn");
            request.setControls(controls);
            return request;
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> names(SearchResult result) {
        return sure(result.getSearchEntries()).stream()
                .map(entry -> Objects.requireNonNull(entry.getAttributeValue("cn")))
                .toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj("%02d"::formatted).toList();
    }

    private static <T> T sure(@Nullable T value) {
        return Objects.requireNonNull(value);
    }

    private static LDAPException refused(LdapWorld.Operation operation) {
        return catchThrowableOfType(LDAPException.class, operation::run);
    }

    @Nested
    @DisplayName("what is known, and where")
    class Known {

        @Test
        void the_root_tells_of_every_one() throws Exception {
            assertThat(LdapWorld.entry(admin, "", "supportedControl").getAttributeValues("supportedControl"))
                    .contains(
                            SimplePagedResultsControl.PAGED_RESULTS_OID,
                            ServerSideSortRequestControl.SERVER_SIDE_SORT_REQUEST_OID,
                            AssertionRequestControl.ASSERTION_REQUEST_OID,
                            "1.3.6.1.4.1.4203.1.10.2")
                    .doesNotHaveDuplicates();
        }

        @Test
        void one_that_has_no_meaning_with_the_operation_is_unknown_there() throws Exception {
            String name = folder();
            var critical = new SubtreeDeleteRequestControl(true);
            var modification = new Modification(ModificationType.REPLACE, "description", "x");
            assertThat(LdapWorld.code(() -> admin.modify(
                            new ModifyRequest(name, new Modification[] {modification}, new Control[] {critical}))))
                    .isEqualTo(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
            assertThat(LdapWorld.code(() ->
                            admin.modify(new ModifyRequest(name, new Modification[] {modification}, new Control[] {
                                new SubtreeDeleteRequestControl(false)
                            }))))
                    .isEqualTo(ResultCode.SUCCESS);
        }

        @Test
        void one_given_twice_or_with_a_value_that_is_none_is_a_protocol_error() {
            var page = new SimplePagedResultsControl(5);
            assertThat(LdapWorld.code(() -> admin.search(list("(cn=*)", page, page))))
                    .isEqualTo(ResultCode.PROTOCOL_ERROR);
            for (String oid : List.of(
                    SimplePagedResultsControl.PAGED_RESULTS_OID,
                    ServerSideSortRequestControl.SERVER_SIDE_SORT_REQUEST_OID,
                    AssertionRequestControl.ASSERTION_REQUEST_OID,
                    MatchedValuesRequestControl.MATCHED_VALUES_REQUEST_OID)) {
                for (byte[] value : new byte[][] {{}, {1}, {0x30, 0x7f}, {0x30, (byte) 0x84, 0x7f, 0, 0, 0}}) {
                    var control = new Control(oid, false, new ASN1OctetString(value));
                    assertThat(LdapWorld.code(() -> admin.search(list("(cn=*)", control))))
                            .isEqualTo(ResultCode.PROTOCOL_ERROR);
                }
                assertThat(LdapWorld.code(() -> admin.search(list("(cn=*)", new Control(oid)))))
                        .isEqualTo(ResultCode.PROTOCOL_ERROR);
            }
        }

        /// Threat 18: the depth of a filter within a control is bounded like that of the search's own.
        @Test
        void one_that_has_no_value_is_not_taken_with_one() throws Exception {
            for (String oid : List.of("2.16.840.1.113730.3.4.2", "1.3.6.1.1.22", "1.2.840.113556.1.4.1339")) {
                var some = new Control(oid, true, new ASN1OctetString("x"));
                assertThat(LdapWorld.code(() -> admin.search(list("(cn=*)", some))))
                        .isEqualTo(ResultCode.PROTOCOL_ERROR);
                var empty = new Control(oid, true, new ASN1OctetString());
                assertThat(admin.search(list("(cn=*)", empty)).getResultCode()).isEqualTo(ResultCode.SUCCESS);
            }
        }

        @Test
        void a_filter_within_a_control_is_not_nested_without_end() throws Exception {
            byte[] filter = Filter.createPresenceFilter("cn").encode().encode();
            for (int i = 0; i < 20_000; i++) {
                filter = nested(filter);
            }
            var control = new Control(AssertionRequestControl.ASSERTION_REQUEST_OID, true, new ASN1OctetString(filter));
            assertThat(LdapWorld.code(() -> admin.search(list("(cn=*)", control))))
                    .isEqualTo(ResultCode.PROTOCOL_ERROR);
            assertThat(admin.getEntry(LIST)).isNotNull();
        }

        private static byte[] nested(byte[] filter) {
            int length = filter.length;
            byte[] header = length < 0x80
                    ? new byte[] {(byte) 0xa2, (byte) length}
                    : new byte[] {(byte) 0xa2, (byte) 0x83, (byte) (length >> 16), (byte) (length >> 8), (byte) length};
            byte[] not = Arrays.copyOf(header, header.length + length);
            System.arraycopy(filter, 0, not, header.length, length);
            return not;
        }

        @Test
        void manage_dsa_it_and_dont_use_copy_change_nothing_here() throws Exception {
            assertThat(admin.search(list(
                                    "(cn=03)", new ManageDsaITRequestControl(true), new DontUseCopyRequestControl()))
                            .getEntryCount())
                    .isEqualTo(1);
        }

        @DisplayName("RFC 3672 §3")
        @Test
        void there_are_no_subentries_to_be_asked_for() throws Exception {
            assertThat(admin.search(list("(cn=03)", new RFC3672SubentriesRequestControl(true)))
                            .getEntryCount())
                    .isZero();
            assertThat(admin.search(list("(cn=03)", new RFC3672SubentriesRequestControl(false)))
                            .getEntryCount())
                    .isEqualTo(1);
        }

        @DisplayName("RFC 3829")
        @Test
        void a_bind_can_be_told_who_has_bound() throws Exception {
            try (LDAPConnection connection = world.anonymous()) {
                var bind = new SimpleBindRequest(
                        LdapWorld.ADMIN, LdapWorld.PASSWORD, new AuthorizationIdentityRequestControl(true));
                AuthorizationIdentityResponseControl told =
                        sure(AuthorizationIdentityResponseControl.get(connection.bind(bind)));
                assertThat(told.getAuthorizationID()).isEqualTo("dn:" + LdapWorld.ADMIN);
                told = sure(AuthorizationIdentityResponseControl.get(
                        connection.bind(new SimpleBindRequest("", "", new AuthorizationIdentityRequestControl(true)))));
                assertThat(told.getAuthorizationID()).isEmpty();
            }
        }
    }

    @Nested
    @DisplayName("RFC 2696 Paged results")
    class Paged {

        private List<String> pages(LDAPConnection connection, int size, SearchRequest request, List<Integer> sizes)
                throws LDAPException {
            var names = new ArrayList<String>();
            ASN1OctetString cookie = null;
            do {
                Control[] others = Arrays.stream(request.getControls())
                        .filter(control -> !(control instanceof SimplePagedResultsControl))
                        .toArray(Control[]::new);
                Control[] all = Arrays.copyOf(others, others.length + 1);
                all[others.length] = new SimplePagedResultsControl(size, cookie, true);
                request.setControls(all);
                SearchResult result = connection.search(request);
                names.addAll(names(result));
                sizes.add(result.getEntryCount());
                cookie = sure(SimplePagedResultsControl.get(result)).getCookie();
            } while (cookie != null && cookie.getValueLength() > 0);
            return names;
        }

        @ParameterizedTest(name = "{0}, {1} a page")
        @CsvSource({
            "(cn=*), 10, 10 10 5",
            "(cn=*), 25, 25",
            "(cn=*), 24, 24 1",
            "(sn=even), 5, 5 5 3",
            "(objectClass=person), 7, 7 7 7 4",
            "(cn=99), 3, 0",
            "(|(cn=01)(cn=02)(cn=03)), 2, 2 1"
        })
        void every_entry_comes_once(String filter, int size, String expected) throws Exception {
            var sizes = new ArrayList<Integer>();
            List<String> names = pages(admin, size, list(filter), sizes);
            assertThat(sizes.stream().map(String::valueOf).toList()).containsExactly(expected.split(" "));
            assertThat(names).doesNotHaveDuplicates();
            assertThat(new HashSet<>(names)).isEqualTo(new HashSet<>(names(admin.search(list(filter)))));
        }

        @Test
        void sorted_pages_go_on_where_the_last_one_ended() throws Exception {
            var sizes = new ArrayList<Integer>();
            List<String> names = pages(
                    admin, 10, list("(cn=*)", new ServerSideSortRequestControl(true, new SortKey("cn", true))), sizes);
            assertThat(names).isEqualTo(numbers(0, LISTED).reversed());
            assertThat(sizes).containsExactly(10, 10, 5);
        }

        @Test
        @DisplayName("RFC 2891 §2, case 5")
        void pages_that_cannot_be_sorted_come_unsorted_unless_sorting_is_critical() throws Exception {
            var sizes = new ArrayList<Integer>();
            var nonsense = new SortKey("nonsense");
            List<String> names =
                    pages(admin, 10, list("(cn=*)", new ServerSideSortRequestControl(false, nonsense)), sizes);
            assertThat(sizes).containsExactly(10, 10, 5);
            assertThat(names).containsExactlyInAnyOrderElementsOf(numbers(0, LISTED));
            SearchResult first = admin.search(list(
                    "(cn=*)",
                    new ServerSideSortRequestControl(false, nonsense),
                    new SimplePagedResultsControl(10, true)));
            assertThat(sure(ServerSideSortResponseControl.get(first)).getResultCode())
                    .isEqualTo(ResultCode.NO_SUCH_ATTRIBUTE);
            assertThat(LdapWorld.code(() -> admin.search(list(
                            "(cn=*)",
                            new ServerSideSortRequestControl(true, nonsense),
                            new SimplePagedResultsControl(10, true)))))
                    .isEqualTo(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
        }

        @Test
        void a_cookie_is_good_for_its_search_its_connection_and_its_owner_only() throws Exception {
            ASN1OctetString cookie = sure(SimplePagedResultsControl.get(
                            admin.search(list("(cn=*)", new SimplePagedResultsControl(5, true)))))
                    .getCookie();
            var next = new SimplePagedResultsControl(5, cookie, true);
            assertThat(LdapWorld.code(() -> admin.search(list("(sn=*)", next))))
                    .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            byte[] forged = cookie.getValue().clone();
            forged[3] ^= 1;
            assertThat(LdapWorld.code(() -> admin.search(
                            list("(cn=*)", new SimplePagedResultsControl(5, new ASN1OctetString(forged), true)))))
                    .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            assertThat(LdapWorld.code(() -> admin.search(
                            list("(cn=*)", new SimplePagedResultsControl(5, new ASN1OctetString("x"), true)))))
                    .isEqualTo(ResultCode.PROTOCOL_ERROR);
            try (LDAPConnection other = world.as(LdapWorld.ADMIN)) {
                assertThat(LdapWorld.code(() -> other.search(list("(cn=*)", next))))
                        .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            }
            try (LDAPConnection changing = world.as(LdapWorld.ADMIN)) {
                ASN1OctetString its = sure(SimplePagedResultsControl.get(
                                changing.search(list("(cn=*)", new SimplePagedResultsControl(5, true)))))
                        .getCookie();
                changing.bind("uid=admin,ou=people,dc=lightwave,dc=local", LdapWorld.PASSWORD);
                assertThat(LdapWorld.code(
                                () -> changing.search(list("(cn=*)", new SimplePagedResultsControl(5, its, true)))))
                        .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            }
            assertThat(admin.search(list("(cn=*)", next)).getEntryCount()).isEqualTo(5);
        }

        @Test
        void the_size_limit_is_for_all_pages_together() throws Exception {
            SearchRequest request = list("(cn=*)", new SimplePagedResultsControl(5, true));
            request.setSizeLimit(7);
            ASN1OctetString cookie =
                    sure(SimplePagedResultsControl.get(admin.search(request))).getCookie();
            request.setControls(new SimplePagedResultsControl(5, cookie, true));
            LDAPSearchException exceeded = catchThrowableOfType(LDAPSearchException.class, () -> admin.search(request));
            assertThat(exceeded.getResultCode()).isEqualTo(ResultCode.SIZE_LIMIT_EXCEEDED);
            assertThat(exceeded.getEntryCount()).isEqualTo(2);
        }

        @Test
        void a_page_of_nothing_gives_up() throws Exception {
            SearchResult result = admin.search(list("(cn=*)", new SimplePagedResultsControl(0, true)));
            assertThat(result.getEntryCount()).isZero();
            assertThat(sure(SimplePagedResultsControl.get(result)).moreResultsToReturn())
                    .isFalse();
        }

        @Test
        void who_sees_only_itself_finds_itself_once() throws Exception {
            try (LDAPConnection alice = world.as("uid=alice," + PEOPLE)) {
                var request = new SearchRequest(SUFFIX, SearchScope.SUB, "(objectClass=*)", "cn");
                assertThat(pages(alice, 1, request, new ArrayList<>()).size()).isLessThanOrEqualTo(1);
            }
        }
    }

    @Nested
    @DisplayName("RFC 2891 Server-side sorting")
    class Sorted {

        private SearchResult sorted(boolean critical, SortKey... keys) throws LDAPException {
            return admin.search(list("(cn=*)", new ServerSideSortRequestControl(critical, keys)));
        }

        @Test
        void entries_come_in_order_of_one_key_or_several() throws Exception {
            SearchResult result = sorted(true, new SortKey("cn"));
            assertThat(names(result)).isEqualTo(numbers(0, LISTED));
            assertThat(sure(ServerSideSortResponseControl.get(result)).getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);

            List<String> bySurname = names(sorted(true, new SortKey("sn"), new SortKey("cn", true)));
            var even = new ArrayList<String>();
            var odd = new ArrayList<String>();
            for (int i = 0; i < LISTED; i++) {
                (i % 2 == 0 ? even : odd).add("%02d".formatted((i * 7) % LISTED));
            }
            even.sort(java.util.Comparator.reverseOrder());
            odd.sort(java.util.Comparator.reverseOrder());
            even.addAll(odd);
            assertThat(bySurname).isEqualTo(even);
        }

        @Test
        void entries_without_the_attribute_come_last_and_in_reverse_first() throws Exception {
            List<String> forward = names(sorted(true, new SortKey("telephoneNumber"), new SortKey("cn")));
            assertThat(forward.subList(0, 5)).containsExactly("00", "10", "20", "05", "15");
            List<String> reverse = names(sorted(true, new SortKey("telephoneNumber", true), new SortKey("cn")));
            assertThat(reverse.subList(LISTED - 5, LISTED)).containsExactly("15", "05", "20", "10", "00");
        }

        @Test
        void a_rule_may_be_named_if_it_applies() throws Exception {
            assertThat(names(sorted(true, new SortKey("cn", "caseExactMatch", true))))
                    .isEqualTo(numbers(0, LISTED).reversed());
            LDAPException refused = refused(() -> sorted(true, new SortKey("cn", "integerOrderingMatch", false)));
            assertThat(refused.getResultCode()).isEqualTo(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
        }

        @Test
        void what_cannot_be_sorted_is_refused_if_sorting_is_critical_and_else_comes_unsorted() throws Exception {
            LDAPException refused = refused(() -> sorted(true, new SortKey("nonsense")));
            assertThat(refused.getResultCode()).isEqualTo(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
            SearchResult unsorted = sorted(false, new SortKey("nonsense"));
            assertThat(unsorted.getEntryCount()).isEqualTo(LISTED);
            ServerSideSortResponseControl why = sure(ServerSideSortResponseControl.get(unsorted));
            assertThat(why.getResultCode()).isEqualTo(ResultCode.NO_SUCH_ATTRIBUTE);
            assertThat(why.getAttributeName()).isEqualTo("nonsense");
        }

        @Test
        void the_size_limit_cuts_the_sorted_list() throws Exception {
            SearchRequest request = list("(cn=*)", new ServerSideSortRequestControl(true, new SortKey("cn")));
            request.setSizeLimit(3);
            LDAPSearchException cut = catchThrowableOfType(LDAPSearchException.class, () -> admin.search(request));
            assertThat(cut.getResultCode()).isEqualTo(ResultCode.SIZE_LIMIT_EXCEEDED);
            assertThat(names(sure(cut.getSearchResult()))).containsExactly("00", "01", "02");
        }
    }

    @Nested
    @DisplayName("draft-ietf-ldapext-ldapv3-vlv-09 Virtual list view")
    class View {

        private SearchResult view(VirtualListViewRequestControl view) throws LDAPException {
            return admin.search(list("(cn=*)", new ServerSideSortRequestControl(true, new SortKey("cn")), view));
        }

        @ParameterizedTest(name = "{0} of {1}, {2} before, {3} after")
        @CsvSource({
            "1, 0, 0, 4, 1, 0-5",
            "10, 0, 2, 2, 10, 7-12",
            "25, 25, 3, 9, 25, 21-25",
            "99, 0, 3, 0, 26, 22-25",
            "50, 100, 0, 0, 12, 11-12",
            "100, 100, 1, 0, 25, 23-25",
            "1, 100, 0, 2147483647, 1, 0-25",
        })
        void a_window_is_sent(int offset, int count, int before, int after, int position, String expected)
                throws Exception {
            SearchResult result = view(new VirtualListViewRequestControl(offset, before, after, count, null, true));
            String[] range = expected.split("-", 2);
            assertThat(names(result)).isEqualTo(numbers(Integer.parseInt(range[0]), Integer.parseInt(range[1])));
            VirtualListViewResponseControl told = sure(VirtualListViewResponseControl.get(result));
            assertThat(told.getTargetPosition()).isEqualTo(position);
            assertThat(told.getContentCount()).isEqualTo(LISTED);
            assertThat(told.getResultCode()).isEqualTo(ResultCode.SUCCESS);
        }

        @Test
        void a_value_is_a_place_in_the_list_too() throws Exception {
            SearchResult result = view(new VirtualListViewRequestControl("07", 1, 2, null, true));
            assertThat(names(result)).containsExactly("06", "07", "08", "09");
            assertThat(sure(VirtualListViewResponseControl.get(result)).getTargetPosition())
                    .isEqualTo(8);
            result = view(new VirtualListViewRequestControl("99", 1, 2, null, true));
            assertThat(names(result)).containsExactly("24");
            assertThat(sure(VirtualListViewResponseControl.get(result)).getTargetPosition())
                    .isEqualTo(LISTED + 1);
        }

        @Test
        void it_needs_an_order_and_an_offset_that_exists() throws Exception {
            var view = new VirtualListViewRequestControl(1, 0, 0, 0, null, true);
            LDAPException refused = refused(() -> admin.search(list("(cn=*)", view)));
            assertThat(refused.getResultCode()).isEqualTo(ResultCode.VIRTUAL_LIST_VIEW_ERROR);
            assertThat(told(refused).getResultCode()).isEqualTo(ResultCode.SORT_CONTROL_MISSING);
            refused = refused(() -> view(new VirtualListViewRequestControl(0, 0, 0, 0, null, true)));
            assertThat(refused.getResultCode()).isEqualTo(ResultCode.VIRTUAL_LIST_VIEW_ERROR);
            assertThat(told(refused).getResultCode()).isEqualTo(ResultCode.OFFSET_RANGE_ERROR);
        }

        private static VirtualListViewResponseControl told(LDAPException refused) throws LDAPException {
            return (VirtualListViewResponseControl)
                    Objects.requireNonNull(refused.getResponseControl("2.16.840.1.113730.3.4.10"));
        }
    }

    @Nested
    @DisplayName("RFC 3876 Matched values")
    class Matched {

        @Test
        void only_values_that_an_item_chooses_are_sent() throws Exception {
            String name = folder();
            var request = new SearchRequest(name, SearchScope.BASE, "(objectClass=*)");
            request.setControls(new MatchedValuesRequestControl(
                    true,
                    MatchedValuesFilter.createEqualityFilter("description", "2"),
                    MatchedValuesFilter.createSubstringFilter("objectClass", "organi", null, null),
                    MatchedValuesFilter.createExtensibleMatchFilter("ou", "caseExactMatch", "x")));
            SearchResultEntry entry =
                    sure(admin.search(request).getSearchEntries()).getFirst();
            assertThat(entry.getAttributeValues("description")).containsExactly("2");
            assertThat(entry.hasAttribute("ou")).isFalse();
        }

        @Test
        void of_types_only_nothing_is_chosen() throws Exception {
            var request = new SearchRequest(folder(), SearchScope.BASE, "(objectClass=*)", "description");
            request.setTypesOnly(true);
            request.setControls(new MatchedValuesRequestControl(
                    true, MatchedValuesFilter.createEqualityFilter("description", "no")));
            assertThat(sure(admin.search(request).getSearchEntries()).getFirst().hasAttribute("description"))
                    .isTrue();
        }
    }

    @Nested
    @DisplayName("RFC 4528 Assertion")
    class Asserted {

        private static Control asserting(String filter) throws LDAPException {
            return new AssertionRequestControl(filter, true);
        }

        @ParameterizedTest
        @ValueSource(strings = {"(description=3)", "(nonsense=1)", "(!(nonsense=1))", "(!(description=1))"})
        void an_operation_whose_assertion_is_not_true_does_not_take_place(String filter) throws Exception {
            String name = folder();
            Control[] control = {asserting(filter)};
            var modification = new Modification(ModificationType.REPLACE, "description", "x");
            assertThat(LdapWorld.code(
                            () -> admin.modify(new ModifyRequest(name, new Modification[] {modification}, control))))
                    .isEqualTo(ResultCode.ASSERTION_FAILED);
            assertThat(LdapWorld.code(() -> admin.delete(new DeleteRequest(name, control))))
                    .isEqualTo(ResultCode.ASSERTION_FAILED);
            assertThat(LdapWorld.code(() -> admin.modifyDN(new ModifyDNRequest(name, "ou=x", true, null, control))))
                    .isEqualTo(ResultCode.ASSERTION_FAILED);
            assertThat(LdapWorld.code(() -> admin.compare(new CompareRequest(name, "ou", "x", control))))
                    .isEqualTo(ResultCode.ASSERTION_FAILED);
            var search = new SearchRequest(name, SearchScope.SUB, "(objectClass=*)");
            search.setControls(control);
            assertThat(LdapWorld.code(() -> admin.search(search))).isEqualTo(ResultCode.ASSERTION_FAILED);
            String child = "ou=child," + name;
            assertThat(LdapWorld.code(() -> admin.add(new AddRequest(
                            child,
                            new Attribute[] {new Attribute("objectClass", "organizationalUnit")},
                            new Control[] {asserting("(ou=other)")}))))
                    .isEqualTo(ResultCode.ASSERTION_FAILED);
            assertThat(admin.getEntry(child)).isNull();
            assertThat(LdapWorld.entry(admin, name).getAttributeValues("description"))
                    .containsExactlyInAnyOrder("1", "2");
        }

        @Test
        void one_whose_assertion_is_true_does() throws Exception {
            String name = folder();
            var modification = new Modification(ModificationType.REPLACE, "description", "x");
            admin.modify(new ModifyRequest(
                    name, new Modification[] {modification}, new Control[] {asserting("(description=2)")}));
            admin.delete(new DeleteRequest(name, new Control[] {asserting("(&(description=x)(objectClass=*))")}));
            assertThat(LdapWorld.code(() -> admin.delete(new DeleteRequest(name, new Control[] {asserting("(a=b)")}))))
                    .isEqualTo(ResultCode.NO_SUCH_OBJECT);
        }

        /// Threat 25: no assertion about what cannot be searched for.
        @Test
        void nothing_is_asserted_of_what_is_hidden() throws Exception {
            try (LDAPConnection alice = world.as("uid=alice," + PEOPLE)) {
                assertThat(LdapWorld.code(() ->
                                alice.delete(new DeleteRequest(LIST, new Control[] {asserting("(objectClass=*)")}))))
                        .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            }
        }

        /// Each raises the number only if it is still the one it has read; none is lost.
        @Test
        void of_writers_at_once_one_wins_each_time() throws Exception {
            String name = "cn=counter," + SUFFIX;
            admin.add("dn: " + name, "objectClass: person", "cn: counter", "sn: x", "description: 0");
            int writers = 4;
            int each = 10;
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < writers; i++) {
                LDAPConnection connection = world.as(LdapWorld.ADMIN);
                threads.add(Thread.ofVirtual().start(() -> {
                    try (connection) {
                        for (int done = 0; done < each; ) {
                            String now = LdapWorld.entry(connection, name).getAttributeValue("description");
                            String next = String.valueOf(Integer.parseInt(now) + 1);
                            var raise = new ModifyRequest(
                                    name,
                                    new Modification[] {new Modification(ModificationType.REPLACE, "description", next)
                                    },
                                    new Control[] {asserting("(description=%s)".formatted(now))});
                            ResultCode code = LdapWorld.code(() -> connection.modify(raise));
                            assertThat(code).isIn(ResultCode.SUCCESS, ResultCode.ASSERTION_FAILED);
                            done += code.equals(ResultCode.SUCCESS) ? 1 : 0;
                        }
                    } catch (LDAPException e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(LdapWorld.entry(admin, name).getAttributeValue("description"))
                    .isEqualTo(String.valueOf(writers * each));
        }
    }

    @Nested
    @DisplayName("RFC 4527 Read entry, and no-op")
    class Read {

        @Test
        void a_modification_shows_the_entry_before_and_after() throws Exception {
            String name = folder();
            var request = new ModifyRequest(
                    name,
                    new Modification[] {new Modification(ModificationType.REPLACE, "description", "3")},
                    new Control[] {
                        new PreReadRequestControl(true, "description", "ou"),
                        new PostReadRequestControl(true, "description", "modifyTimestamp")
                    });
            LDAPResult result = admin.modify(request);
            for (Control control : result.getResponseControls()) { // RFC 4511 §4.5.2: [APPLICATION 4]
                assertThat(sure(control.getValue()).getValue()[0]).isEqualTo((byte) 0x64);
            }
            var before = sure(PreReadResponseControl.get(result)).getEntry();
            assertThat(before.getDN()).isEqualTo(name);
            assertThat(before.getAttributeValues("description")).containsExactlyInAnyOrder("1", "2");
            assertThat(before.hasAttribute("ou")).isTrue();
            var after = sure(PostReadResponseControl.get(result)).getEntry();
            assertThat(after.getAttributeValues("description")).containsExactly("3");
            assertThat(after.hasAttribute("modifyTimestamp")).isTrue();
        }

        @Test
        void adding_renaming_and_deleting_show_what_there_is_to_show() throws Exception {
            String name = "ou=read,%s".formatted(SUFFIX);
            LDAPResult added = admin.add(new AddRequest(
                    name,
                    new Attribute[] {new Attribute("objectClass", "organizationalUnit")},
                    new Control[] {new PostReadRequestControl(true, "entryUUID")}));
            assertThat(sure(PostReadResponseControl.get(added)).getEntry().hasAttribute("entryUUID"))
                    .isTrue();
            LDAPResult renamed = admin.modifyDN(new ModifyDNRequest(name, "ou=Read2", true, null, new Control[] {
                new PreReadRequestControl(true, "ou"), new PostReadRequestControl(true, "ou")
            }));
            assertThat(sure(PreReadResponseControl.get(renamed)).getEntry().getAttributeValue("ou"))
                    .isEqualTo("read");
            var after = sure(PostReadResponseControl.get(renamed)).getEntry();
            assertThat(after.getDN()).isEqualTo("ou=Read2," + SUFFIX);
            assertThat(after.getAttributeValue("ou")).isEqualTo("Read2");
            LDAPResult deleted = admin.delete(
                    new DeleteRequest("ou=read2," + SUFFIX, new Control[] {new PreReadRequestControl(true, "ou")}));
            assertThat(sure(PreReadResponseControl.get(deleted)).getEntry().getAttributeValue("ou"))
                    .isEqualTo("Read2");
        }

        @Test
        void a_change_that_fails_shows_nothing() throws Exception {
            LDAPException refused = refused(() ->
                    admin.delete(new DeleteRequest(LIST, new Control[] {new PreReadRequestControl(true, "ou")})));
            assertThat(refused.getResultCode()).isEqualTo(ResultCode.NOT_ALLOWED_ON_NONLEAF);
            assertThat(refused.getResponseControls()).isEmpty();
        }

        @DisplayName("draft-zeilenga-ldap-noop-12")
        @Test
        void a_no_operation_tells_whether_it_could_be_done_and_does_not_do_it() throws Exception {
            String name = folder();
            Control[] noOp = {new Control("1.3.6.1.4.1.4203.1.10.2", true)};
            int events = world.directory.audit.events.size();
            var modification = new Modification(ModificationType.REPLACE, "description", "x");
            assertThat(admin.modify(new ModifyRequest(name, new Modification[] {modification}, noOp))
                            .getResultCode())
                    .isEqualTo(ResultCode.NO_OPERATION);
            assertThat(admin.delete(new DeleteRequest(name, noOp)).getResultCode())
                    .isEqualTo(ResultCode.NO_OPERATION);
            assertThat(admin.modifyDN(new ModifyDNRequest(name, "ou=moved", true, null, noOp))
                            .getResultCode())
                    .isEqualTo(ResultCode.NO_OPERATION);
            assertThat(admin.add(new AddRequest(
                                    "ou=no," + SUFFIX,
                                    new Attribute[] {new Attribute("objectClass", "organizationalUnit")},
                                    noOp))
                            .getResultCode())
                    .isEqualTo(ResultCode.NO_OPERATION);
            assertThat(LdapWorld.code(() -> admin.delete(new DeleteRequest(LIST, noOp))))
                    .isEqualTo(ResultCode.NOT_ALLOWED_ON_NONLEAF);
            assertThat(admin.getEntry("ou=no," + SUFFIX)).isNull();
            assertThat(LdapWorld.entry(admin, name).getAttributeValues("description"))
                    .containsExactlyInAnyOrder("1", "2");
            assertThat(world.directory.audit.events.size()).isGreaterThan(events);
        }
    }

    @Nested
    @DisplayName("Permissive modify and tree delete")
    class Permissive {

        @Test
        void what_has_been_done_already_is_left_out() throws Exception {
            String name = folder();
            Control[] permissive = {new PermissiveModifyRequestControl(true)};
            Modification[] modifications = {
                new Modification(ModificationType.ADD, "description", "1", "3"),
                new Modification(ModificationType.DELETE, "description", "2", "9"),
                new Modification(ModificationType.DELETE, "telephoneNumber"),
                new Modification(ModificationType.ADD, "description", "3"),
            };
            assertThat(LdapWorld.code(() -> admin.modify(new ModifyRequest(name, modifications))))
                    .isEqualTo(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS);
            admin.modify(new ModifyRequest(name, modifications, permissive));
            assertThat(LdapWorld.entry(admin, name).getAttributeValues("description"))
                    .containsExactlyInAnyOrder("1", "3");
            admin.modify(new ModifyRequest(name, modifications, permissive));
            assertThat(LdapWorld.code(() -> admin.modify(new ModifyRequest(
                            name,
                            new Modification[] {new Modification(ModificationType.ADD, "nonsense", "1")},
                            permissive))))
                    .isEqualTo(ResultCode.UNDEFINED_ATTRIBUTE_TYPE);
        }

        @Test
        void a_subtree_goes_as_a_whole_or_not_at_all() throws Exception {
            String name = folder();
            admin.add("ou=a," + name, new Attribute("objectClass", "organizationalUnit"));
            admin.add("ou=b,ou=a," + name, new Attribute("objectClass", "organizationalUnit"));
            admin.delete(new DeleteRequest(name, new Control[] {new SubtreeDeleteRequestControl(true)}));
            assertThat(admin.getEntry(name)).isNull();
            assertThat(world.directory.audit.events.subList(
                            world.directory.audit.events.size() - 3, world.directory.audit.events.size()))
                    .extracting(AuditEvent::target)
                    .containsExactly("ou=b,ou=a," + name, "ou=a," + name, name);
            assertThat(LdapWorld.code(() -> admin.delete(
                            new DeleteRequest(PEOPLE, new Control[] {new SubtreeDeleteRequestControl(true)}))))
                    .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            assertThat(admin.getEntry("uid=alice," + PEOPLE)).isNotNull();
            assertThat(LdapWorld.code(() -> admin.delete(
                            new DeleteRequest(name, new Control[] {new SubtreeDeleteRequestControl(true)}))))
                    .isEqualTo(ResultCode.NO_SUCH_OBJECT);
        }
    }

    /// Threat 25.
    @Nested
    @DisplayName("RFC 4370 Proxied authorization")
    class Proxied {

        private ResultCode as(LDAPConnection connection, String identity) {
            return LdapWorld.code(() -> connection.search(whoSearches(identity)));
        }

        private SearchRequest whoSearches(String identity) throws LDAPException {
            var request = new SearchRequest("uid=alice," + PEOPLE, SearchScope.BASE, "(objectClass=*)");
            request.setControls(new ProxiedAuthorizationV2RequestControl(identity));
            return request;
        }

        @Test
        void an_administrator_may_act_as_whom_it_administers_and_is_that_one() throws Exception {
            for (String identity : List.of("dn:uid=alice," + PEOPLE, "u:alice", "u:alice@acme.example")) {
                var result = (WhoAmIExtendedResult) admin.processExtendedOperation(
                        new WhoAmIExtendedRequest(new Control[] {new ProxiedAuthorizationV2RequestControl(identity)}));
                assertThat(result.getAuthorizationID()).isEqualTo("dn:uid=alice," + PEOPLE);
                assertThat(world.lastEvent().action()).isEqualTo("ldap.proxy");
                assertThat(world.lastEvent().actor()).isEqualTo("user:admin@acme.example");
                assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.SUCCESS);
            }
            var search = new SearchRequest(LIST, SearchScope.SUB, "(objectClass=*)");
            search.setControls(new ProxiedAuthorizationV2RequestControl("u:alice"));
            assertThat(LdapWorld.code(() -> admin.search(search))).isEqualTo(ResultCode.NO_SUCH_OBJECT);
            assertThat(as(admin, "")).isEqualTo(ResultCode.NO_SUCH_OBJECT);
            assertThat(as(admin, "dn:")).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "u:nobody",
                    "dn:ou=people,dc=acme,dc=example",
                    "nonsense",
                    "dn:nonsense",
                    "u:admin@sub.acme.example",
                    "dn:uid=admin,ou=people,dc=lightwave,dc=local"
                })
        void nobody_acts_as_others(String identity) throws Exception {
            assertThat(as(admin, identity)).isEqualTo(ResultCode.AUTHORIZATION_DENIED);
            assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
        }

        @Test
        void a_user_acts_as_nobody_else_and_nobody_as_a_user() throws Exception {
            try (LDAPConnection alice = world.as("uid=alice," + PEOPLE);
                    LDAPConnection anonymous = world.anonymous()) {
                assertThat(as(alice, "dn:" + LdapWorld.ADMIN)).isEqualTo(ResultCode.AUTHORIZATION_DENIED);
                assertThat(as(alice, "u:alice")).isEqualTo(ResultCode.AUTHORIZATION_DENIED);
                assertThat(as(anonymous, "u:alice")).isEqualTo(ResultCode.AUTHORIZATION_DENIED);
                assertThat(as(anonymous, "")).isEqualTo(ResultCode.AUTHORIZATION_DENIED);
                assertThat(as(alice, "dn:")).isEqualTo(ResultCode.AUTHORIZATION_DENIED);
            }
        }

        @Test
        void it_is_always_critical() throws Exception {
            var request = new ExtendedRequest(
                    WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID,
                    new Control[] {new Control("2.16.840.1.113730.3.4.18", false, new ASN1OctetString("u:alice"))});
            assertThat(LdapWorld.code(() -> admin.processExtendedOperation(request)))
                    .isEqualTo(ResultCode.PROTOCOL_ERROR);
        }
    }

    @Test
    void an_empty_choice_of_values_is_a_protocol_error() {
        var control = new Control(
                MatchedValuesRequestControl.MATCHED_VALUES_REQUEST_OID,
                false,
                new ASN1OctetString(new ASN1Sequence().encode()));
        assertThat(LdapWorld.code(() -> admin.search(list("(cn=*)", control)))).isEqualTo(ResultCode.PROTOCOL_ERROR);
    }
}
