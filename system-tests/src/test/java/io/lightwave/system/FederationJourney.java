package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Two servers whose tenants know each other's workloads: one fetches by `https_web`, the other by `https_spiffe`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FederationJourney {
    private static final String SERVER_ID = "spiffe://" + Acme.SYSTEM + "/lightwave-server";

    private final String uid = Shell.run("id", "-u").output().strip();
    private final Acme far = Acme.apart(Map.of("LIGHTWAVE_EGRESS_ALLOW", "localhost"));
    private final Acme near = Acme.apart(Map.of(
            "LIGHTWAVE_EGRESS_ALLOW",
            "localhost",
            "LIGHTWAVE_EGRESS_TRUST_FILE",
            far.server.trustAnchor().toString()));
    private final Acme.TenantOfTest shop = near.tenant("shop.example");
    private final Acme.TenantOfTest partner = far.tenant("partner.example");
    private Agent shopAgent;
    private Agent partnerAgent;

    @BeforeAll
    void machines_join() throws Exception {
        shopAgent = joined(near, shop);
        partnerAgent = joined(far, partner);
    }

    @AfterAll
    void it_ends() {
        shopAgent.close();
        partnerAgent.close();
        near.server.close();
        far.server.close();
    }

    private static Agent joined(Acme acme, Acme.TenantOfTest tenant) throws Exception {
        Path token = Scratch.file("token");
        Files.writeString(
                token, tenant.create("join-tokens", Map.of("node", "node-1")).text("token"));
        return Agent.in(Scratch.folder(), acme.server, tenant.name(), "--join-token-file", token.toString())
                .start();
    }

    private void workload(Acme.TenantOfTest tenant, String name, String federatesWith) {
        tenant.create(
                "workloads",
                Map.of(
                        "name",
                        name,
                        "federatesWith",
                        List.of(federatesWith),
                        "rules",
                        List.of(Map.of("node", "node-1", "selectors", List.of("unix:uid:" + uid)))));
    }

    private static JsonNode refreshed(Acme.TenantOfTest tenant, String domain) {
        Http.Answer answer = tenant.acme()
                .http
                .json(
                        "POST",
                        tenant.api("federations/" + domain + "/refresh"),
                        Map.of(),
                        tenant.acme().operator());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /// Asks again where the other side did not answer in time.
    private static JsonNode fetched(Acme.TenantOfTest tenant, String domain) {
        return eventually(
                () -> refreshed(tenant, domain),
                answer -> answer.path("problem").asString("").isEmpty());
    }

    private static Map<String, Object> bySpiffe(String domain, Acme served) {
        return new HashMap<>(Map.of(
                "trustDomain",
                domain,
                "bundleEndpointUrl",
                "https://localhost:%d/t/%s/spiffe/bundle".formatted(served.server.port("MTLS"), domain),
                "bundleEndpointProfile",
                "https_spiffe",
                "endpointSpiffeId",
                SERVER_ID));
    }

    private static <T> T eventually(Supplier<T> asked, Predicate<T> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        T last = asked.get();
        while (!wanted.test(last) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            last = asked.get();
        }
        assertThat(wanted.test(last)).as(String.valueOf(last)).isTrue();
        return last;
    }

    private static String text(Agent agent, String target) {
        return eventually(() -> agent.curl(target).output(), output -> output.endsWith("\n200"))
                .replaceFirst("\n200$", "");
    }

    @Test
    @Order(1)
    void by_https_web_the_host_s_certificate_is_what_counts() {
        shop.create(
                "federations",
                Map.of(
                        "trustDomain",
                        "partner.example",
                        "bundleEndpointUrl",
                        far.server.url() + partner.path("/spiffe/bundle"),
                        "bundleEndpointProfile",
                        "https_web"));
        JsonNode got = fetched(shop, "partner.example");
        assertThat(got.at("/trustDomainBundle/keys"))
                .containsExactlyElementsOf(
                        far.http.get(partner.path("/spiffe/bundle")).json().path("keys"));
    }

    @Test
    @Order(2)
    void by_https_spiffe_the_server_s_spiffe_id_is_what_counts() {
        var system = bySpiffe(Acme.SYSTEM, near);
        system.put(
                "trustDomainBundle",
                near.http.get("/t/" + Acme.SYSTEM + "/spiffe/bundle").json());
        partner.create("federations", system);
        fetched(partner, Acme.SYSTEM);
        partner.create("federations", bySpiffe("shop.example", near));
        JsonNode got = fetched(partner, "shop.example");
        far.http.json(
                "PATCH",
                partner.api("federations/shop.example"),
                Map.of("endpointSpiffeId", "spiffe://" + Acme.SYSTEM + "/somebody-else"),
                far.operator());
        JsonNode refused = eventually(
                () -> refreshed(partner, "shop.example"),
                answer -> answer.path("problem").asString("").contains("what answers is not"));
        assertThat(refused.path("trustDomainBundle")).isEqualTo(got.path("trustDomainBundle"));
        far.http.json(
                "PATCH",
                partner.api("federations/shop.example"),
                Map.of("endpointSpiffeId", SERVER_ID),
                far.operator());
        fetched(partner, "shop.example");
    }

    @Test
    @Order(3)
    void t14_workloads_on_both_sides_get_what_verifies_the_other_and_only_under_its_name() throws Exception {
        workload(shop, "payments", "partner.example");
        workload(partner, "orders", "shop.example");
        verifies(shopAgent, "shop.example", partnerAgent);
        verifies(partnerAgent, "partner.example", shopAgent);
        far.http.json("PATCH", partner.api("federations/shop.example"), Map.of("enabled", false), far.operator());
        eventually(() -> partnerAgent.curl("/federated-bundles").output(), output -> output.equals("{}\n200"));
    }

    /// That the certificate of one side is verified by what the other has of it, and by nothing else that he has.
    private static void verifies(Agent shown, String domain, Agent by) throws Exception {
        Path folder = Scratch.folder();
        Path certificate = Files.writeString(folder.resolve("certificate.pem"), text(shown, "/certificate"));
        JsonNode foreign = JsonMapper.shared()
                .readTree(eventually(() -> by.curl("/federated-bundles").output(), output -> output.contains(domain))
                        .replaceFirst("\n200$", ""));
        assertThat(foreign.size()).isEqualTo(1);
        Path anchors = Files.writeString(
                folder.resolve("foreign.pem"), foreign.path(domain).asString(""));
        Path own = Files.writeString(folder.resolve("own.pem"), text(by, "/bundle"));
        assertThat(verify(anchors, certificate)).endsWith("OK\n");
        assertThat(verify(own, certificate)).doesNotEndWith("OK\n");
    }

    private static String verify(Path anchors, Path certificate) {
        return Shell.run(
                        "openssl",
                        "verify",
                        "-CAfile",
                        anchors.toString(),
                        "-untrusted",
                        certificate.toString(),
                        certificate.toString())
                .output();
    }
}
