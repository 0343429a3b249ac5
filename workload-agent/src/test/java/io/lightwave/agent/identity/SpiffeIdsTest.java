package io.lightwave.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("SPIFFE-ID §2")
class SpiffeIdsTest {
    @ParameterizedTest
    @ValueSource(strings = {"spiffe://acme.example/a", "spiffe://acme.example/shop/payments-1_2.3"})
    void names_of_workloads(String id) {
        assertThat(SpiffeIds.isOf("acme.example", id)).isTrue();
    }

    /// Threat T6: nothing is put right.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://acme.example",
                "spiffe://acme.example/",
                "spiffe://acme.example/a/",
                "spiffe://acme.example//a",
                "spiffe://acme.example/./a",
                "spiffe://acme.example/../a",
                "spiffe://acme.example/a/..",
                "spiffe://acme.example/a%2fb",
                "spiffe://acme.example/a?b",
                "spiffe://acme.example/a#b",
                "spiffe://acme.example:443/a",
                "spiffe://acme.example:/a",
                "spiffe://user@acme.example/a",
                "SPIFFE://acme.example/a",
                "spiffe://ACME.example/a",
                "spiffe://globex.example/a",
                "spiffe://acme.example/a b",
                "https://acme.example/a"
            })
    void t6_are_refused_in_any_other_spelling(String id) {
        assertThat(SpiffeIds.isOf("acme.example", id)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://Acme.example/a",
                "spiffe://acme%2eexample/a",
                "spiffe:///a",
                "spiffe://[2001:db8::1]/a",
                "spiffe://acme.example:443/a",
                "spiffe://acme.example:/a",
                "spiffe://user@acme.example/a",
                "spiffe://@acme.example/a",
                "spiffe://acme.example/a/",
                "spiffe://acme.example/a%2fb",
                "spiffe://acme.example/a?",
                "spiffe://acme.example/a#",
                "spiffe://ácme.example/a",
                "spiffe:acme.example/a"
            })
    void are_none_in_any_other_form(String id) {
        assertThat(SpiffeIds.isOne(id)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.example", "10.0.0.7", "shop", "under_score", "-", "a..b", "999.1.1.1"})
    void a_trust_domain_s_name_counts_alike_whatever_it_looks_like(String name) {
        assertThat(SpiffeIds.isOne("spiffe://" + name + "/a")).isTrue();
        assertThat(SpiffeIds.isOf(name, "spiffe://" + name + "/a")).isTrue();
    }
}
