package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import com.unboundid.ldap.sdk.controls.MatchedValuesFilter;
import com.unboundid.ldap.sdk.controls.MatchedValuesRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadRequestControl;
import com.unboundid.ldap.sdk.controls.PreReadRequestControl;
import com.unboundid.ldap.sdk.controls.ProxiedAuthorizationV2RequestControl;
import com.unboundid.ldap.sdk.controls.RFC3672SubentriesRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import com.unboundid.ldap.sdk.controls.VirtualListViewRequestControl;
import com.unboundid.ldap.sdk.extensions.CancelExtendedRequest;
import com.unboundid.ldap.sdk.extensions.EndTransactionExtendedRequest;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import io.lightwave.directory.ldap.operation.LdapOperations;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Threats 18 to 21: every decoder of the wire, fed with mutants of what clients send. Deterministic: the same mutants
/// each time, so that a failure repeats.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecoderFuzzTest {
    private static final int MUTANTS_READ = 200_000;
    private static final int MUTANTS_SENT = 3_000;
    private static final String FOLDER = "ou=fuzz,dc=acme,dc=example";

    private final LdapWorld world = new LdapWorld();

    @AfterAll
    void close() {
        world.close();
    }

    static List<byte[]> seeds() throws Exception {
        var seeds = new ArrayList<byte[]>();
        Filter filter = Filter.create("(&(|(cn=a*b*c)(!(sn>=x)))(mail:dn:caseExactMatch:=y)(uid~=z)(ou=*)(l<=1))");
        for (Control[] controls : new Control[][] {
            {},
            {new SimplePagedResultsControl(5, new ASN1OctetString("0123456789012345678901234567890123456"), true)},
            {
                new ServerSideSortRequestControl(true, new SortKey("cn", "caseIgnoreMatch", true), new SortKey("sn")),
                new VirtualListViewRequestControl(3, 1, 2, 9, new ASN1OctetString("x"), true)
            },
            {
                new ServerSideSortRequestControl(true, new SortKey("cn")),
                new VirtualListViewRequestControl("value", 1, 2, null, true)
            },
            {new MatchedValuesRequestControl(true, MatchedValuesFilter.createSubstringFilter("cn", "a", null, "b"))},
            {new AssertionRequestControl(filter, true), new RFC3672SubentriesRequestControl(true)},
            {new ProxiedAuthorizationV2RequestControl("u:admin")},
        }) {
            seeds.add(new LDAPMessage(7, LdapWorld.rootDse(filter, "cn", "+"), controls)
                    .encode()
                    .encode());
            seeds.add(new LDAPMessage(
                            7,
                            new com.unboundid.ldap.protocol.SearchRequestProtocolOp(
                                    "ou=people,dc=acme,dc=example",
                                    com.unboundid.ldap.sdk.SearchScope.SUB,
                                    com.unboundid.ldap.sdk.DereferencePolicy.ALWAYS,
                                    9,
                                    9,
                                    false,
                                    filter,
                                    List.of("*", "@person")),
                            controls)
                    .encode()
                    .encode());
        }
        Control[] reads = {new PreReadRequestControl(true, "cn", "*"), new PostReadRequestControl(true, "sn")};
        seeds.add(new LDAPMessage(
                        7,
                        new ModifyRequestProtocolOp(
                                FOLDER,
                                List.of(
                                        new Modification(ModificationType.REPLACE, "description", "a", "b"),
                                        new Modification(ModificationType.INCREMENT, "uidNumber", "1"))),
                        reads)
                .encode()
                .encode());
        seeds.add(new LDAPMessage(
                        7,
                        new AddRequestProtocolOp(
                                "ou=x," + FOLDER, List.of(new Attribute("objectClass", "organizationalUnit"))))
                .encode()
                .encode());
        seeds.add(new LDAPMessage(7, new ModifyDNRequestProtocolOp("ou=x," + FOLDER, "ou=y", true, FOLDER))
                .encode()
                .encode());
        seeds.add(new LDAPMessage(7, new DeleteRequestProtocolOp("ou=y," + FOLDER))
                .encode()
                .encode());
        seeds.add(new LDAPMessage(7, new CompareRequestProtocolOp(FOLDER, "ou", new ASN1OctetString("fuzz")))
                .encode()
                .encode());
        seeds.add(new LDAPMessage(7, new BindRequestProtocolOp(LdapWorld.ADMIN, "wrong"))
                .encode()
                .encode());
        seeds.add(new LDAPMessage(
                        7, new BindRequestProtocolOp("", "PLAIN", new ASN1OctetString("\0admin@acme.example\0wrong")))
                .encode()
                .encode());
        for (var request : List.of(
                new PasswordModifyExtendedRequest("dn:" + FOLDER, "old", "new"),
                new CancelExtendedRequest(6),
                new EndTransactionExtendedRequest(new ASN1OctetString("id"), true))) {
            seeds.add(new LDAPMessage(7, new ExtendedRequestProtocolOp(request.getOID(), request.getValue()))
                    .encode()
                    .encode());
        }
        ASN1Element search = LdapWorld.rootDse().encodeProtocolOp();
        ASN1Element simple = new BindRequestProtocolOp(LdapWorld.ADMIN, "wrong").encodeProtocolOp();
        ASN1Element sasl = new BindRequestProtocolOp("", "x", new ASN1OctetString("x")).encodeProtocolOp();
        for (ASN1Element later : List.of( // an unknown filter, components behind those that are known, an unknown way
                ExtensibilityTest.with(search, 6, new ASN1Sequence((byte) 0xaa)),
                ExtensibilityTest.with(search, ExtensibilityTest.LATER),
                ExtensibilityTest.with(sasl, ExtensibilityTest.LATER),
                ExtensibilityTest.with(simple, 2, new ASN1Element((byte) 0x8a)))) {
            seeds.add(ExtensibilityTest.message(later));
        }
        return seeds;
    }

    private static byte[] mutant(byte[] seed, List<byte[]> seeds, Random random) {
        byte[] mutant = seed.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(5)) {
                case 0 -> mutant[at] = (byte) random.nextInt(256);
                case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> mutant[at] = (byte) (random.nextBoolean() ? 0x7f : 0x84);
                case 3 -> { // a piece of another one
                    byte[] other = seeds.get(random.nextInt(seeds.size()));
                    int length = Math.min(random.nextInt(12), Math.min(other.length, mutant.length - at));
                    System.arraycopy(other, random.nextInt(other.length - length + 1), mutant, at, length);
                }
                default -> mutant = Arrays.copyOf(mutant, Math.max(2, random.nextInt(mutant.length + 4)));
            }
        }
        return mutant;
    }

    @Test
    void what_mutants_are_made_of_is_read() throws Exception {
        for (byte[] seed : seeds()) {
            var reader = new MessageReader(new ByteArrayInputStream(seed), LdapWorld.LIMITS, new Deadline());
            assertThat(reader.next(true)).as(HexFormat.of().formatHex(seed)).isNotNull();
            assertThat(reader.next(true)).isNull();
        }
    }

    @Test
    void the_reader_gives_messages_or_says_what_is_wrong_with_them() throws Exception {
        List<byte[]> seeds = seeds();
        var random = new Random(2511);
        int read = 0;
        for (int n = 0; n < MUTANTS_READ; n++) {
            byte[] mutant = mutant(seeds.get(n % seeds.size()), seeds, random);
            try {
                var reader = new MessageReader(new ByteArrayInputStream(mutant), LdapWorld.LIMITS, new Deadline());
                while (reader.next(true) != null) {
                    read++;
                }
            } catch (MalformedMessageException e) {
                assertThat(e.reason()).isNotEmpty();
            }
        }
        assertThat(read).isPositive();
    }

    /// Each answer is one of the protocol's, and `other` (80), which a bug makes, is not among them.
    @Test
    void the_server_answers_or_ends_the_connection() throws Exception {
        List<byte[]> seeds = seeds();
        var random = new Random(1125);
        try (LdapWorld.Listening listening =
                world.listeners(LdapWorld.LIMITS, new LdapOperations(world.foundations(), true))) {
            int port = listening.ports().ldap();
            int answers = 0;
            for (int n = 0; n < MUTANTS_SENT; n++) {
                answers += answersTo(port, mutant(seeds.get(n % seeds.size()), seeds, random));
            }
            assertThat(answers).isGreaterThan(MUTANTS_SENT);
            assertThat(answersTo(port, seeds.getFirst())).isPositive();
        }
    }

    private static int answersTo(int port, byte[] mutant) throws Exception {
        var token = new ASN1OctetString("n,,\u0001auth=Bearer token-of-admin\u0001\u0001");
        int answers = 0;
        try (Raw peer = Raw.to(port)) {
            peer.message(1, new BindRequestProtocolOp("", "OAUTHBEARER", token));
            peer.bytes(mutant);
            peer.socket().shutdownOutput();
            for (var answer = peer.answer(); answer.isPresent(); answer = peer.answer()) {
                assertThat(answer.get().getProtocolOp().toString()).doesNotContain("resultCode=80");
                answers++;
            }
        }
        return answers;
    }
}
