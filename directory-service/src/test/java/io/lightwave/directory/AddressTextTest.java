package io.lightwave.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {
    @ParameterizedTest
    @DisplayName("RFC 5952 §4 one text for each address")
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0:0:0:0:0:0:0:1, ::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0DB8:0:0:0:0:0:0, 2001:db8::",
        "0:0:0:0:0:0:0:0, ::",
        "::ffff:192.0.2.1, 192.0.2.1",
        "fe80:0:0:0:0:0:0:1%eth0, fe80::1%eth0",
    })
    void addresses(String given, String text) {
        assertThat(AddressText.of(given)).isEqualTo(text);
    }
}
