package io.lightwave.directory.ldif;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.ModificationType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 2849 LDIF")
class LdifReaderTest {

    private static List<LdifRecord> records(String text) throws IOException {
        var reader = new LdifReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        var records = new ArrayList<LdifRecord>();
        for (Optional<LdifRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
            records.add(next.get());
        }
        return records;
    }

    private static LdifRecord.Content content(LdifRecord record) {
        return (LdifRecord.Content) record;
    }

    @Test
    @DisplayName("example 1 and 2: entries, folded lines, comments, CRLF")
    void entries_are_read_with_their_lines_unfolded() throws IOException {
        List<LdifRecord> records = records("""
                version: 1
                # the first,
                  folded
                dn: cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com
                objectclass: top
                objectclass: person
                cn: Barbara Jensen
                # between
                description:Babs is a big sailing fan, and travels extensively in sea
                 rch of perfect sailing conditions.
                title:

                # nothing follows here

                dn:: Y249QWxpY2U=
                Cn:: QWxpY2U=
                CN: A
                """.replace("\n", "\r\n"));
        assertThat(records).hasSize(2);
        LdifRecord.Content first = content(records.getFirst());
        assertThat(first.line()).isEqualTo(4);
        assertThat(first.name()).startsWith("cn=Barbara Jensen, ou=");
        assertThat(first.attributes())
                .extracting(Attribute::getName)
                .containsExactly("objectclass", "cn", "description", "title");
        assertThat(first.attributes().get(0).getValues()).containsExactly("top", "person");
        assertThat(first.attributes().get(2).getValue()).endsWith("in search of perfect sailing conditions.");
        assertThat(first.attributes().get(3).getValue()).isEmpty();
        LdifRecord.Content second = content(records.get(1));
        assertThat(second.name()).isEqualTo("cn=Alice");
        assertThat(second.attributes())
                .singleElement()
                .satisfies(cn -> assertThat(cn.getValues()).containsExactly("Alice", "A"));
    }

    @Test
    void comments_may_come_before_the_version() throws IOException {
        List<LdifRecord> records = records("""
                # made by
                #  somebody

                version: 1
                dn: cn=a
                cn: a

                dn: cn=b
                cn: b
                """);
        assertThat(records).extracting(LdifRecord::name).containsExactly("cn=a", "cn=b");
        assertThat(records.getFirst().line()).isEqualTo(5);
    }

    @Test
    @DisplayName("example 6: change records")
    void changes_are_read() throws IOException {
        List<LdifRecord> records = records("""
                dn: cn=a
                changetype: add
                cn: a

                dn: cn=b
                changetype: delete

                dn: cn=c
                changetype: modrdn
                newrdn: cn=d
                deleteoldrdn: 1
                newsuperior: ou=x

                dn: cn=e
                changetype: modify
                add: postaladdress
                postaladdress: 123 Anystreet $ Sunnyvale
                -
                delete: description
                -
                replace: telephonenumber
                telephonenumber: 1
                telephonenumber: 2
                -
                increment: uidNumber
                uidNumber: 1
                """);
        assertThat(content(records.get(0)).attributes()).hasSize(1);
        assertThat(records.get(1)).isEqualTo(new LdifRecord.Delete(5, "cn=b"));
        assertThat(records.get(2)).isEqualTo(new LdifRecord.Rename(8, "cn=c", "cn=d", true, "ou=x"));
        assertThat(((LdifRecord.Modify) records.get(3)).modifications())
                .extracting(
                        change -> change.getModificationType() + change.getAttributeName() + change.getValues().length)
                .containsExactly(
                        ModificationType.ADD + "postaladdress1",
                        ModificationType.DELETE + "description0",
                        ModificationType.REPLACE + "telephonenumber2",
                        ModificationType.INCREMENT + "uidNumber1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cn: a                                        | begins with dn:
            dn: cn=a;                                    | has attributes
            dn: cn=a;nonsense                            | no attribute and value
            dn: cn=a;: x                                 | no attribute and value
            dn: cn=a;cn:: ***                            | not base64
            dn:: /w==;cn: a                              | not UTF-8
            dn: cn=a;jpegPhoto:< file:///etc/passwd      | by URL
            dn: cn=a;control: 1.2.3 true;changetype: delete | controls
            dn: cn=a;changetype: move                    | unknown changetype
            dn: cn=a;changetype: delete;cn: a            | nothing follows
            dn: cn=a;changetype: modify;cn: a            | a modification begins
            dn: cn=a;changetype: modify;add: cn;sn: a    | has values of it
            dn: cn=a;changetype: modrdn;newrdn: cn=b     | modrdn come
            dn: cn=a;changetype: modrdn;newrdn: cn=b;deleteoldrdn: 2 | 0 or 1
            dn: cn=a;cn: a;-                             | modifications only
            """)
    void what_is_no_record_is_told_and_the_next_one_is_read(String lines, String reason) throws IOException {
        List<LdifRecord> records = records(lines.replace(";", "\n") + "\n\ndn: cn=next\ncn: next\n");
        assertThat(records.getFirst())
                .isInstanceOfSatisfying(
                        LdifRecord.Malformed.class,
                        malformed -> assertThat(malformed.reason()).contains(reason));
        assertThat(records.getLast().name()).isEqualTo("cn=next");
    }

    @Test
    @DisplayName("threat 19: a record is at most 4 MiB")
    void a_record_without_end_is_not_kept() throws IOException {
        String large = "dn: cn=a\ncn: " + "x".repeat(5 * 1024 * 1024) + "\n\ndn: cn=b\ncn: b\n";
        assertThat(records(large)).hasSize(2).first().isInstanceOf(LdifRecord.Malformed.class);
        String folded = "dn: cn=a\ncn: x\n" + " xxxxxxxxxxxxxxx\n".repeat(400_000) + "\ndn: cn=b\ncn: b\n";
        assertThat(records(folded)).hasSize(2).first().isInstanceOf(LdifRecord.Malformed.class);
    }

    @Test
    void an_empty_file_has_no_records() throws IOException {
        assertThat(records("")).isEmpty();
        assertThat(records("version: 1\n\n\n# only this\n")).isEmpty();
    }
}
