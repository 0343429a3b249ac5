package io.lightwave.token.opaque;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpaqueSecretTest {
    final OpaqueSecret one = OpaqueSecret.random(new SecureRandom());
    final OpaqueSecret two = OpaqueSecret.random(new SecureRandom());

    @Test
    void its_text_reads_back_to_the_same_hash_and_never_prints() {
        assertThat(one.text()).matches("[A-Za-z0-9_-]{43}");
        assertThat(OpaqueSecret.parse(one.text()).orElseThrow().hash()).isEqualTo(one.hash());
        assertThat(one.hash()).isNotEqualTo(two.hash());
        assertThat(one).hasToString("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", // bits beyond the 256 are set
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void each_secret_has_one_text(String text) {
        assertThat(OpaqueSecret.parse(text)).isEmpty();
    }

    @Test
    void one_masked_by_another_is_readable_with_that_one_only() {
        String masked = one.maskedBy(two);
        assertThat(OpaqueSecret.unmask(masked, two).text()).isEqualTo(one.text());
        assertThat(OpaqueSecret.unmask(masked, one).text()).isNotEqualTo(one.text());
        assertThat(masked).isNotEqualTo(one.text());
    }

    @Test
    void what_is_derived_for_one_purpose_is_no_use_for_another() {
        assertThat(one.derive("sign-in")).isNotEqualTo(one.derive("sign-out")).isNotEqualTo(two.derive("sign-in"));
        assertThat(one.derive("sign-in")).isNotEqualTo(one.hash()).doesNotContain(one.text());
    }
}
