package io.lightwave.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.agent.fixture.TestAuthority;
import io.lightwave.agent.identity.Entry;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("What a node knows, and changes of it")
class KnownStateTest {
    private static final TestAuthority AUTHORITY = new TestAuthority(Instant.parse("2026-11-26T12:00:00Z"));
    private static final KnownState KNOWN = new KnownState(
            "one",
            List.of(entry("a"), entry("b"), entry("c"), entry("d")),
            AUTHORITY.bundle(),
            Map.of("partner.example", AUTHORITY.bundle("partner.example")));

    private static Entry entry(String workload) {
        return new Entry(workload, "spiffe://acme.example/" + workload, "", Set.of("unix:uid:1"));
    }

    private static String added(int at, String workload) {
        return """
                {"at":%d,"entry":{"workload":"%s","spiffeId":"spiffe://acme.example/%s","hint":"",\
                "onDemand":false,"selectors":["unix:uid:1"],"federatesWith":[]}}""".formatted(at, workload, workload);
    }

    private static JsonNode change(String after, String change) {
        return JsonMapper.shared().readTree("{\"after\":\"%s\",\"change\":%s}".formatted(after, change));
    }

    private static KnownState after(String change) {
        return KNOWN.after(change("one", change), "two");
    }

    @Test
    void entries_go_and_come_where_the_server_says() {
        var next = after("{\"removed\":[3,1],\"added\":[%s,%s],\"federatedBundles\":{}}"
                .formatted(added(0, "x"), added(3, "y")));
        assertThat(next.entries()).containsExactly(entry("x"), entry("a"), entry("c"), entry("y"));
        assertThat(next.id()).isEqualTo("two");
        assertThat(next.bundle()).isEqualTo(KNOWN.bundle());
        assertThat(next.federated()).isEqualTo(KNOWN.federated());
    }

    @Test
    void foreign_bundles_go_and_come() {
        var next = after("{\"removed\":[],\"added\":[],\"federatedBundles\":"
                + "{\"partner.example\":null,\"other.example\":{\"keys\":[]}}}");
        assertThat(next.federated()).containsOnlyKeys("other.example");
        assertThat(next.entries()).isEqualTo(KNOWN.entries());
    }

    /// Of what a partner publishes nothing may stop the rest, such as that an entry is taken away.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"use\":\"jwt-svid\",\"kid\":\"a\",\"kty\":\"RSA\",\"n\":\"MODULUS\",\"e\":\"AQ\"}",
                "{\"use\":\"jwt-svid\",\"kid\":\"a\",\"kty\":\"RSA\",\"n\":\"?\",\"e\":\"AQAB\"}",
                "{\"use\":\"jwt-svid\",\"kid\":\"a\",\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"?\",\"y\":\"AQAB\"}",
                "{\"use\":\"x509-svid\",\"kty\":\"EC\",\"x5c\":[\"AAAA\"]}",
                "{\"use\":\"x509-svid\",\"kty\":\"EC\",\"x5c\":[\"?\"]}"
            })
    void a_foreign_key_that_cannot_be_loaded_is_left_out(String key) {
        String modulus = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(BigInteger.TWO.pow(2048).toByteArray());
        var next = after("{\"removed\":[0],\"added\":[],\"federatedBundles\":{\"partner.example\":{\"keys\":[%s]}}}"
                .formatted(key.replace("MODULUS", modulus)));
        assertThat(next.entries()).containsExactly(entry("b"), entry("c"), entry("d"));
        var partner = Objects.requireNonNull(next.federated().get("partner.example"));
        assertThat(partner.anchors()).isEmpty();
        assertThat(partner.jwtKeys()).isEmpty();
        assertThat(partner.jwks()).isEqualTo("{\"keys\":[]}");
    }

    @Test
    void a_bundle_that_is_none_changes_nothing() {
        assertThatThrownBy(() -> after("{\"bundle\":{\"keys\":[]}}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_change_of_another_state_is_none() {
        assertThatThrownBy(() -> KNOWN.after(change("zero", "{}"), "two"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another state");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"removed\":[4]}",
                "{\"removed\":[-1]}",
                "{\"removed\":[1,3]}",
                "{\"removed\":[1,1]}",
                "{\"added\":[{\"at\":5,\"entry\":{}}]}",
                "{\"added\":[{\"entry\":{}}]}"
            })
    void places_where_nothing_is_are_refused(String change) {
        assertThatThrownBy(() -> after(change)).isInstanceOf(IllegalArgumentException.class);
    }
}
