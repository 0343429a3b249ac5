package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.AbandonRequestProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import java.net.InetAddress;
import java.net.Socket;
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

@DisplayName("RFC 4511 §4.5 Search")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchWireTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String PEOPLE = "ou=people,dc=acme,dc=example";

    private final LdapWorld world = new LdapWorld();

    @BeforeAll
    void people() throws Exception {
        world.user(ACME, "alice");
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            for (String name : List.of("bob", "carol")) {
                admin.add(
                        "dn: uid=%s,%s".formatted(name, PEOPLE),
                        "objectClass: inetOrgPerson",
                        "cn: %s".formatted(name.toUpperCase(java.util.Locale.ROOT)),
                        "sn: Example",
                        "mail: %s@acme.example".formatted(name),
                        "employeeNumber: 7",
                        "objectClass: posixAccount",
                        "uidNumber: " + (name.equals("bob") ? 66_050 : 4),
                        "gidNumber: 4",
                        "homeDirectory: /home/" + name,
                        "postalAddress: 1 Main St. $ %s $ costs \\2420".formatted(name));
            }
        }
    }

    @AfterAll
    void close() {
        world.close();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = ';', textBlock = """
            uid=bob,ou=people,dc=acme,dc=example; BASE; (objectClass=*);                      uid=bob
            ou=people,dc=acme,dc=example;         ONE;  (objectClass=inetOrgPerson);          uid=admin uid=alice uid=bob uid=carol
            dc=acme,dc=example;                   SUB;  (uid=BOB);                            uid=bob
            dc=acme,dc=example;                   ONE;  (uid=bob);                            -
            dc=acme,dc=example;                   SUB;  (&(sn=example)(!(uid=bob)));          uid=carol
            dc=acme,dc=example;                   SUB;  (|(uid=bob)(mail=carol@acme.example)); uid=bob uid=carol
            dc=acme,dc=example;                   SUB;  (uid=c*o*);                           uid=carol
            dc=acme,dc=example;                   SUB;  (&(uid=bob)(createTimestamp>=20200101000000Z)); uid=bob
            dc=acme,dc=example;                   SUB;  (&(uid~=carol));                      uid=carol
            dc=acme,dc=example;                   SUB;  (nonsense=1);                         -
            dc=acme,dc=example;                   SUB;  (!(nonsense=1));                      -
            dc=acme,dc=example;                   SUB;  (!(cn=));                             -
            dc=acme,dc=example;                   SUB;  (cn>=);                               -
            dc=acme,dc=example;                   SUB;  (!(telephoneNumber=1_2));             -
            dc=acme,dc=example;                   SUB;  (!(mail=b\\c3\\b6b@acme.example));   -
            dc=acme,dc=example;                   SUB;  (!(:caseIgnoreMatch:=));              -
            dc=acme,dc=example;                   SUB;  (&(sn=Example)(!(cn= )));             uid=bob uid=carol
            dc=acme,dc=example;                   SUB;  (userPassword=*);                     -
            dc=acme,dc=example;                   BASE; (&);                                  dc=acme
            dc=acme,dc=example;                   BASE; (|);                                  -
            ou=people,dc=acme,dc=example;         SUBORDINATES; (|(uid=bob)(ou=people));      uid=bob
            dc=acme,dc=example;                   SUB;  (uid:=BOB);                           uid=bob
            dc=acme,dc=example;                   SUB;  (cn:caseExactMatch:=bob);             -
            dc=acme,dc=example;                   SUB;  (cn:caseExactMatch:=BOB);             uid=bob
            dc=acme,dc=example;                   SUB;  (cn:2.5.13.5:=BOB);                   uid=bob
            dc=acme,dc=example;                   SUB;  (cn:caseIgnoreMatch:=bob);            uid=bob
            dc=acme,dc=example;                   SUB;  (:caseExactMatch:=BOB);               uid=bob
            dc=acme,dc=example;                   SUB;  (:nonsenseMatch:=BOB);                -
            dc=acme,dc=example;                   SUB;  (!(cn:nonsenseMatch:=BOB));           -
            dc=acme,dc=example;                   SUB;  (!(cn:integerMatch:=1));              -
            dc=acme,dc=example;                   SUB;  (&(objectClass=inetOrgPerson)(ou:dn:=PEOPLE)(sn=Example)); uid=bob uid=carol
            dc=acme,dc=example;                   SUB;  (&(ou=people)(ou:dn:caseExactMatch:=PEOPLE)); -
            dc=acme,dc=example;                   SUB;  (&(sn=Example)(:dn:caseIgnoreMatch:=people)); uid=bob uid=carol
            dc=acme,dc=example;                   SUB;  (&(sn=Example)(uid:caseIgnoreOrderingMatch:=c)); uid=bob
            dc=acme,dc=example;                   SUB;  (userPassword:caseIgnoreMatch:=x);    -
            dc=acme,dc=example;                   SUB;  (postalAddress=1 main st.$BOB$Costs \\5c2420); uid=bob
            dc=acme,dc=example;                   SUB;  (postalAddress=1 main st.$BOB$Costs $20); -
            dc=acme,dc=example;                   SUB;  (postalAddress=1 Main St.*bob*$20);   uid=bob
            dc=acme,dc=example;                   SUB;  (postalAddress=*St.$bob*);            -
            dc=acme,dc=example;                   SUB;  (postalAddress=*24*);                 -
            dc=acme,dc=example;                   SUB;  (cn:caseExactSubstringsMatch:=B\\2a); uid=bob
            dc=acme,dc=example;                   SUB;  (cn:caseExactSubstringsMatch:=b\\2a); -
            dc=acme,dc=example;                   SUB;  (!(cn:caseExactSubstringsMatch:=b));  -
            dc=acme,dc=example;                   SUB;  (member:matchingRuleInChain:=uid=admin,ou=people,dc=acme,dc=example); cn=administrators
            dc=acme,dc=example;                   SUB;  (userPassword:dn:octetStringMatch:=x); -
            dc=acme,dc=example;                   SUB;  (uidNumber:1.2.840.113556.1.4.803:=514); uid=bob
            dc=acme,dc=example;                   SUB;  (&(sn=Example)(!(uidNumber:integerBitAndMatch:=514))); uid=carol
            dc=acme,dc=example;                   SUB;  (uidNumber:1.2.840.113556.1.4.804:=6); uid=bob uid=carol
            dc=acme,dc=example;                   SUB;  (!(uidNumber:1.2.840.113556.1.4.804:=x)); -
            dc=acme,dc=example;                   SUB;  (!(cn:1.2.840.113556.1.4.803:=1));    -
            dc=acme,dc=example;                   SUB;  (:integerBitAndMatch:=5000);          -
            dc=acme,dc=example;                   SUB;  (memberOf:1.2.840.113556.1.4.1941:=cn=administrators,ou=groups,dc=acme,dc=example); uid=admin
            dc=acme,dc=example;                   SUB;  (member:1.2.840.113556.1.4.1941:=uid=admin,ou=people,dc=acme,dc=example); cn=administrators
            """)
    void finds_what_the_filter_and_the_scope_say(String base, String scope, String filter, String expected)
            throws Exception {
        try (LDAPConnection connection = world.as(LdapWorld.ADMIN)) {
            SearchScope of = switch (scope) {
                case "BASE" -> SearchScope.BASE;
                case "ONE" -> SearchScope.ONE;
                case "SUBORDINATES" -> SearchScope.SUBORDINATE_SUBTREE;
                default -> SearchScope.SUB;
            };
            Set<String> found = LdapWorld.found(connection, base, of, filter, "1.1").stream()
                    .map(entry -> entry.getDN().split(",", 2)[0])
                    .collect(Collectors.toSet());
            assertThat(found)
                    .isEqualTo(expected.equals("-") ? Set.of() : Set.copyOf(Arrays.asList(expected.split(" "))));
        }
    }

    @Test
    void gives_the_attributes_that_are_asked_for() throws Exception {
        String bob = "uid=bob," + PEOPLE;
        try (LDAPConnection connection = world.as(LdapWorld.ADMIN)) {
            assertThat(names(LdapWorld.entry(connection, bob)))
                    .contains("uid", "cn", "sn", "mail", "employeeNumber", "objectClass")
                    .doesNotContain("entryUUID", "userPassword");
            assertThat(names(LdapWorld.entry(connection, bob, "1.1"))).isEmpty();
            assertThat(names(LdapWorld.entry(connection, bob, "MAIL", "unknown")))
                    .containsExactly("mail");
            assertThat(names(LdapWorld.entry(connection, bob, "+")))
                    .contains("entryUUID", "createTimestamp", "modifyTimestamp", "subschemaSubentry", "entryDN")
                    .doesNotContain("mail");
            assertThat(names(LdapWorld.entry(connection, bob, "@person"))) // RFC 4529
                    .containsExactlyInAnyOrder("objectClass", "cn", "sn");
            assertThat(names(LdapWorld.entry(connection, bob, "@nonsense", "@inetOrgPerson")))
                    .contains("mail", "uid", "employeeNumber");
            assertThat(names(LdapWorld.entry(connection, bob, "*", "entryUUID")))
                    .contains("mail", "entryUUID");
        }
    }

    @Test
    void gives_names_without_values_when_asked_for_types_only() throws Exception {
        var request = new SearchRequest("uid=bob," + PEOPLE, SearchScope.BASE, "(uid=bob)", "mail");
        request.setTypesOnly(true);
        try (LDAPConnection connection = world.as(LdapWorld.ADMIN)) {
            SearchResultEntry entry = Objects.requireNonNull(connection.searchForEntry(request));
            assertThat(entry.getAttributes())
                    .singleElement()
                    .satisfies(mail -> assertThat(mail.getName()).isEqualTo("mail"))
                    .satisfies(mail -> assertThat(mail.size()).isZero());
        }
    }

    @Test
    void sends_as_many_entries_as_the_client_allows_and_says_so() throws Exception {
        var request = new SearchRequest(PEOPLE, SearchScope.ONE, "(objectClass=*)", "1.1");
        request.setSizeLimit(2);
        try (LDAPConnection connection = world.as(LdapWorld.ADMIN)) {
            assertThat(LdapWorld.code(() -> connection.search(request))).isEqualTo(ResultCode.SIZE_LIMIT_EXCEEDED);
            try {
                connection.search(request);
            } catch (LDAPSearchException e) {
                assertThat(e.getEntryCount()).isEqualTo(2);
            }
        }
    }

    @Test
    void a_missing_base_is_answered_with_how_far_the_name_leads() throws Exception {
        try (LDAPConnection connection = world.as(LdapWorld.ADMIN)) {
            try {
                connection.search("cn=x,ou=nowhere," + SUFFIX, SearchScope.SUB, "(objectClass=*)");
                throw new AssertionError("found something");
            } catch (LDAPSearchException e) {
                assertThat(e.getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
                assertThat(e.getMatchedDN()).isEqualTo(SUFFIX);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "uid=a,,dc=acme", "=x", "uid", "dc=acme,dc=example,"})
    void a_base_that_is_no_name_is_a_syntax_error(String base) throws Exception {
        try (LDAPConnection connection = world.as(LdapWorld.ADMIN)) {
            assertThat(LdapWorld.code(() -> connection.search(base, SearchScope.SUB, "(objectClass=*)")))
                    .isEqualTo(ResultCode.INVALID_DN_SYNTAX);
        }
    }

    @Test
    void nobody_finds_nothing_and_learns_nothing() throws Exception {
        try (LDAPConnection connection = world.anonymous()) {
            for (String base : List.of(SUFFIX, PEOPLE, "uid=bob," + PEOPLE, "uid=nobody," + PEOPLE, "dc=no,dc=where")) {
                try {
                    connection.search(base, SearchScope.SUB, "(objectClass=*)");
                    throw new AssertionError("found something");
                } catch (LDAPSearchException e) {
                    assertThat(e.getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
                    assertThat(e.getMatchedDN()).isNull();
                }
            }
        }
    }

    /// Threat 11: the tenants' suffixes may lie one under the other; the tenants do not.
    @Test
    void a_search_never_crosses_into_another_tenant() throws Exception {
        try (LDAPConnection acme = world.as(LdapWorld.ADMIN)) {
            assertThat(LdapWorld.found(acme, SUFFIX, SearchScope.SUB, "(objectClass=*)", "1.1"))
                    .extracting(SearchResultEntry::getDN)
                    .noneMatch(name -> name.endsWith("dc=sub,dc=acme,dc=example"));
            assertThat(LdapWorld.code(
                            () -> acme.search("dc=sub,dc=acme,dc=example", SearchScope.SUB, "(objectClass=*)")))
                    .isEqualTo(ResultCode.NO_SUCH_OBJECT);
        }
    }

    @Test
    void a_scope_or_limit_that_does_not_exist_is_a_protocol_error() throws Exception {
        try (Raw peer = world.raw()) {
            peer.message(
                    1,
                    new SearchRequestProtocolOp(
                            "",
                            SearchScope.valueOf(7),
                            DereferencePolicy.NEVER,
                            0,
                            0,
                            false,
                            Filter.present("cn"),
                            List.of()));
            assertThat(peer.answer()
                            .orElseThrow()
                            .getSearchResultDoneProtocolOp()
                            .getResultCode())
                    .isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
        }
    }

    @Test
    void requests_sent_together_are_answered_in_their_order() throws Exception {
        try (Raw peer = world.raw()) {
            var all = new java.io.ByteArrayOutputStream();
            for (int id = 1; id <= 200; id++) {
                all.writeBytes(LdapWorld.encoded(new LDAPMessage(id, LdapWorld.rootDse("1.1"))));
            }
            peer.bytes(all.toByteArray());
            for (int id = 1; id <= 200; id++) {
                assertThat(peer.answer().orElseThrow().getMessageID()).isEqualTo(id);
                assertThat(peer.answer().orElseThrow().getProtocolOpType())
                        .isEqualTo(LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_DONE);
            }
        }
    }

    @DisplayName("RFC 4511 §4.11 Abandon")
    @ParameterizedTest(name = "under TLS: {0}")
    @ValueSource(booleans = {false, true})
    void an_abandoned_search_stops_without_a_word_and_the_next_request_is_answered(boolean tls) throws Exception {
        fill();
        Socket socket = tls
                ? world.tls.clients().createSocket("127.0.0.1", world.ports.ldaps())
                : new Socket(InetAddress.getLoopbackAddress(), world.ports.ldap());
        try (Raw peer = new Raw(socket)) {
            peer.message(1, new BindRequestProtocolOp(LdapWorld.ADMIN, LdapWorld.PASSWORD));
            assertThat(peer.answer().orElseThrow().getBindResponseProtocolOp().getResultCode())
                    .isZero();
            peer.message(
                    2,
                    new SearchRequestProtocolOp(
                            "ou=large," + SUFFIX,
                            SearchScope.SUB,
                            DereferencePolicy.NEVER,
                            0,
                            0,
                            false,
                            Filter.present("objectClass"),
                            List.of()));
            peer.answer(); // it runs, and waits for us to read more
            peer.message(3, new AbandonRequestProtocolOp(2));
            peer.message(4, new ExtendedRequestProtocolOp(WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID, null));
            int entries = 1;
            LDAPMessage answer = peer.answer().orElseThrow();
            while (answer.getMessageID() == 2) {
                assertThat(answer.getProtocolOpType()).isEqualTo(LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_ENTRY);
                entries++;
                answer = peer.answer().orElseThrow();
            }
            assertThat(answer.getMessageID()).isEqualTo(4);
            assertThat(entries).isLessThan(LARGE);
        }
    }

    private Raw searchingAs(String name) throws Exception {
        fill();
        Raw peer = world.raw();
        peer.message(1, new BindRequestProtocolOp(name, LdapWorld.PASSWORD));
        assertThat(peer.answer().orElseThrow().getBindResponseProtocolOp().getResultCode())
                .isZero();
        peer.message(
                2,
                new SearchRequestProtocolOp(
                        "ou=large," + SUFFIX,
                        SearchScope.SUB,
                        DereferencePolicy.NEVER,
                        0,
                        0,
                        false,
                        Filter.present("objectClass"),
                        List.of()));
        peer.answer(); // it runs, and waits for us to read more
        return peer;
    }

    @DisplayName("RFC 3909 Cancel")
    @Test
    void a_cancelled_search_stops_and_says_so() throws Exception {
        try (Raw peer = searchingAs(LdapWorld.ADMIN)) {
            peer.message(3, cancel(2));
            int entries = 1;
            var codes = new java.util.HashMap<Integer, Integer>();
            while (codes.size() < 2) {
                LDAPMessage answer = peer.answer().orElseThrow();
                switch (answer.getProtocolOpType()) {
                    case LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_ENTRY -> entries++;
                    case LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_DONE ->
                        codes.put(
                                answer.getMessageID(),
                                answer.getSearchResultDoneProtocolOp().getResultCode());
                    default ->
                        codes.put(
                                answer.getMessageID(),
                                answer.getExtendedResponseProtocolOp().getResultCode());
                }
            }
            assertThat(codes).containsEntry(2, ResultCode.CANCELED_INT_VALUE).containsEntry(3, 0);
            assertThat(entries).isLessThan(LARGE);
            assertThat(code(peer.message(4, cancel(2)))).isEqualTo(ResultCode.NO_SUCH_OPERATION_INT_VALUE);
            assertThat(code(peer.message(5, cancel(5)))).isEqualTo(ResultCode.CANNOT_CANCEL_INT_VALUE);
            assertThat(code(peer.message(
                            6,
                            new ExtendedRequestProtocolOp("1.3.6.1.1.8", new com.unboundid.asn1.ASN1OctetString("x")))))
                    .isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
        }
    }

    private static ExtendedRequestProtocolOp cancel(int id) {
        return new ExtendedRequestProtocolOp(
                "1.3.6.1.1.8", new com.unboundid.ldap.sdk.extensions.CancelExtendedRequest(id).getValue());
    }

    private static int code(Raw peer) throws Exception {
        return peer.answer().orElseThrow().getExtendedResponseProtocolOp().getResultCode();
    }

    @Test
    void a_request_behind_a_long_search_does_not_wait_for_its_end_unless_it_is_a_bind() throws Exception {
        try (Raw peer = searchingAs(LdapWorld.ADMIN)) {
            peer.message(3, whoAmI());
            peer.message(4, LdapWorld.rootDse("1.1"));
            peer.message(5, new BindRequestProtocolOp("", ""));
            peer.message(6, whoAmI());
            var order = new java.util.ArrayList<Integer>();
            while (!order.contains(6)) {
                LDAPMessage answer = peer.answer().orElseThrow();
                if (answer.getProtocolOpType() != LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_ENTRY) {
                    order.add(answer.getMessageID());
                }
            }
            assertThat(order).containsExactly(3, 4, 2, 5, 6);
        }
    }

    @Test
    void an_unbind_ends_a_long_search() throws Exception {
        try (Raw peer = searchingAs(LdapWorld.ADMIN)) {
            peer.message(3, new com.unboundid.ldap.protocol.UnbindRequestProtocolOp());
            int entries = 1;
            while (peer.answer().isPresent()) {
                entries++;
            }
            assertThat(entries).isLessThan(LARGE);
        }
    }

    /// Threat 1; architecture, decision 10.
    @Test
    void a_long_search_ends_with_a_notice_when_its_user_is_disabled() throws Exception {
        io.lightwave.directory.Subject boss = world.user(ACME, "boss");
        world.directory.subjects().addToGroup(ACME, io.lightwave.directory.Tenants.ADMINISTRATORS, boss.id());
        try (Raw peer = searchingAs("uid=boss," + PEOPLE)) {
            world.directory.subjects().setEnabled(ACME, boss.id(), false);
            int entries = 1;
            LDAPMessage answer = peer.answer().orElseThrow();
            while (answer.getMessageID() == 2) {
                entries++;
                answer = peer.answer().orElseThrow();
            }
            assertThat(answer.getMessageID()).isZero();
            assertThat(answer.getExtendedResponseProtocolOp().getResultCode())
                    .isEqualTo(ResultCode.STRONG_AUTH_REQUIRED_INT_VALUE);
            assertThat(entries).isLessThan(LARGE);
            assertThat(peer.answer()).isEmpty();
        } finally {
            world.directory.subjects().delete(ACME, boss.id()); // other tests know who is there
        }
    }

    private static ExtendedRequestProtocolOp whoAmI() {
        return new ExtendedRequestProtocolOp(WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID, null);
    }

    private static final int LARGE = 600;
    private boolean filled;

    /// More than the network between two sockets holds.
    private void fill() throws Exception {
        if (filled) {
            return;
        }
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            admin.add("dn: ou=large," + SUFFIX, "objectClass: organizationalUnit", "ou: large");
            for (int i = 0; i < LARGE; i++) {
                admin.add(
                        "dn: ou=%03d,ou=large,%s".formatted(i, SUFFIX),
                        "objectClass: organizationalUnit",
                        "ou: %03d".formatted(i),
                        "description: " + "x".repeat(30_000));
            }
        }
        filled = true;
    }

    private static Set<String> names(SearchResultEntry entry) {
        return entry.getAttributes().stream()
                .map(com.unboundid.ldap.sdk.Attribute::getName)
                .collect(Collectors.toSet());
    }
}
