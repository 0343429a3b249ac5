package io.lightwave.workload.svid;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.workload.Machine;
import io.lightwave.workload.World;
import io.lightwave.workload.bundle.Bundles;
import io.lightwave.workload.federation.Federations;
import io.lightwave.workload.node.NodeGate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Threat T14: which foreign bundles a node gets, and how they are kept apart.
class FederatedBundlesTest {
    private static final List<String> DOMAINS = List.of("partner.example", "third.example");
    private static int made;
    private static World world;
    private World.Tenant acme;
    private X509Certificate node;

    @BeforeAll
    static void start() {
        world = new World();
        DOMAINS.forEach(world::tenant);
    }

    @BeforeEach
    void make_a_tenant() {
        acme = world.tenant("acme-%d.example".formatted(++made));
        for (String domain : DOMAINS) {
            String url = "https://%s/bundle".formatted(domain);
            world.network.put(
                    url,
                    world.door
                            .get("/t/%s/spiffe/bundle".formatted(domain), null)
                            .text());
            var answer = acme.post("federations", """
                {"trustDomain":"%s","bundleEndpointUrl":"%s","bundleEndpointProfile":"https_web"}""".formatted(domain, url));
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            assertThat(acme.post("federations/%s/refresh".formatted(domain), "{}")
                            .json()
                            .has("problem"))
                    .isFalse();
        }
        var token = acme.post("join-tokens", "{\"node\":\"node-1\"}");
        node = new Machine(world, acme).joins(token.json().get("token").asString());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private void workload(String name, String federatesWith) {
        var answer = acme.post("workloads", """
            {"name":"%s","rules":[{"node":"node-1","selectors":["unix:uid:0"]}],"federatesWith":%s}""".formatted(name, federatesWith));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private JsonNode state() {
        var request = new MockHttpServletRequest();
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] {node});
        var guest = world.context.bean(NodeGate.class).require(acme.id, request, World.ORIGIN);
        var state = NodeState.of(
                guest.node(),
                NodeState.source(
                        guest,
                        world.context.bean(GrantedRules.class),
                        world.context.bean(ActivePrincipals.class),
                        world.context.bean(Bundles.class),
                        world.context.bean(Federations.class)));
        return JsonMapper.shared().readTree(state.json());
    }

    private List<String> domains() {
        var found = new ArrayList<String>();
        state().get("federatedBundles").propertyNames().forEach(found::add);
        return found;
    }

    @Test
    void t14_those_of_trust_domains_that_a_workload_there_federates_with_and_never_merged() {
        workload("alone", "[]");
        assertThat(domains()).isEmpty();
        workload("payments", "[\"partner.example\"]");
        assertThat(domains()).containsExactly("partner.example");
        var state = state();
        var partner = state.at("/federatedBundles/partner.example/keys");
        assertThat(partner).hasSize(2);
        partner.forEach(key -> assertThat(state.at("/bundle/keys")).doesNotContain(key));
        assertThat(state.get("entries")
                        .valueStream()
                        .map(entry -> entry.get("federatesWith").toString()))
                .containsExactlyInAnyOrder("[]", "[\"partner.example\"]");
    }

    @Test
    void what_is_changed_disabled_or_removed_is_heard_of() {
        workload("payments", "[\"partner.example\"]");
        acme.patch("workloads/payments", "{\"federatesWith\":[\"third.example\",\"partner.example\"]}");
        assertThat(domains()).containsExactly("partner.example", "third.example");
        acme.patch("federations/partner.example", "{\"enabled\":false}");
        assertThat(domains()).containsExactly("third.example");
        acme.delete("federations/third.example");
        assertThat(domains()).as("SPIFFE Federation §6.3").isEmpty();
        acme.patch("workloads/payments", "{\"audiences\":[\"billing\"]}");
        assertThat(acme.get("workloads/payments").json().get("federatesWith"))
                .as("what was there before may stay")
                .hasSize(2);
    }

    @Test
    void a_workload_federates_only_with_what_is_registered() {
        var refused = acme.post("workloads", "{\"name\":\"x\",\"federatesWith\":[\"nobody.example\"]}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("field").asString()).isEqualTo("federatesWith[0]");
        var globex = world.tenant("globex.example");
        assertThat(globex.post("workloads", "{\"name\":\"x\",\"federatesWith\":[\"partner.example\"]}")
                        .status())
                .as("of another tenant")
                .isEqualTo(400);
    }
}
