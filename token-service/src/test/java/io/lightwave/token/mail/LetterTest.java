package io.lightwave.token.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTest {
    static final Address FROM = new Address("no-reply@acme.example");
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @ParameterizedTest
    @DisplayName("threat 27: an address is no command and no header")
    @ValueSource(
            strings = {
                "alice@acme.example\r\nBcc: all@acme.example",
                "alice@acme.example>\r\nRCPT TO:<x@y.example",
                "alice@acme.example\n",
                "<alice@acme.example>",
                "alice",
                "@acme.example",
                "alice@",
                "a b@acme.example",
                "\"a b\"@acme.example",
                "alice@acme..example",
                "älice@acme.example",
            })
    void what_is_no_address_gets_no_letter(String text) {
        assertThat(Address.parse(text)).isEmpty();
    }

    @Test
    @DisplayName("threat 27: nothing that stands in a letter ends a line of its header, or the letter")
    void lines() {
        String subject = "Grüße\r\nBcc: all@acme.example " + "long ".repeat(40);
        String letter = new Letter(new Address("alice@acme.example"), subject, "\r\n.\r\nMAIL FROM:<x@y.example>\r\n")
                .encoded(FROM, "1@acme.example", NOON);
        assertThat(letter).isASCII();
        assertThat(letter.split("\r\n", -1))
                .allMatch(line -> line.length() <= 78)
                .noneMatch(line -> line.startsWith("."))
                .noneMatch(line -> line.startsWith("Bcc"))
                .noneMatch(line -> line.startsWith("MAIL"))
                .contains("Date: Thu, 1 Jan 2026 12:00:00 +0000");
        assertThat(letter.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
    }

    @Test
    @DisplayName("RFC 6409, RFC 3207: is handed over by STARTTLS, and nothing is said before but its asking")
    void by_start_tls() throws IOException {
        try (var office = new PostOffice(false)) {
            send(office, "localhost");
            assertThat(office.next().text()).isEqualTo("hello");
            assertThat(office.commands().subList(0, 3))
                    .containsExactly("EHLO [127.0.0.1]", "STARTTLS", "EHLO [127.0.0.1]");
        }
    }

    @Test
    @DisplayName("RFC 8314 §3.3: is handed over under TLS from the first byte")
    void by_tls() throws IOException {
        try (var office = new PostOffice()) {
            send(office, "localhost");
            assertThat(office.next().to()).isEqualTo("alice@acme.example");
        }
    }

    @Test
    @DisplayName("RFC 5321 §4.1.1.4: is handed over once it is taken, even to a server that goes without a word then")
    void taken_is_taken() throws IOException {
        try (var office = new PostOffice()) {
            office.goesWithoutAWord();
            send(office, "localhost");
            assertThat(office.next().text()).isEqualTo("hello");
        }
    }

    @Test
    void is_handed_to_nobody_whose_certificate_is_not_the_host_s() {
        try (var office = new PostOffice()) {
            assertThatThrownBy(() -> send(office, "127.0.0.1")).isInstanceOf(IOException.class);
            assertThat(office.commands()).isEmpty();
        }
    }

    @Test
    void is_handed_to_nobody_who_answers_before_tls_what_is_asked_after() {
        try (var office = new PostOffice(false)) {
            office.saysEarly("250 ok\r\n");
            assertThatThrownBy(() -> send(office, "localhost")).hasMessageContaining("more than it was asked");
        }
    }

    private static void send(PostOffice office, String host) throws IOException {
        var settings = office.settings(host);
        var to = new Address("alice@acme.example");
        try (var submission = Submission.open(settings, office.trusting())) {
            submission.send(settings, FROM, to, new Letter(to, "Hi", "hello").encoded(FROM, "1@acme.example", NOON));
        }
    }
}
