package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Enumerated;
import com.unboundid.asn1.ASN1Integer;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What later versions of the protocol may send to a server of this one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExtensibilityTest {
    private static final String PEOPLE = "ou=people,dc=acme,dc=example";
    static final ASN1Element LATER = new ASN1Sequence((byte) 0xbe, new ASN1OctetString("of a later version"));

    private final LdapWorld world = new LdapWorld();

    @AfterAll
    void close() {
        world.close();
    }

    @DisplayName("RFC 4511 §4: components behind those that are known are ignored, in every sequence")
    @Test
    void trailing_components_are_ignored() throws Exception {
        try (Raw peer = world.raw()) {
            assertThat(code(peer, extended(bind()))).isEqualTo(ResultCode.SUCCESS_INT_VALUE);
            assertThat(code(
                            peer,
                            extended(new AddRequestProtocolOp(
                                    "uid=later," + PEOPLE,
                                    List.of(
                                            new Attribute("objectClass", "inetOrgPerson"),
                                            new Attribute("cn", "Later"),
                                            new Attribute("sn", "Later"))))))
                    .isEqualTo(ResultCode.SUCCESS_INT_VALUE);
            assertThat(code(
                            peer,
                            extended(new ModifyRequestProtocolOp(
                                    "uid=later," + PEOPLE,
                                    List.of(new Modification(ModificationType.ADD, "description", "a", "b"))))))
                    .isEqualTo(ResultCode.SUCCESS_INT_VALUE);
            assertThat(code(
                            peer,
                            extended(new CompareRequestProtocolOp(
                                    "uid=later," + PEOPLE, "description", new ASN1OctetString("b")))))
                    .isEqualTo(ResultCode.COMPARE_TRUE_INT_VALUE);
            assertThat(code(
                            peer,
                            extended(new ModifyDNRequestProtocolOp("uid=later," + PEOPLE, "uid=latest", true, null))))
                    .isEqualTo(ResultCode.SUCCESS_INT_VALUE);
            assertThat(found(
                            peer,
                            extended(LdapWorld.rootDse(
                                    Filter.create("(|(objectClass=t*p)(&(objectClass=top)(vendorName:=Lightwave)))")))))
                    .isTrue();
            assertThat(found(peer, extended(LdapWorld.rootDse(Filter.create("(!(objectClass:=nonsense))")))))
                    .isFalse();
            assertThat(code(peer, extended(new ExtendedRequestProtocolOp("1.3.6.1.4.1.4203.1.11.3", null))))
                    .isEqualTo(ResultCode.SUCCESS_INT_VALUE);
        }
    }

    @Test
    void so_are_those_of_the_message_and_of_its_controls() throws Exception {
        var control = new Control("1.2.3.4", false, new ASN1OctetString("x"));
        ASN1Element controls = with(Control.encodeControls(new Control[] {control}), 0, with(control.encode(), LATER));
        ASN1Element search = LdapWorld.rootDse().encodeProtocolOp();
        try (Raw peer = world.raw()) {
            assertThat(found(peer, message(search, controls, LATER))).isTrue();
            assertThat(found(peer, message(search, LATER))).isTrue();
        }
    }

    @DisplayName("RFC 4511 §4.5.1.7: a kind of filter that is not implemented is Undefined")
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an unknown item                      | aa03020101                                   | false
            not an unknown item                  | a205 aa03020101                              | false
            an unknown item or one that is true  | a112 aa03020101 870b6f626a656374436c617373   | true
            an unknown item and one that is true | a012 aa03020101 870b6f626a656374436c617373   | false
            a primitive one                      | 8b00                                         | false
            an unknown kind of substring         | a414 040b6f626a656374436c617373 3005 830174 8000      | false
            not an unknown kind of substring     | a216 a414 040b6f626a656374436c617373 3005 830174 8000 | false
            """)
    void unknown_filters_are_undefined(String what, String filter, boolean expected) throws Exception {
        var elements = new ArrayList<>(
                List.of(ASN1Sequence.decodeAsSequence(LdapWorld.rootDse().encodeProtocolOp())
                        .elements()));
        byte[] bytes = HexFormat.of().parseHex(filter.replace(" ", ""));
        try (Raw peer = world.raw()) {
            elements.set(6, ASN1Element.decode(bytes));
            assertThat(found(peer, message(new ASN1Sequence((byte) 0x63, elements))))
                    .isEqualTo(expected);
        }
    }

    @DisplayName(
            "RFC 4528 §3: so they are in an assertion, where components behind those that are known are ignored too")
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an unknown item                      | aa03020101                                   | 122
            not an unknown item                  | a205 aa03020101                              | 122
            an unknown item or one that is true  | a112 aa03020101 870b6f626a656374436c617373   | 6
            an unknown kind of substring         | a414 040b6f626a656374436c617373 3005 830174 8000 | 122
            more than an equality                | a314 040b6f626a656374436c617373 0403746f70 be00  | 6
            """)
    void unknown_filters_are_undefined_in_an_assertion(String what, String filter, int expected) throws Exception {
        byte[] bytes = HexFormat.of().parseHex(filter.replace(" ", ""));
        var assertion = new Control("1.3.6.1.1.12", true, new ASN1OctetString(bytes));
        ASN1Element compare =
                new CompareRequestProtocolOp(LdapWorld.ADMIN, "uid", new ASN1OctetString("admin")).encodeProtocolOp();
        try (Raw peer = world.raw()) {
            assertThat(code(peer, message(bind().encodeProtocolOp()))).isZero();
            assertThat(code(peer, message(compare, Control.encodeControls(new Control[] {assertion}))))
                    .isEqualTo(expected);
        }
    }

    @DisplayName("RFC 3876 §2: an item that is unknown chooses no values")
    @Test
    void unknown_items_choose_no_values() throws Exception {
        byte[] unknownOrSurname = HexFormat.of().parseHex("3009aa030201018702736e");
        var values = new Control("1.2.826.0.1.3344810.2.3", true, new ASN1OctetString(unknownOrSurname));
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            var search = new SearchRequest(LdapWorld.ADMIN, SearchScope.BASE, "(objectClass=*)", "cn", "sn");
            search.addControl(values);
            assertThat(Objects.requireNonNull(admin.searchForEntry(search)).getAttributes())
                    .extracting(Attribute::getName)
                    .containsExactly("sn");
        }
    }

    @DisplayName("RFC 4511 §4.2: an unknown way to authenticate")
    @Test
    void an_authentication_choice_that_is_unknown_is_not_supported() throws Exception {
        try (Raw peer = world.raw()) {
            var elements =
                    ASN1Sequence.decodeAsSequence(bind().encodeProtocolOp()).elements();
            for (byte choice : new byte[] {(byte) 0x81, (byte) 0xaa}) {
                elements[2] = new ASN1Element(choice);
                assertThat(code(peer, message(new ASN1Sequence((byte) 0x60, elements))))
                        .isEqualTo(ResultCode.AUTH_METHOD_NOT_SUPPORTED_INT_VALUE);
            }
        }
    }

    @DisplayName("RFC 4511 §4.1.1: what can be read and makes no sense is answered with protocolError")
    @Test
    void enumerated_values_that_are_unknown_are_protocol_errors() throws Exception {
        try (Raw peer = world.raw()) {
            assertThat(code(peer, extended(bind()))).isZero();
            for (int part : List.of(1, 2)) { // scope, derefAliases
                ASN1Element search = with(LdapWorld.rootDse().encodeProtocolOp(), part, new ASN1Enumerated(9));
                assertThat(code(peer, message(search))).isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
            }
            assertThat(code(
                            peer,
                            message(new ModifyRequestProtocolOp(
                                            LdapWorld.ADMIN,
                                            List.of(new Modification(ModificationType.valueOf(9), "sn", "x")))
                                    .encodeProtocolOp())))
                    .isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
        }
    }

    private static BindRequestProtocolOp bind() {
        return new BindRequestProtocolOp(LdapWorld.ADMIN, LdapWorld.PASSWORD);
    }

    static byte[] message(ASN1Element... components) {
        var elements = new ArrayList<ASN1Element>(List.of(new ASN1Integer(1)));
        elements.addAll(List.of(components));
        return new ASN1Sequence(elements).encode();
    }

    /// The request with one more component in each of its sequences that may have one.
    private static byte[] extended(ProtocolOp operation) throws Exception {
        ASN1Element element = operation.encodeProtocolOp();
        return message(
                switch (element.getType() & 0xff) {
                    case 0x66 -> with(with(element, 1, eachWith(part(element, 1), 1)), LATER);
                    case 0x68 -> with(with(element, 1, eachWith(part(element, 1), -1)), LATER);
                    case 0x6e -> with(with(element, 1, with(part(element, 1), LATER)), LATER);
                    case 0x63 -> with(with(element, 6, filter(part(element, 6))), LATER);
                    default -> with(element, LATER);
                });
    }

    private static ASN1Element filter(ASN1Element filter) throws Exception {
        return switch (filter.getType() & 0xff) {
            case 0xa0, 0xa1, 0xa2 -> {
                var parts = new ArrayList<ASN1Element>();
                for (ASN1Element part : ASN1Sequence.decodeAsSequence(filter).elements()) {
                    parts.add(filter(part));
                }
                yield new ASN1Sequence(filter.getType(), parts);
            }
            default -> with(filter, LATER);
        };
    }

    /// @param inner a part of each that has one more component too, or -1
    private static ASN1Element eachWith(ASN1Element list, int inner) throws Exception {
        var all = new ArrayList<ASN1Element>();
        for (ASN1Element each : ASN1Sequence.decodeAsSequence(list).elements()) {
            all.add(with(inner < 0 ? each : with(each, inner, with(part(each, inner), LATER)), LATER));
        }
        return new ASN1Sequence(list.getType(), all);
    }

    private static ASN1Element part(ASN1Element sequence, int index) throws Exception {
        return ASN1Sequence.decodeAsSequence(sequence).elements()[index];
    }

    static ASN1Element with(ASN1Element sequence, ASN1Element more) throws Exception {
        var parts =
                new ArrayList<>(List.of(ASN1Sequence.decodeAsSequence(sequence).elements()));
        parts.add(more);
        return new ASN1Sequence(sequence.getType(), parts);
    }

    static ASN1Element with(ASN1Element sequence, int index, ASN1Element part) throws Exception {
        var parts =
                new ArrayList<>(List.of(ASN1Sequence.decodeAsSequence(sequence).elements()));
        parts.set(index, part);
        return new ASN1Sequence(sequence.getType(), parts);
    }

    private static boolean found(Raw peer, byte[] search) throws Exception {
        peer.bytes(search);
        LDAPMessage answer = peer.answer().orElseThrow();
        boolean found = answer.getProtocolOpType() == LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_ENTRY;
        LDAPMessage done = found ? peer.answer().orElseThrow() : answer;
        assertThat(done.getSearchResultDoneProtocolOp().getResultCode()).isZero();
        return found;
    }

    private static int code(Raw peer, byte[] request) throws Exception {
        peer.bytes(request);
        Optional<LDAPMessage> answer = peer.answer();
        assertThat(answer.orElseThrow().getMessageID()).isEqualTo(1);
        ASN1Element result = part(answer.get().getProtocolOp().encodeProtocolOp(), 0);
        return ASN1Enumerated.decodeAsEnumerated(result).intValue();
    }
}
