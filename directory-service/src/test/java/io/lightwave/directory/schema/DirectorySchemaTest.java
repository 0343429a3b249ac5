package io.lightwave.directory.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.schema.MatchingRuleDefinition;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.X509Certificate;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.SubjectKind;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectorySchemaTest {
    private static final DirectorySchema SCHEMA = new DirectorySchema();

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static java.security.cert.X509Certificate certificate() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        return (java.security.cert.X509Certificate) X509Certificate.generateSelfSignedCertificate(
                        SignatureAlgorithmIdentifier.SHA_256_WITH_ECDSA,
                        keys.generateKeyPair(),
                        new DN("cn=Some CA,o=Acme\\, Inc."),
                        0,
                        1_000_000_000)
                .toCertificate();
    }

    @Nested
    @DisplayName("RFC 4517 §3.3 Syntaxes")
    class Syntaxes {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                cn              | Zoë Ångström
                description     | 'two\nlines'
                sn              | ' '
                mail            | a@b
                c               | DE
                telephoneNumber | +49 30 123-456
                uidNumber       | 0
                uidNumber       | -12
                member          | uid=a,dc=b
                objectClass     | 2.5.6.6
                objectClass     | person
                postalAddress   | 1 Main St.$Anytown
                postalAddress   | costs \\24 1$C:\\5cx
                destinationIndicator | Some (place)
                x121Address     | 15 079 672 281
                pwdAccountLockedTime | 000001010000Z
                pwdAccountLockedTime | 20260101120000.5+0130
                userPassword    | anything
                x500UniqueIdentifier | '''0101''B'
                x500UniqueIdentifier | '''''B'
                uniqueMember    | uid=a,dc=b
                uniqueMember    | 'uid=a,dc=b#''0101''B'
                uniqueMember    | 'dc=b,o=a\\#''01''B'
                uniqueMember    | 'dc=b,o=a\\#''02''B'
                uniqueMember    | 'dc=b,o=a\\\\#''01''B'
                pwdAccountLockedTime | 20060906135030+2359
                pwdAccountLockedTime | 20060906135030-19
                pwdAccountLockedTime | 20060906135030.0123456789Z
                pwdAccountLockedTime | 20061231235960Z
                preferredDeliveryMethod | mhs $ telephone
                facsimileTelephoneNumber | +49 30 1
                facsimileTelephoneNumber | +49 30 1$twoDimensional$b4Length
                telexNumber     | 12345$023$ABCDE
                teletexTerminalIdentifier | 1 2 3$graphic:x
                nisNetgroupTriple | (host,user,domain)
                nisNetgroupTriple | (,-,example.com)
                bootParameter   | root=server:/export
                pwdAccountLockedTime | 2026010112Z
                pwdAccountLockedTime | 202601011200.25-05
                homeDirectory   | /home/alice
                dnQualifier     | a b
                """)
        void takes(String attribute, String value) {
            assertThatCode(() -> SCHEMA.check(SCHEMA.require(attribute), utf8(value)))
                    .doesNotThrowAnyException();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                cn              | ''
                cn              | 'a\u0001b'
                cn              | 'a\u001b[31m'
                cn              | '\u00ad'
                cn              | 'a\ue000'
                cn              | 'a\uffff'
                postalAddress   | C:\\x
                postalAddress   | ends with \\
                postalAddress   | 1 Main St.$$Anytown
                postalAddress   | $Anytown
                postalAddress   | 1 Main St.$
                mail            | 'ä@b'
                mail            | 'a@b\r\nBcc: c@d'
                c               | DEU
                telephoneNumber | '+49*30'
                uidNumber       | 01
                uidNumber       | -0
                uidNumber       | 1.5
                uidNumber       | ''
                member          | uid
                member          | 'uid=a; dc=b'
                objectClass     | a_b
                destinationIndicator | a@b
                x121Address     | 12a
                pwdAccountLockedTime | 20261301000000Z
                pwdAccountLockedTime | 20060906135030+2400
                pwdAccountLockedTime | 20060906135030+2361
                pwdAccountLockedTime | 20060906135030+
                pwdAccountLockedTime | 20060906135030+0
                pwdAccountLockedTime | 20060906135030+010
                pwdAccountLockedTime | 20060906135030.Z
                pwdAccountLockedTime | 2026010100
                jpegPhoto       | GIF89a
                userCertificate | nonsense
                attributeTypes  | anything
                x500UniqueIdentifier | '0101'
                x500UniqueIdentifier | '''012''B'
                uniqueMember    | 'nobody'
                preferredDeliveryMethod | pigeon
                preferredDeliveryMethod | mhs,telephone
                facsimileTelephoneNumber | +49 30 1$wide
                telexNumber     | 12345
                teletexTerminalIdentifier | 1$colour:x
                nisNetgroupTriple | (host,user)
                nisNetgroupTriple | host,user,domain
                bootParameter   | root=server
                cACertificate   | nonsense
                certificateRevocationList | nonsense
                crossCertificatePair | nonsense
                pwdAccountLockedTime | 20260101120000
                pwdAccountLockedTime | 20260230120000Z
                homeDirectory   | /home/zoë
                dnQualifier     | a_b
                entryUUID       | 12345678-1234-1234-1234-12345678901
                """)
        void refuses_with_invalidAttributeSyntax(String attribute, String value) {
            assertThatThrownBy(() -> SCHEMA.check(SCHEMA.require(attribute), utf8(value)))
                    .isInstanceOfSatisfying(
                            ViolationException.class,
                            violation -> assertThat(violation.code()).isEqualTo(ResultCode.INVALID_ATTRIBUTE_SYNTAX));
        }

        /// In stack and steps that do not grow with the value's length squared.
        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                x121Address     | 1    | x
                x121Address     | ' '  | x
                objectClass     | 1.   | x
                teletexTerminalIdentifier | 1$page: | '$colour:'
                facsimileTelephoneNumber  | 1$b4Length$b4Length | x
                preferredDeliveryMethod   | mhs$ | x
                postalAddress             | a$   | ''
                postalAddress             | \\24  | \\
                """)
        void a_long_value_is_refused_as_soon_as_a_short_one(String attribute, String part, String end) {
            byte[] value = utf8(part.repeat(200_000 / part.length()) + end);
            assertThatThrownBy(() -> SCHEMA.check(SCHEMA.require(attribute), value))
                    .isInstanceOf(ViolationException.class);
        }

        @Test
        void behind_a_certificate_there_is_nothing() throws Exception {
            byte[] certificate = certificate().getEncoded();
            byte[] more = Arrays.copyOf(certificate, certificate.length + 1);
            AttributeType type = SCHEMA.require("userCertificate");
            assertThatCode(() -> SCHEMA.check(type, certificate)).doesNotThrowAnyException();
            assertThatThrownBy(() -> SCHEMA.check(type, more)).isInstanceOf(ViolationException.class);
        }

        @Test
        void bytes_that_are_no_utf8_are_no_text() {
            for (String hex : List.of("ff", "c328", "eda080", "f8888080", "61c0af")) {
                assertThatThrownBy(() -> SCHEMA.check(
                                SCHEMA.require("cn"), HexFormat.of().parseHex(hex)))
                        .isInstanceOf(ViolationException.class);
            }
        }

        @Test
        void a_value_of_more_than_256_KiB_is_refused() {
            assertThatThrownBy(() -> SCHEMA.check(SCHEMA.require("userSMIMECertificate"), new byte[256 * 1024 + 1]))
                    .isInstanceOf(ViolationException.class)
                    .hasMessageContaining("256 KiB");
        }
    }

    @Nested
    @DisplayName("RFC 4517 §4.2 and RFC 4518 Matching")
    class Matching {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                cn              | Alice Archer | '  ALICE    archer '
                cn              | Straße       | STRASSE
                cn              | ΣΊΣΥΦΟΣ      | σίσυφος
                cn              | ﬁne          | fine
                cn              | 'a\u00adb'   | ab
                cn              | 'a\u200bb'   | ab
                cn              | 'a\u00a0b'   | a b
                cn              | Å            | 'A\u030a'
                cn              | ｆｕｌｌ     | full
                uid             | Alice        | aLICE
                mail            | A@Example    | a@example
                telephoneNumber | +49 30-12    | +493012
                telephoneNumber | +49\u201030\u2212\u058a12 | +493012
                x121Address     | 12 34        | 1234
                uidNumber       | 7            | 7
                objectClass     | 2.5.6.6      | PERSON
                member          | UID=Alice,OU=People,DC=acme,DC=example | uid=alice,ou=people,domainComponent=ACME,dc=example
                member          | cn=a+uid=b   | uid=B+commonName=A
                member          | cn=a,dc=b    | 'CN = a , dc=b'
                member          | cn=a\\,b     | cn=A\\2Cb
                pwdAccountLockedTime | 20260101120000Z | 202601011300+0100
                pwdAccountLockedTime | 2026010112.5Z | 20260101123000Z
                pwdAccountLockedTime | 20060906135030+2359 | 20060905135130Z
                pwdAccountLockedTime | 20060906135030-19 | 20060907085030Z
                uniqueMember    | 'dc=b,o=a\\#''01''B' | 'dc=b,o=a\\23''01''B'
                uniqueMember    | 'dc=b,o=a\\\\#''01''B' | 'dc=b,o=a\\5C#''01''B'
                cn              | 'a\u1806b'   | ab
                cn              | 'a\u034fb'   | ab
                cn              | 'a\ufe0fb'   | ab
                cn              | 'a\u2060b'   | ab
                cn              | İ            | i̇
                cn              | ǆ            | Ǆ
                cn              | ℌ            | h
                cn              | ①            | 1
                cn              | 'ά'          | 'α\u0301'
                postalAddress   | 1 Main  St.$Town | 1 main st.$town
                postalAddress   | '1 Main St. $  Town ' | 1 main st.$town
                postalAddress   | costs \\24 1$B | COSTS \\24  1$b
                postalAddress   | C:\\5Cx      | c:\\5cX
                postalAddress   | C:\\5Cx      | C:\\x
                postalAddress   | a＄b         | a\\24b
                uniqueMember    | 'UID=A,dc=b#''01''B' | 'uid=a, dc=B#''01''B'
                sshPublicKey    | 'ssh-ed25519 A' | 'ssh-ed25519 A'
                manager         | uid=a,dc=b   | 'UID = A, dc = B'
                dnQualifier     | 'A  b'       | a B
                """)
        void equal_values_have_one_form(String attribute, String one, String other) {
            AttributeType type = SCHEMA.require(attribute);
            assertThat(SCHEMA.normalise(type, utf8(one))).isEqualTo(SCHEMA.normalise(type, utf8(other)));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                cn              | alice     | 'аlice'
                cn              | ab        | a b
                labeledURI      | http://A  | http://a
                homeDirectory   | /home/A   | /home/a
                uidNumber       | 7         | 70
                member          | cn=a\\,cn\\=b | 'cn=a,cn=b'
                member          | cn=a\\+uid\\=b | cn=a+uid=b
                member          | cn=a      | uid=a
                uniqueMember    | uid=a     | 'uid=a#''01''B'
                uniqueMember    | 'o=a\\#''01''B' | 'o=a#''01''B'
                uniqueMember    | 'o=a\\\\#''01''B' | 'o=a\\5C\\23''01''B'
                uniqueMember    | 'uid=a#''010''B' | 'uid=a#''01''B'
                sshPublicKey    | 'ssh-ed25519 A' | 'ssh-ed25519 a'
                loginShell      | /bin/SH   | /bin/sh
                cn              | a         | á
                postalAddress   | a$b       | a\\24b
                postalAddress   | a$bc      | ab$c
                postalAddress   | a＄b         | a$b
                postalAddress   | a$b       | a$b$
                postalAddress   | a\\5C24b  | a\\24b
                cn              | 'a\u0301' | a
                pwdAccountLockedTime | 20260101120000Z | 20260101120000.1Z
                """)
        void different_values_have_different_forms(String attribute, String one, String other) {
            AttributeType type = SCHEMA.require(attribute);
            assertThat(SCHEMA.normalise(type, utf8(one))).isNotEqualTo(SCHEMA.normalise(type, utf8(other)));
        }

        @Test
        void a_name_whose_value_has_no_meaning_equals_itself_only() {
            assertThat(SCHEMA.normalise(DistinguishedName.parse("uidNumber=x,dc=a")))
                    .isEqualTo(SCHEMA.normalise(DistinguishedName.parse("UIDNUMBER=x,dc=A")))
                    .isNotEqualTo(SCHEMA.normalise(DistinguishedName.parse("uidNumber=X,dc=a")));
        }

        @Test
        @DisplayName("RFC 4523 §3.1 certificateExactMatch")
        void a_certificate_is_known_by_its_serial_number_and_issuer() throws Exception {
            AttributeType type = SCHEMA.require("userCertificate");
            java.security.cert.X509Certificate parsed = certificate();
            byte[] certificate = parsed.getEncoded();
            String issuer = "cn=some ca,o=acme\\, inc.";
            String expected = SCHEMA.normalise(type, certificate);
            for (String assertion : List.of(
                    "{ serialNumber %d, issuer rdnSequence:\"%s\" }", "{serialNumber %d,issuer \"%s\"}", "%d$%s")) {
                assertThat(SCHEMA.normalise(type, utf8(assertion.formatted(parsed.getSerialNumber(), issuer))))
                        .isEqualTo(expected);
            }
            assertThat(SCHEMA.normalise(
                            type,
                            utf8("%d$%s".formatted(parsed.getSerialNumber().add(java.math.BigInteger.ONE), issuer))))
                    .isNotEqualTo(expected);
            for (String assertion : List.of("nonsense", "{ serialNumber 1, issuer \"" + "a".repeat(200_000) + "\" }")) {
                assertThatThrownBy(() -> SCHEMA.normalise(type, utf8(assertion)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }

        @ParameterizedTest
        @DisplayName("RFC 5280 §4.1.2.6 emailAddress in names of certificates")
        @ValueSource(
                strings = {
                    "%d$emailAddress=ca@example.com,cn=Some CA,o=Acme\\, Inc.",
                    "%d$EMAIL=CA@example.com,cn=Some CA,o=Acme\\2C Inc.",
                    "%d$E=ca@example.com, CN=some ca, O=\"Acme, Inc.\"",
                    "%d$1.2.840.113549.1.9.1=ca@example.com,cn=Some CA,o=Acme\\, Inc.",
                    "{ serialNumber %d, issuer \"EMAIL=ca@example.com,CN=Some CA,O=Acme\\, Inc.\" }",
                    "{ issuer rdnSequence:\"email=ca@example.com,CN=Some CA,O=Acme\\, Inc.\" , serialNumber %d }"
                })
        void an_issuer_with_an_email_address_is_named_in_each_way(String assertion) throws Exception {
            AttributeType type = SCHEMA.require("userCertificate");
            java.security.cert.X509Certificate one = certificate();
            String stored =
                    SCHEMA.normalise(type, issuedBy("EMAILADDRESS=ca@example.com, CN=Some CA, O=\"Acme, Inc.\"", one));
            assertThat(SCHEMA.normalise(type, utf8(assertion.formatted(one.getSerialNumber()))))
                    .isEqualTo(stored)
                    .isNotEqualTo(SCHEMA.normalise(type, one.getEncoded()));
        }

        /// The same certificate by another issuer; nobody looks at its signature.
        private static byte[] issuedBy(String issuer, java.security.cert.X509Certificate other) throws Exception {
            ASN1Element[] parts =
                    ASN1Sequence.decodeAsSequence(other.getEncoded()).elements();
            ASN1Element[] signed = ASN1Sequence.decodeAsSequence(parts[0]).elements();
            signed[3] = ASN1Element.decode(new X500Principal(issuer).getEncoded());
            return new ASN1Sequence(new ASN1Sequence(signed), parts[1], parts[2]).encode();
        }

        @Test
        @DisplayName("RFC 4518 §2.2 every kind of space is SPACE")
        void spaces_are_one_kind() {
            AttributeType type = SCHEMA.require("cn");
            for (int space :
                    new int[] {9, 10, 11, 12, 13, 0x85, 0xa0, 0x1680, 0x2000, 0x2028, 0x2029, 0x202f, 0x3000}) {
                assertThat(SCHEMA.normalise(type, utf8("a" + Character.toString(space) + "b")))
                        .as(Integer.toHexString(space))
                        .isEqualTo("a b");
            }
        }

        @Test
        void times_are_ordered_as_instants() {
            AttributeType type = SCHEMA.require("createTimestamp");
            List<String> inOrder = List.of(
                    SCHEMA.normalise(type, utf8("000001010000Z")),
                    SCHEMA.normalise(type, utf8("20260101120000Z")),
                    SCHEMA.normalise(type, utf8("20260101120000.1Z")),
                    SCHEMA.normalise(type, utf8("20260101120000.100001Z")),
                    SCHEMA.normalise(type, utf8("20260101120001Z")),
                    SCHEMA.normalise(type, utf8("99991231235959-1200")));
            for (int i = 1; i < inOrder.size(); i++) {
                assertThat(type.compare(inOrder.get(i - 1), inOrder.get(i)))
                        .as(inOrder.get(i))
                        .isNegative();
            }
        }

        @Test
        void integers_are_ordered_as_numbers() {
            assertThat(SCHEMA.require("uidNumber").compare("9", "10")).isNegative();
            assertThat(SCHEMA.require("uidNumber").compare("-10", "-9")).isNegative();
        }
    }

    @Nested
    @DisplayName("RFC 4512 §2.4 Object classes")
    class Classes {

        @Test
        void superclasses_of_a_named_class_are_implied() {
            ObjectClasses classes = SCHEMA.classes(List.of("INETORGPERSON", "1.3.6.1.1.1.2.0"));
            assertThat(classes.names())
                    .containsExactly("top", "person", "organizationalPerson", "inetOrgPerson", "posixAccount");
            assertThat(classes.structural()).isEqualTo("inetOrgPerson");
            assertThat(classes.required()).contains("objectclass", "cn", "sn", "uid", "uidnumber", "gidnumber");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "top", "posixAccount", "nonsense", "person groupOfNames", "person device"})
        void there_is_exactly_one_structural_chain_of_known_classes(String names) {
            assertThatThrownBy(() -> SCHEMA.classes(names.isEmpty() ? List.of() : List.of(names.split(" "))))
                    .isInstanceOfSatisfying(
                            ViolationException.class,
                            violation -> assertThat(violation.code()).isEqualTo(ResultCode.OBJECT_CLASS_VIOLATION));
        }

        @Test
        void required_attributes_must_be_there_and_others_must_be_allowed() {
            ObjectClasses person = SCHEMA.classes(List.of("person"));
            SCHEMA.check(person, types("objectclass", "cn", "sn", "telephonenumber"));
            assertThatThrownBy(() -> SCHEMA.check(person, types("objectclass", "cn")))
                    .hasMessageContaining("sn is required");
            assertThatThrownBy(() -> SCHEMA.check(person, types("objectclass", "cn", "sn", "mail")))
                    .hasMessageContaining("mail is not allowed");
        }

        @ParameterizedTest
        @EnumSource
        void each_kind_of_subject_has_a_class_and_a_naming_attribute(SubjectKind kind) {
            ObjectClasses classes = SCHEMA.classes(List.of(kind.objectClass()));
            assertThat(classes.structural()).isEqualTo(kind.objectClass());
            assertThat(classes.allowed()).contains(kind.namingAttribute());
        }
    }

    @Nested
    @DisplayName("RFC 4512 §2.5 Attribute descriptions")
    class Descriptions {

        @Test
        void names_aliases_and_oids_are_one_type_and_case_does_not_matter() {
            assertThat(SCHEMA.described("commonName"))
                    .isEqualTo(SCHEMA.described("CN"))
                    .isEqualTo(SCHEMA.described("2.5.4.3"))
                    .isPresent();
        }

        @Test
        void options_are_binary_on_certificates_and_languages_on_what_people_read() {
            assertThat(SCHEMA.described("userCertificate;binary")).isPresent();
            assertThat(SCHEMA.described("cn;binary")).isEmpty();
            assertThat(SCHEMA.described("cn;LANG-de")).isPresent();
            assertThat(SCHEMA.described("cn;lang-de;lang-fr")).isEqualTo(SCHEMA.described("CN;lang-fr;lang-de"));
            assertThat(SCHEMA.described("cn;lang-de-")).isEmpty();
            assertThat(SCHEMA.asked("cn;lang-de-")).isPresent();
            assertThat(SCHEMA.described("uid;lang-de")).isEmpty();
            assertThat(SCHEMA.described("userCertificate;lang-de")).isEmpty();
            assertThat(SCHEMA.described("userCertificate;binary;binary")).isEmpty();
            assertThat(SCHEMA.require("userCertificate").description()).isEqualTo("userCertificate;binary");
        }

        @Test
        void a_supertype_stands_for_its_subtypes() {
            assertThat(SCHEMA.withSubtypes(SCHEMA.require("name")))
                    .extracting(AttributeType::name)
                    .contains("name", "cn", "sn", "givenName", "ou");
            assertThat(SCHEMA.withSubtypes(SCHEMA.require("cn")))
                    .extracting(AttributeType::name)
                    .containsExactly("cn");
        }
    }

    @Nested
    @DisplayName("RFC 4512 §4.2 Subschema subentry")
    class Subentry {

        @Test
        void definitions_are_operational_and_parse_as_a_schema() throws LDAPException {
            assertThat(SCHEMA.subentry(List.of()))
                    .extracting(Attribute::getName)
                    .containsExactlyInAnyOrder("objectClass", "cn");
            List<Attribute> all = SCHEMA.subentry(List.of("*", "+"));
            Schema parsed = Schema.parseSchemaEntry(new Entry("cn=schema", all));
            assertThat(parsed.getObjectClass("inetOrgPerson")).isNotNull();
            assertThat(Objects.requireNonNull(parsed.getAttributeType("memberOf"))
                            .isNoUserModification())
                    .isTrue();
        }

        @Test
        void every_syntax_and_matching_rule_that_is_used_is_published() throws LDAPException {
            Schema schema = Schema.parseSchemaEntry(new Entry("cn=schema", SCHEMA.subentry(List.of("+"))));
            for (var type : schema.getAttributeTypes()) {
                assertThat(schema.getAttributeSyntax(String.valueOf(type.getBaseSyntaxOID(schema))))
                        .as(type.toString())
                        .isNotNull();
                for (String rule : new String[] {
                    type.getEqualityMatchingRule(), type.getOrderingMatchingRule(), type.getSubstringMatchingRule()
                }) {
                    assertThat(rule == null || schema.getMatchingRule(rule) != null)
                            .as(type + " " + rule)
                            .isTrue();
                }
            }
        }

        @Test
        void every_matching_rule_that_is_published_can_be_asserted_by() throws LDAPException {
            Schema schema = Schema.parseSchemaEntry(new Entry("cn=schema", SCHEMA.subentry(List.of("+"))));
            for (MatchingRuleDefinition rule : schema.getMatchingRules()) {
                String value = switch (rule.getSyntaxOID()) {
                    case "1.3.6.1.4.1.1466.115.121.1.58" -> "1*2";
                    case "1.3.6.1.4.1.1466.115.121.1.6" -> "'01'B";
                    case "1.3.6.1.4.1.1466.115.121.1.7" -> "TRUE";
                    case "1.3.6.1.4.1.1466.115.121.1.12", "1.3.6.1.4.1.1466.115.121.1.34" -> "cn=a";
                    case "1.3.6.1.4.1.1466.115.121.1.24" -> "20260101120000Z";
                    case "1.3.6.1.4.1.1466.115.121.1.38" -> "2.5.4.3";
                    case "1.3.6.1.1.15.1" -> "{ serialNumber 1, issuer \"cn=a\" }";
                    case "1.3.6.1.1.16.1" -> "12345678-1234-1234-1234-123456789012";
                    default -> "1";
                };
                if (!SCHEMA.isRule("1.2.840.113556.1.4.1941", rule.getNameOrOID())) { // which is in IntegrityTest
                    assertThat(SCHEMA.assertion(rule.getNameOrOID(), utf8(value)))
                            .as(rule.toString())
                            .isPresent();
                    assertThat(SCHEMA.assertion(rule.getOID(), utf8(value))).isPresent();
                }
            }
        }

        @Test
        @DisplayName("RFC 4517 §3.3.30 Substring Assertion")
        void parts_of_a_substring_assertion_are_between_asterisks() {
            for (String matching : List.of("one*t*e", "*ee", "o*", "*e*t*", "One Two*", "*\\2A*", "*\\5c*")) {
                assertThat(SCHEMA.assertion("caseIgnoreSubstringsMatch", utf8(matching))
                                .orElseThrow()
                                .matches(utf8("One two * \\ three")))
                        .as(matching)
                        .isTrue();
            }
            for (String other : List.of("two*", "*two", "one*one*", "*\\2A\\5c*", "*three*e")) {
                assertThat(SCHEMA.assertion("caseIgnoreSubstringsMatch", utf8(other))
                                .orElseThrow()
                                .matches(utf8("One two * \\ three")))
                        .as(other)
                        .isFalse();
            }
            for (String malformed : List.of("", "one", "*", "a**b")) {
                assertThatThrownBy(() -> SCHEMA.assertion("caseIgnoreSubstringsMatch", utf8(malformed)))
                        .as(malformed)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }

        @Test
        @DisplayName("RFC 4517 §4.2.10, §4.2.15, §4.2.26 first components")
        void definitions_are_compared_by_their_first_component() {
            byte[] named = utf8("( 2.5.4.3 NAME 'cn' )");
            assertThat(matches("objectIdentifierFirstComponentMatch", "2.5.4.3", named))
                    .isTrue();
            assertThat(matches("objectIdentifierFirstComponentMatch", "CommonName", named))
                    .isTrue();
            assertThat(matches("objectIdentifierFirstComponentMatch", "2.5.4.30", named))
                    .isFalse();
            assertThat(SCHEMA.assertion("objectIdentifierFirstComponentMatch", utf8("nonsense")))
                    .isEmpty();
            assertThatThrownBy(() -> SCHEMA.assertion("objectIdentifierFirstComponentMatch", named))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(matches("integerFirstComponentMatch", "7", utf8("(7 FORM x )")))
                    .isTrue();
            assertThat(matches("integerFirstComponentMatch", "7", utf8("( 70 FORM x )")))
                    .isFalse();
            assertThat(matches("integerFirstComponentMatch", "7", named)).isFalse();
            assertThat(matches("directoryStringFirstComponentMatch", "a  B", utf8("( 'A b' 1 )")))
                    .isTrue();
            assertThat(matches("directoryStringFirstComponentMatch", "a", utf8("( 'A b' 1 )")))
                    .isFalse();
        }

        @Test
        @DisplayName("MS-ADTS §3.1.1.3.4.4.1, §3.1.1.3.4.4.2, as other directories have them too")
        void integers_are_compared_by_their_bits() {
            assertThat(matches("integerBitAndMatch", "513", utf8("66051"))).isTrue();
            assertThat(matches("1.2.840.113556.1.4.803", "2", utf8("514"))).isTrue();
            assertThat(matches("integerBitAndMatch", "3", utf8("514"))).isFalse();
            assertThat(matches("integerBitAndMatch", "0", utf8("514"))).isTrue();
            assertThat(matches("integerBitAndMatch", "-1", utf8("514"))).isFalse();
            assertThat(matches("integerBitAndMatch", "-2", utf8("-2"))).isTrue();
            assertThat(matches("integerBitOrMatch", "3", utf8("514"))).isTrue();
            assertThat(matches("1.2.840.113556.1.4.804", "5", utf8("514"))).isFalse();
            assertThat(matches("integerBitOrMatch", "0", utf8("514"))).isFalse();
            assertThat(matches("integerBitOrMatch", "18446744073709551616", utf8("18446744073709551617")))
                    .isTrue();
            for (String none : List.of("", "x", "-", "*")) {
                assertThatThrownBy(() -> SCHEMA.assertion("integerBitAndMatch", utf8(none)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(SCHEMA.order(SCHEMA.require("uidNumber"), "integerBitAndMatch"))
                    .isEmpty();
        }

        private static boolean matches(String rule, String assertion, byte[] value) {
            return SCHEMA.assertion(rule, utf8(assertion)).orElseThrow().matches(value);
        }

        @Test
        @DisplayName("RFC 4512 §4.1.4 Matching Rule Uses")
        void each_rule_has_the_attributes_that_it_applies_to() throws LDAPException {
            assertThat(uses(SCHEMA, "2.5.13.15"))
                    .contains("uidNumber", "numSubordinates")
                    .doesNotContain("cn");
            assertThat(uses(SCHEMA, "1.2.840.113556.1.4.803"))
                    .contains("uidNumber")
                    .doesNotContain("cn");
            assertThat(uses(SCHEMA, "2.5.13.4")).contains("cn", "mail", "postalAddress");
            assertThat(uses(SCHEMA, "2.5.13.17")).contains("jpegPhoto").doesNotContain("userPassword");
            assertThat(uses(SCHEMA, "2.5.13.29")).containsExactly("dITStructureRules");
            assertThat(uses(SCHEMA, "2.5.13.30")).contains("attributeTypes").doesNotContain("dITStructureRules");
            assertThat(uses(SCHEMA, "2.5.13.31")).isEmpty();
            assertThat(uses(SCHEMA, "1.2.840.113556.1.4.1941"))
                    .contains("member", "memberOf", "manager")
                    .doesNotContain("modifiersName", "cn");
            DirectorySchema extended = SCHEMA.extended(new SchemaExtension(
                    List.of("( 1.3.6.1.4.1.99999.1.1 NAME 'acmeFloor' EQUALITY integerMatch"
                            + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )"),
                    List.of()));
            assertThat(uses(extended, "2.5.13.14")).contains("acmeFloor", "uidNumber");
        }

        private static List<String> uses(DirectorySchema schema, String rule) throws LDAPException {
            Schema published =
                    Schema.parseSchemaEntry(new Entry("cn=schema", schema.subentry(List.of("matchingRuleUse"))));
            return published.getMatchingRuleUses().stream()
                    .filter(use -> use.getOID().equals(rule))
                    .flatMap(use -> Arrays.stream(use.getApplicableAttributeTypes()))
                    .toList();
        }

        @Test
        void one_attribute_can_be_asked_for_by_name() {
            assertThat(SCHEMA.subentry(List.of("objectclasses")))
                    .extracting(Attribute::getName)
                    .containsExactly("objectClasses");
        }
    }

    private static Set<AttributeType> types(String... names) {
        return java.util.Arrays.stream(names).map(SCHEMA::require).collect(java.util.stream.Collectors.toSet());
    }
}
