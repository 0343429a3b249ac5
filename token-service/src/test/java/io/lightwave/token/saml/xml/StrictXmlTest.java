package io.lightwave.token.saml.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictXmlTest {
    private static XmlElement message(String xml) {
        return StrictXml.message(xml.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>                       | document type
            <!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]><a>&c;</a>      | document type
            <!DOCTYPE a SYSTEM "https://evil.example/a.dtd"><a/>                                   | document type
            <a>&unknown;</a>                                                                       | not well-formed
            <a><b>alice</b>                                                                        | not well-formed
            <a>alice<!-- -->.evil</a>                                                              | a comment
            <a><?php evil?></a>                                                                    | processing instruction
            <a ID="x"><b ID="x"/></a>                                                              | twice
            <a ID="x"><b Id="x"/></a>                                                              | twice
            <a ID="x"><b xml:id="x"/></a>                                                          | twice
            """)
    void what_is_not_to_be_there_is_refused(String xml, String reason) {
        assertThatThrownBy(() -> message(xml))
                .isInstanceOf(InvalidSamlException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void depth_number_and_size_are_bounded() {
        assertThatThrownBy(() -> message("<a>".repeat(33) + "</a>".repeat(33))).hasMessageContaining("deep");
        assertThat(message("<a>".repeat(32) + "</a>".repeat(32)).children()).hasSize(1);
        assertThatThrownBy(() -> message("<a>" + "<b/>".repeat(50_001) + "</a>"))
                .hasMessageContaining("elements");
        assertThatThrownBy(() -> message("<a>" + " ".repeat(1 << 20) + "</a>")).hasMessageContaining("1 MiB");
        var attributes = new StringBuilder();
        for (int i = 0; i < 65; i++) {
            attributes.append(" a").append(i).append("=''");
        }
        assertThatThrownBy(() -> message("<a" + attributes + "/>")).hasMessageContaining("attributes");
    }

    @Test
    void it_is_utf_8_whatever_it_says() {
        assertThat(message("<?xml version='1.0' encoding='UTF-16'?><a>ä</a>").text())
                .isEqualTo("ä");
        assertThatThrownBy(() -> StrictXml.message(new byte[] {'<', 'a', '>', (byte) 0xC3, '<', '/', 'a', '>'}))
                .hasMessageContaining("well-formed");
    }

    @Test
    void a_text_is_all_of_it() {
        assertThat(message("<a>alice<![CDATA[@]]>acme&#46;example</a>").text()).isEqualTo("alice@acme.example");
        assertThatThrownBy(() -> message("<a>alice<b/></a>").text()).hasMessageContaining("elements in the text");
    }

    @Test
    void a_text_of_nothing_but_references_costs_no_more_than_another() {
        String many = "&#65;".repeat(200_000);
        assertThat(message("<a>" + many + "<b/>&#66;</a>").dom().getTextContent())
                .hasSize(200_001);
        assertThat(message("<a>" + many + "</a>").text()).isEqualTo("A".repeat(200_000));
    }

    @Test
    void metadata_may_have_comments_which_are_as_if_they_were_not_there() {
        assertThat(StrictXml.metadata("<!-- a --><?x y?><a>b<!-- c -->d</a>".getBytes(StandardCharsets.UTF_8))
                        .text())
                .isEqualTo("bd");
    }

    @Test
    void a_deflate_bomb_is_refused_by_ratio_and_by_size() {
        assertThatThrownBy(() -> Wire.ofAddress(Wire.forAddress("<a>" + " ".repeat(100_000) + "</a>")))
                .hasMessageContaining("grows too much");
        assertThatThrownBy(() -> Wire.ofAddress(Wire.forAddress(random(300 * 1024))))
                .hasMessageContaining("grows");
        assertThat(Wire.ofAddress(Wire.forAddress("<a/>"))).asString().isEqualTo("<a/>");
        assertThatThrownBy(() -> Wire.ofAddress("AAAA")).isInstanceOf(InvalidSamlException.class);
        assertThatThrownBy(() -> Wire.ofAddress("%%%%")).hasMessageContaining("base64");
    }

    private static String random(int length) {
        return new java.util.Random(1)
                .ints(length, ' ', '~')
                .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
                .toString();
    }
}
