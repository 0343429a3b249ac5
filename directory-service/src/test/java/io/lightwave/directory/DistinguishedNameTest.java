package io.lightwave.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistinguishedNameTest {

    @Nested
    @DisplayName("RFC 4514 §3 Parsing")
    class Parsing {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                UID=jsmith,DC=example,DC=net                    | jsmith
                OU=Sales+CN=J.  Smith,DC=example,DC=net         | Sales
                CN=James \\"Jim\\" Smith\\, III,DC=example,DC=net | James "Jim" Smith, III
                1.3.6.1.4.1.1466.0=#04024869                    | Hi
                1.3.6.1.4.1.1466.0=#0C024869                    | Hi
                CN=Lu\\C4\\8Di\\C4\\87                              | Lučić
                CN=Lučić                                        | Lučić
                cn=a\\=b=c                                       | a=b=c
                cn=\\#a#\\                                        | `#a# `
                cn=\\20a\\20                                      | ` a `
                cn=a\\2Cb                                        | a,b
                cn=a\\3bb\\3Cc\\3E                                 | a;b<c>
                cn=*()&!~                                       | *()&!~
                cn=/../../etc                                   | /../../etc
                """)
        void reads_the_first_value_unescaped(String text, String value) {
            String name = text.endsWith("#a#\\") ? text + " " : text;
            assertThat(DistinguishedName.parse(name).rdns().getFirst().value()).isEqualTo(value);
        }

        @Test
        void the_empty_string_is_the_name_of_the_root() {
            assertThat(DistinguishedName.parse("").isEmpty()).isTrue();
            assertThat(DistinguishedName.parse("").parent()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    " ",
                    "cn",
                    "=a",
                    "cn=",
                    "cn=,dc=example",
                    "cn=a,",
                    ",cn=a",
                    "cn=a,,dc=b",
                    "cn=a+",
                    "+cn=a",
                    "cn=a, dc=b",
                    "cn=a ,dc=b",
                    "cn =a",
                    "cn= a",
                    "cn=a ",
                    "cn=a;dc=b",
                    "cn=\"a\"",
                    "cn=a<b",
                    "cn=a>b",
                    "cn=a\u0000b",
                    "cn=a\\00b",
                    "cn=a\\",
                    "cn=a\\4",
                    "cn=a\\zz",
                    "cn=a\\n",
                    "cn=\\ff",
                    "cn=\\c3\\28",
                    "cn=\\ed\\a0\\80",
                    "cn=\ud800",
                    "cn=#",
                    "cn=#4",
                    "cn=#zz",
                    "cn=#0402",
                    "cn=#020101",
                    "cn=#0C01ff",
                    "cn=#04024869x",
                    "cn=#048000",
                    "OID.2.5.4.3=a",
                    "2.5.04.3=a",
                    "2=a",
                    "1..2=a",
                    "c_n=a",
                    "-cn=a",
                    "cn;binary=a",
                    "cñ=a"
                })
        void everything_else_is_refused(String text) {
            assertThatThrownBy(() -> DistinguishedName.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }

        @ParameterizedTest
        @MethodSource("bombs")
        void a_name_that_is_too_large_is_refused_before_it_costs_anything(String text) {
            assertThatThrownBy(() -> DistinguishedName.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }

        static String[] bombs() {
            return new String[] {
                "cn=a" + ",dc=b".repeat(32),
                "cn=a" + "+cn=b".repeat(4),
                "cn=" + "a".repeat(1022),
                "cn=" + "\\61".repeat(400_000),
                "a".repeat(65) + "=b",
                "1" + ".1".repeat(16) + "=b",
            };
        }

        @Test
        void the_largest_names_are_read() {
            assertThat(DistinguishedName.parse("cn=a" + ",dc=b".repeat(31)).rdns())
                    .hasSize(32);
            assertThat(DistinguishedName.parse("cn=a+cn=b+cn=c+cn=d")
                            .rdns()
                            .getFirst()
                            .assertions())
                    .hasSize(4);
            assertThat(DistinguishedName.parse("cn=" + "a".repeat(1021)).toString())
                    .hasSize(1024);
        }
    }

    @Nested
    @DisplayName("RFC 4514 §2 Printing")
    class Printing {

        @Test
        void whatever_a_value_contains_reads_back_to_an_equal_name() {
            var random = new Random(4514);
            String alphabet = " #\"+,;<>=\\\n\t\u007fabcÄß漢😀";
            int[] characters = alphabet.codePoints().toArray();
            for (int i = 0; i < 5_000; i++) {
                var value = new StringBuilder();
                for (int length = 1 + random.nextInt(8); length > 0; length--) {
                    value.appendCodePoint(characters[random.nextInt(characters.length)]);
                }
                DistinguishedName name =
                        DistinguishedName.suffixOf(new TenantId("acme.example")).child("cn", value.toString());
                assertThat(DistinguishedName.parse(name.toString())).isEqualTo(name);
                assertThat(name.toString().chars()).noneMatch(c -> c < ' ' || c == 0x7f);
            }
        }

        @Test
        void a_tenant_s_suffix_is_its_domain() {
            assertThat(DistinguishedName.suffixOf(new TenantId("sub.acme.example")))
                    .hasToString("dc=sub,dc=acme,dc=example");
        }
    }

    @Test
    void parents_and_ancestors_are_the_last_rdns() {
        DistinguishedName name = DistinguishedName.parse("uid=a,ou=people,dc=acme,dc=example");
        assertThat(name.parent()).contains(DistinguishedName.parse("ou=people,dc=acme,dc=example"));
        assertThat(name.ancestor(2)).isEqualTo(DistinguishedName.parse("DC=acme,dc=example"));
        assertThat(name.ancestor(4)).isEqualTo(name);
        assertThat(name).isNotEqualTo(DistinguishedName.parse("uid=A,ou=people,dc=acme,dc=example"));
    }
}
