package io.lightwave.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4514 §3 and RFC 2253 §4: spaces beside separators, semicolons, quotes and OID.")
class SpacedNameTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            cn=admin, dc=example, dc=com|cn=admin,dc=example,dc=com
             cn = admin , dc = example |cn=admin,dc=example
            cn=a  +  sn=b , dc=c|cn=a+sn=b,dc=c
            cn=two  words ,dc=c|cn=two  words,dc=c
            cn=\\  kept \\ ,dc=c|cn=\\  kept \\ ,dc=c
            cn=a\\,b , dc=c|cn=a\\,b,dc=c
            cn=\\c3\\a9t\\C3\\a9 , dc=c|cn=été,dc=c
            cn= #0403666f6f , dc=c|cn=foo,dc=c
            """)
    void are_passed_over_where_asked_for_and_kept_where_escaped(String text, String same) {
        assertThat(DistinguishedName.parseSpaced(text)).isEqualTo(DistinguishedName.parse(same));
        assertThat(DistinguishedName.parseAsked(text)).isEqualTo(DistinguishedName.parse(same));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cn=admin;dc=example ; dc=com|cn=admin,dc=example,dc=com
            cn=a\\;b;dc=c|cn=a\\;b,dc=c
            cn="Smith, James" , dc=c|cn=Smith\\, James,dc=c
            cn="a;b+c=d<e>#f"+sn="  kept ",dc=c|cn=a\\;b\\+c=d\\<e\\>#f+sn=\\  kept\\ ,dc=c
            cn="say \\"hi\\" \\\\ \\c3\\a9 é",dc=c|cn=say \\"hi\\" \\\\ é é,dc=c
            cn="#04024869"|cn=\\#04024869
            OID.2.5.4.3=a, oid.2.5.4.11=b|2.5.4.3=a,2.5.4.11=b
            """)
    void other_old_forms_are_read_where_something_is_asked_and_are_no_values(String text, String same) {
        assertThat(DistinguishedName.parseAsked(text)).isEqualTo(DistinguishedName.parse(same));
        assertThatThrownBy(() -> DistinguishedName.parseSpaced(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "cn=admin, ",
                "cn=, dc=c",
                "cn=a,, dc=c",
                "c n=a",
                "cn=a\\",
                "cn=a;",
                ";cn=a",
                "cn=a;;dc=c",
                "cn=\"a",
                "cn=\"",
                "cn=\"\"",
                "cn=\"a\"b",
                "cn=a\"b\"",
                "cn=\"a\\\"",
                "cn=\"a\\n\"",
                "cn=\"a\u0000\"",
                "cn=\"\ud800\"",
                "OID.cn=a",
                "OID.=a"
            })
    void do_not_make_a_name_of_what_is_none(String text) {
        assertThatThrownBy(() -> DistinguishedName.parseAsked(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DistinguishedName.parseSpaced(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {" cn=a", "cn=a ", "cn =a", "cn= a", "cn=a, dc=c", "cn=a ,dc=c", "cn=a\\20 "})
    void belong_to_no_name_of_our_own(String text) {
        assertThatThrownBy(() -> DistinguishedName.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
