package io.lightwave.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 1035 §2.3.1 and §2.3.4, in lower case.
class TenantIdTest {
    private static final String LONGEST_LABEL = "a".repeat(63);

    static final String[] DOMAINS = {
        "acme.example",
        "a.b",
        "lightwave.local",
        "1.2.3.example",
        "xn--bcher-kva.example",
        "a--b.c-d.e1",
        "1.a1",
        LONGEST_LABEL + ".example",
        (LONGEST_LABEL + ".").repeat(3) + "a".repeat(61),
    };

    static final String[] TOO_LONG = {
        "a" + LONGEST_LABEL + ".example", (LONGEST_LABEL + ".").repeat(3) + "a".repeat(62),
    };

    @ParameterizedTest
    @FieldSource("DOMAINS")
    void is_a_domain_of_two_or_more_labels(String name) {
        assertThat(new TenantId(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "acme",
                "acme.",
                ".example",
                "acme..example",
                "Acme.example",
                "acme.EXAMPLE",
                "-a.example",
                "a-.example",
                "acme.-",
                "a_b.example",
                "acme.example\n",
                " acme.example",
                "a/b.example",
                "1.2",
                "10.0.0.1",
                "acme.123",
                "bücher.example",
                "a%2e.example",
                "acme.example\u0000"
            })
    void refuses_whatever_else(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TenantId(name));
    }

    @ParameterizedTest
    @FieldSource("TOO_LONG")
    void refuses_what_is_longer_than_a_domain_may_be(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TenantId(name));
    }
}
