package io.lightwave.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiffeIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://acme.example/payments",
                "spiffe://acme.example/shop/payments",
                "spiffe://acme.example/Shop/pay_ments-1.2/...",
                "spiffe://acme.example/.hidden/..twice"
            })
    void is_read_and_written_alike(String text) {
        assertThat(SpiffeId.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "spiffe://",
                "spiffe://acme.example",
                "spiffe://acme.example/",
                "spiffe://acme.example//payments",
                "spiffe://acme.example/payments/",
                "spiffe://acme.example/./payments",
                "spiffe://acme.example/shop/..",
                "spiffe://acme.example/../globex.example/payments",
                "spiffe://ACME.example/payments",
                "SPIFFE://acme.example/payments",
                "https://acme.example/payments",
                "spiffe://user@acme.example/payments",
                "spiffe://acme.example:8443/payments",
                "spiffe://acme.example/payments?x=1",
                "spiffe://acme.example/payments#x",
                "spiffe://acme.example/pay%2fments",
                "spiffe://acme.example/pay*ments",
                "spiffe://acme.example/pay ments",
                "spiffe://acme.example/payments\n",
                "spiffe://acme.example/pay\0ments",
                "spiffe://acme.example/páyments"
            })
    void is_refused_rather_than_normalised(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SpiffeId.parse(text));
    }

    @Test
    void is_at_most_2048_bytes_long() {
        var tenant = new TenantId("acme.example");
        int room = 2048 - "spiffe://acme.example/".length();
        assertThat(new SpiffeId(tenant, "a".repeat(room)).toString()).hasSize(2048);
        assertThatIllegalArgumentException().isThrownBy(() -> new SpiffeId(tenant, "a".repeat(room + 1)));
    }
}
