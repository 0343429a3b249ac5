package io.lightwave.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.agent.fixture.TestAuthority;
import io.lightwave.agent.identity.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
