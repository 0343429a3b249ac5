package io.lightwave.directory.ldap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.ldap.operation.ValueFuzz;
import io.lightwave.directory.ldif.LdifFuzz;
import io.lightwave.directory.password.HashFuzz;
import io.lightwave.directory.schema.DefinitionFuzz;
import io.lightwave.directory.scim.ScimFuzz;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Threats 18 to 21: every decoder, fed by Jazzer with what it makes of the seeds, guided by what code they reach. The
/// first byte chooses the decoder. Without `JAZZER_FUZZ` in the environment the seeds alone are fed; in each build it
/// makes so many attempts, in a JVM of its own since it changes what classes do. A finding is a file beside the module;
/// put into a seed, it stays tested.
class GuidedFuzzTest {
    private static final int LONGEST_TEXT = 8_192;

    private enum Decoder {
        MESSAGE(0),
        FILTER(1),
        NAME(2),
        LDIF(3),
        CONTROL(4),
        EXTENDED(5),
        DEFINITION(6),
        PROXY(7),
        HASH(8),
        SCIM(9);

        private final int key;

        Decoder(int key) {
            this.key = key;
        }

        static Decoder of(byte first) {
            int key = Math.floorMod(first, values().length);
            return Arrays.stream(values())
                    .filter(decoder -> decoder.key == key)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @MethodSource("seeds")
    @FuzzTest(maxExecutions = 50_000) // has to come last
    void decoders_refuse_what_they_do_not_take(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        String text = new String(rest, 0, Math.min(rest.length, LONGEST_TEXT), StandardCharsets.UTF_8);
        switch (Decoder.of(input[0])) {
            case MESSAGE -> message(rest);
            case FILTER -> filter(text);
            case NAME -> name(text);
            case LDIF -> LdifFuzz.read(rest);
            case CONTROL -> ValueFuzz.control(rest);
            case EXTENDED -> ValueFuzz.request(rest);
            case DEFINITION -> DefinitionFuzz.parse(text);
            case PROXY -> proxy(rest);
            case HASH -> HashFuzz.parse(text);
            case SCIM -> ScimFuzz.parse(text);
        }
    }

    private static void message(byte[] bytes) {
        try {
            var reader = new MessageReader(new ByteArrayInputStream(bytes), LdapWorld.LIMITS, new Deadline());
            for (var message = reader.next(true); message != null; message = reader.next(true)) {
                ValueFuzz.controls(message);
            }
        } catch (MalformedMessageException e) {
            // that is how it is refused
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void filter(String text) {
        try {
            Filter filter = Filter.create(text);
            if (!Filter.create(filter.toString()).equals(filter)) {
                throw new AssertionError("another filter: " + filter);
            }
        } catch (LDAPException | IndexOutOfBoundsException e) {
            // that is how it is refused; the second lets the library escape behind a last backslash
        }
    }

    private static void name(String text) {
        try {
            DistinguishedName name = DistinguishedName.parseAsked(text);
            if (!DistinguishedName.parse(name.toString()).equals(name)) {
                throw new AssertionError("another name: " + name);
            }
        } catch (IllegalArgumentException e) {
            // that is how it is refused
        }
    }

    private static void proxy(byte[] bytes) {
        try {
            ProxyHeader.read(new ByteArrayInputStream(bytes));
        } catch (MalformedMessageException e) {
            // that is how it is refused
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<byte[]> seeds() throws Exception {
        var seeds = new ArrayList<byte[]>();
        DecoderFuzzTest.seeds().forEach(message -> seeds.add(seed(Decoder.MESSAGE, message)));
        seeds.add(seed(Decoder.MESSAGE, deepFilter(40)));
        seeds.add(seed(Decoder.MESSAGE, deepFilter(5_000)));
        for (String filter : List.of(
                "(&(|(cn=a*b*c)(!(sn>=x)))(mail:dn:caseExactMatch:=y)(uid~=z)(ou=*)(l<=1))",
                "(cn=\\2a\\28\\ff)",
                "(&".repeat(60) + "(a=b)" + ")".repeat(60),
                "(a=b)".repeat(300))) {
            seeds.add(seed(Decoder.FILTER, filter));
        }
        for (String name : List.of(
                "uid=alice,ou=people,dc=acme,dc=example",
                "cn=a\\,b\\+c+sn=\\20x\\C4\\8d , dc=x",
                "1.2.840.113556=#0403666f6f,dc=y",
                "a=b,".repeat(200) + "a=b")) {
            seeds.add(seed(Decoder.NAME, name));
        }
        for (String ldif : List.of(
                "version: 1\n# note\ndn: cn=a,dc=b\nobjectClass: top\ncn:: w6k=\n wq==\n\n",
                "dn: cn=a\nchangetype: modify\nreplace: cn\ncn: b\n-\nincrement: uidNumber\nuidNumber: 1\n-\n",
                "dn:: Y249YQ==\nchangetype: moddn\nnewrdn: cn=b\ndeleteoldrdn: 1\nnewsuperior: dc=c\n",
                "dn: cn=a\njpegPhoto:< file:///etc/passwd\n")) {
            seeds.add(seed(Decoder.LDIF, ldif));
        }
        for (String value : List.of(
                "3006020105040130",
                "30060201010a0101",
                "300b040663616e6e6f740101ff",
                "a5038101ff",
                "30053003800163",
                "3011300f04066d656d6265723005040375696404",
                "0000",
                "30847fffffff00",
                "30803080308030800000")) {
            seeds.add(seed(Decoder.CONTROL, HexFormat.of().parseHex(value)));
            seeds.add(seed(Decoder.EXTENDED, HexFormat.of().parseHex(value)));
        }
        seeds.add(seed(Decoder.CONTROL, nested(3_000)));
        seeds.add(
                seed(Decoder.CONTROL, new ASN1Sequence(Collections.nCopies(5_000, new ASN1OctetString("x"))).encode()));
        for (String definition : List.of(
                "( 1.3.6.1.4.1.99999.1 NAME 'a' DESC 'b' EQUALITY caseIgnoreMatch SYNTAX"
                        + " 1.3.6.1.4.1.1466.115.121.1.15{64} SINGLE-VALUE X-ORIGIN ( 'c' 'd' ) )",
                "( 1.2.3 NAME ( 'a' 'b' ) SUP top AUXILIARY MUST cn MAY ( sn $ ou ) )",
                "( 1.2 NAME 'unended",
                "20260229235960.5+0130")) {
            seeds.add(seed(Decoder.DEFINITION, definition));
        }
        for (String header : List.of(
                "0d0a0d0a000d0a515549540a2111000cc0000207c6336401d4310185",
                "0d0a0d0a000d0a515549540a21110013c0000207c6336401d43101850300040a0b0c0d",
                "0d0a0d0a000d0a515549540a20000000",
                "50524f585920544350340d0a")) {
            seeds.add(seed(Decoder.PROXY, HexFormat.of().parseHex(header)));
        }
        for (String hash : List.of(
                "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g0MDAwMDAwMA==",
                "{PBKDF2-SHA256}999999999$c2FsdHNhbHQ$aGFzaA",
                "{ARGON2}$argon2id$v=19$m=4194304,t=99,p=99$c2FsdHNhbHQ$aGFzaA",
                "{CRYPT}$6$rounds=999999999$saltsalt$x",
                "$2y$31$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
                "{SCRYPT}$s1$ff0f0f$c2FsdA==$aGFzaA==")) {
            seeds.add(seed(Decoder.HASH, hash));
        }
        for (String scim : List.of(
                "emails[type eq \"work\" and value co \"@acme.example\"].value",
                "userName sw \"a\" and (meta.lastModified gt \"2026-01-01T00:00:00Z\" or not (active eq true))",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value pr",
                "(".repeat(60) + "a pr" + ")".repeat(60),
                "not (".repeat(500) + "a pr",
                "a pr and ".repeat(400) + "a pr",
                "a eq \"" + "\\\\".repeat(2_040) + "\"",
                "a eq \"" + "x".repeat(4_080) + "\"")) {
            seeds.add(seed(Decoder.SCIM, scim));
        }
        return seeds.stream();
    }

    private static byte[] seed(Decoder decoder, String text) {
        return seed(decoder, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] seed(Decoder decoder, byte[] bytes) {
        var seed = new byte[bytes.length + 1];
        seed[0] = (byte) decoder.key;
        System.arraycopy(bytes, 0, seed, 1, bytes.length);
        return seed;
    }

    /// A search whose filter is that many negations, with lengths that are as they should be.
    private static byte[] deepFilter(int depth) {
        byte[] filter = Filter.createPresenceFilter("a").encode().encode();
        for (int i = 0; i < depth; i++) {
            filter = new ASN1Element((byte) 0xa2, filter).encode();
        }
        var operation = new ByteArrayOutputStream();
        operation.writeBytes(HexFormat.of().parseHex("04000a01000a0100020100020100010100"));
        operation.writeBytes(filter);
        operation.writeBytes(HexFormat.of().parseHex("3000"));
        byte[] search = new ASN1Element((byte) 0x63, operation.toByteArray()).encode();
        var message = new ByteArrayOutputStream();
        message.writeBytes(HexFormat.of().parseHex("020101"));
        message.writeBytes(search);
        return new ASN1Element((byte) 0x30, message.toByteArray()).encode();
    }

    private static byte[] nested(int depth) {
        byte[] value = {};
        for (int i = 0; i < depth; i++) {
            value = new ASN1Element((byte) 0x30, value).encode();
        }
        return value;
    }
}
