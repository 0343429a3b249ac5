package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1Buffer;
import com.unboundid.asn1.ASN1BufferSequence;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Threats 18, 19 and 21: whatever the bytes, the connection ends with a notice of disconnection (RFC 4511 §4.1.1,
/// §4.4.1), and the others do not feel it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {
    private final LdapWorld world = new LdapWorld();

    @AfterAll
    void close() {
        world.close();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            474554202f20485454502f312e310d0a0d0a            | another protocol
            16030100                                        | a TLS handshake on the clear port
            30848000000002010142                            | a length that would be negative
            308440000000020101                              | a length of 1 GiB
            3084001000010201016300                          | one byte more than a bound peer may send
            30820fff4001                                    | a length of more than there is
            3080020101 42000000                             | the indefinite form
            3085000000000502010142 00                       | a length of five octets
            3000                                            | nothing in it
            3003020101                                      | an id and nothing else
            30050201004200                                  | the id of a notice
            30060202800042 00                               | a negative id
            30050201014400                                  | an operation that LDAP does not have
            300502010165 00                                 | an answer instead of a request
            3006 020101 630100                              | a search of one byte
            3007 020101 7f010100                            | a tag of the long form
            30ff                                            | a length of 127 octets
            3012 020101 680d 0400 3009 3007 040161 1102047f | a set that says it is no set, with more in it than there is
            """)
    void bytes_that_are_no_request_end_the_connection_with_a_notice(String bytes, String what) throws Exception {
        try (Raw peer = world.raw()) {
            peer.hex(bytes);
            peer.socket().shutdownOutput();
            assertNotice(peer);
        }
        assertServes();
    }

    @Test
    void half_a_message_is_none() throws Exception {
        byte[] whole = new LDAPMessage(1, rootDse()).encode().encode();
        for (int length = 1; length < whole.length; length++) {
            try (Raw peer = world.raw()) {
                peer.bytes(Arrays.copyOf(whole, length));
                peer.socket().shutdownOutput();
                assertNotice(peer);
            }
        }
        assertServes();
    }

    @Test
    void no_mutation_of_a_request_does_more_than_end_its_connection() throws Exception {
        byte[] whole = new LDAPMessage(1, rootDse()).encode().encode();
        var random = new Random(1);
        for (int n = 0; n < 500; n++) {
            byte[] mutant = whole.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            try (Raw peer = world.raw()) {
                peer.bytes(mutant);
                peer.socket().shutdownOutput();
                while (peer.answer().isPresent()) {}
            }
        }
        assertServes();
    }

    @Test
    void a_filter_of_32_levels_is_answered_and_one_more_is_not() throws Exception {
        try (Raw peer = world.raw()) {
            peer.message(1, search(nested(32)));
            assertThat(peer.answer().orElseThrow().getProtocolOpType())
                    .isEqualTo(LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_ENTRY);
        }
        try (Raw peer = world.raw()) {
            peer.message(1, search(nested(33)));
            assertNotice(peer);
        }
    }

    @Test
    void a_filter_nested_as_deep_as_a_message_is_long_costs_nobody_a_stack() throws Exception {
        ASN1Buffer buffer = new ASN1Buffer();
        ASN1BufferSequence message = buffer.beginSequence();
        buffer.addInteger(1);
        ASN1BufferSequence search = buffer.beginSequence((byte) 0x63);
        buffer.addOctetString();
        buffer.addEnumerated(0);
        buffer.addEnumerated(0);
        buffer.addInteger(0);
        buffer.addInteger(0);
        buffer.addBoolean(false);
        var open = new ArrayList<ASN1BufferSequence>();
        for (int i = 0; i < 2_000; i++) {
            open.add(buffer.beginSequence((byte) 0xa2));
        }
        buffer.addOctetString((byte) 0x87, "objectClass");
        for (ASN1BufferSequence sequence : open.reversed()) {
            sequence.end();
        }
        buffer.beginSequence().end();
        search.end();
        message.end();
        try (Raw peer = world.raw()) {
            peer.bytes(buffer.toByteArray());
            assertNotice(peer);
        }
        assertServes();
    }

    @Test
    void more_controls_than_any_client_has_are_refused() throws Exception {
        List<Control> controls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            controls.add(new Control("1.2.3." + i));
        }
        try (Raw peer = world.raw()) {
            peer.bytes(new LDAPMessage(1, rootDse(), controls).encode().encode());
            assertThat(peer.answer().orElseThrow().getProtocolOpType())
                    .isEqualTo(LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_ENTRY);
        }
        controls.add(new Control("1.2.4"));
        try (Raw peer = world.raw()) {
            peer.bytes(new LDAPMessage(1, rootDse(), controls).encode().encode());
            assertNotice(peer);
        }
    }

    private static Filter nested(int depth) {
        Filter filter = Filter.present("objectClass");
        for (int i = 1; i < depth; i++) {
            filter = Filter.and(filter);
        }
        return filter;
    }

    private static SearchRequestProtocolOp rootDse() {
        return LdapWorld.rootDse("1.1");
    }

    private static SearchRequestProtocolOp search(Filter filter) {
        return LdapWorld.rootDse(filter, "1.1");
    }

    private static void assertNotice(Raw peer) throws Exception {
        LDAPMessage notice = peer.answer().orElseThrow();
        assertThat(notice.getMessageID()).isZero();
        var operation = notice.getExtendedResponseProtocolOp();
        assertThat(operation.getResponseOID()).isEqualTo("1.3.6.1.4.1.1466.20036");
        assertThat(operation.getResultCode()).isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
        assertThat(peer.answer()).isEmpty();
    }

    private void assertServes() throws Exception {
        try (Raw peer = world.raw()) {
            peer.message(1, rootDse());
            assertThat(peer.answer().orElseThrow().getProtocolOpType())
                    .isEqualTo(LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_ENTRY);
        }
    }
}
