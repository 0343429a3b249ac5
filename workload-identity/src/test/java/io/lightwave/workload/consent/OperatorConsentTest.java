package io.lightwave.workload.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Caller;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestDatabase;
import io.lightwave.workload.Machine;
import io.lightwave.workload.Platform;
import io.lightwave.workload.WorkloadIdentitySettings;
import io.lightwave.workload.World;
import io.lightwave.workload.cluster.Kubernetes;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Two consents: the operator's to who proves an identity, the tenant's by its rule")
class OperatorConsentTest {
    private static World world;
    private static World open;
    private static Caller operator;
    private static Caller operatorOfOpen;
    private static int tenants;
    private World.Tenant acme;
    private Platform github;

    @BeforeAll
    static void start() {
        world = new World(TestDatabase.fresh(), new WorkloadIdentitySettings(true));
        open = new World();
        operator = operator(world);
        operatorOfOpen = operator(open);
    }

    private static Caller operator(World of) {
        return of.tenant(of.context.bean(Tenants.class).system().value()).operator;
    }

    @AfterAll
    static void stop() {
        world.close();
        open.close();
    }

    @BeforeEach
    void a_tenant() {
        acme = world.tenant("consenting-%d.example".formatted(++tenants));
        github = new Platform("https://consent-%d.example".formatted(tenants));
    }

    private static String registration(Platform platform) {
        return "{\"name\":\"ci\",\"issuer\":\"%s\",\"kind\":\"oidc\",\"jwks\":%s}"
                .formatted(platform.issuer(), platform.jwks());
    }

    private Door.Answer consents(Caller by, String to, String given, String... headers) {
        return world.door.putJson(acme.api(to + "/operator-consent"), by, "{\"given\":%s}".formatted(given), headers);
    }

    private String who() {
        return acme.who(github.jobToken(world.now(), acme.issuer(), Map.of("sub", "job-1")));
    }

    private boolean consented() {
        return acme.get("trusted-issuers/ci").json().path("operatorConsent").asBoolean();
    }

    @Test
    void what_a_tenant_s_own_administrator_registers_counts_after_the_operator_s_consent() {
        assertThat(acme.post("trusted-issuers", registration(github)).status()).isEqualTo(201);
        acme.workload("job", github, "{\"sub\":\"job-1\"}");
        assertThat(consented()).isFalse();
        assertThat(who()).isEqualTo("refused: the operator has not consented to the issuer");

        assertThat(consents(acme.operator, "trusted-issuers/ci", "true").status())
                .as("nobody consents in the operator's place")
                .isEqualTo(403);
        assertThat(who()).startsWith("refused: ");

        assertThat(consents(operator, "trusted-issuers/ci", "true").status()).isEqualTo(200);
        assertThat(who()).isEqualTo("job");
        assertThat(acme.audited("trusted-issuer.consent")).hasSize(1);

        assertThat(consents(operator, "trusted-issuers/ci", "false").status()).isEqualTo(200);
        assertThat(who()).isEqualTo("refused: the operator has not consented to the issuer");
        assertThat(acme.audited("trusted-issuer.withdraw-consent")).hasSize(1);
    }

    @Test
    void what_the_operator_registers_has_the_consent_until_a_tenant_s_administrator_makes_it_another_thing() {
        assertThat(world.door
                        .postJson(acme.api("trusted-issuers"), operator, registration(github))
                        .status())
                .isEqualTo(201);
        acme.workload("job", github, "{\"sub\":\"job-1\"}");
        assertThat(who()).isEqualTo("job");
        acme.patch("trusted-issuers/ci", "{\"enabled\":false}");
        acme.patch("trusted-issuers/ci", "{\"enabled\":true}");
        assertThat(who()).as("no other thing").isEqualTo("job");

        var thief = new Platform(github.issuer());
        assertThat(acme.patch("trusted-issuers/ci", "{\"jwks\":%s}".formatted(thief.jwks()))
                        .status())
                .isEqualTo(200);
        assertThat(consented()).isFalse();
        assertThat(acme.who(thief.jobToken(world.now(), acme.issuer(), Map.of("sub", "job-1"))))
                .isEqualTo("refused: the operator has not consented to the issuer");
        world.door.patch(acme.api("trusted-issuers/ci"), operator, "{\"jwks\":%s}".formatted(github.jwks()));
        assertThat(consented()).as("a change is no consent").isFalse();
    }

    @Test
    void what_was_looked_at_is_what_is_consented_to() { // RFC 9110 §13.1.1
        acme.post("trusted-issuers", registration(github));
        String seen = acme.get("trusted-issuers/ci").header("ETag");
        var thief = new Platform(github.issuer());
        acme.patch("trusted-issuers/ci", "{\"jwks\":%s}".formatted(thief.jwks()));
        assertThat(consents(operator, "trusted-issuers/ci", "true", "If-Match", seen)
                        .status())
                .isEqualTo(412);
        assertThat(consented()).isFalse();
        assertThat(acme.audited("trusted-issuer.consent")).isEmpty();

        String now = acme.get("trusted-issuers/ci").header("ETag");
        var given = consents(operator, "trusted-issuers/ci", "true", "If-Match", now);
        assertThat(given.status()).isEqualTo(200);
        assertThat(given.header("ETag")).isNotEqualTo(now);
        assertThat(consented()).isTrue();
        assertThat(consents(operator, "trusted-issuers/ci", "false", "If-Match", "*")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void why_a_workload_got_no_identity_says_which_consent_is_missing() {
        acme.post("trusted-issuers", registration(github));
        acme.workload("job", github, "{\"sub\":\"job-1\"}");
        for (String asked : new String[] {
            "{\"issuer\":\"%s\",\"claims\":{\"sub\":\"job-1\"}}".formatted(github.issuer()),
            "{\"token\":\"%s\"}".formatted(github.jobToken(world.now(), acme.issuer(), Map.of("sub", "job-1")))
        }) {
            var explained = acme.post("workloads/explain", asked).json();
            assertThat(explained.path("outcome").asString()).isEqualTo("refused");
            assertThat(explained.path("reason").asString()).isEqualTo("the operator has not consented to the issuer");
            assertThat(explained.path("operatorConsent").asBoolean(true)).isFalse();
        }
        var previewed = acme.post(
                        "workloads/explain",
                        "{\"issuer\":\"%s\",\"claims\":{\"sub\":\"job-1\"}}".formatted(github.issuer()))
                .json();
        assertThat(previewed.at("/closest/0/matches").asBoolean())
                .as("the tenant's consent is there")
                .isTrue();
    }

    @Test
    void nodes_of_a_cluster_without_consent_do_not_join_and_those_that_did_get_nothing_more() {
        var cluster = new Kubernetes(world, "https://consent-cluster-%d.example".formatted(tenants));
        cluster.node("worker-1");
        acme.post("trusted-issuers", cluster.registration(false).toString());
        acme.post(
                "workloads",
                "{\"name\":\"payments\",\"rules\":[{\"node\":\"worker-1.prod\",\"selectors\":[\"unix:uid:0\"]}]}");
        var machine = new Machine(world, acme);
        var agent = cluster.pod("lightwave", "agent", "agent-1", "worker-1");
        assertThat(machine.asksToJoinByCluster(agent.token(acme.issuer())).status())
                .isEqualTo(403);
        assertThat(acme.audited("node.join").getLast()).contains("the operator has not consented to the issuer");

        consents(operator, "trusted-issuers/cluster", "true");
        var joined = machine.asksToJoinByCluster(agent.token(acme.issuer()));
        assertThat(joined.status()).as(joined.text()).isEqualTo(201);
        var certificate = Machine.leaf(joined.json().get("certificate").asString());
        String payments = acme.get("workloads/payments").json().path("id").asString();
        assertThat(svid(certificate, payments)).isEqualTo(200);

        consents(operator, "trusted-issuers/cluster", "false");
        assertThat(svid(certificate, payments)).isEqualTo(403);
    }

    private int svid(java.security.cert.X509Certificate node, String workload) {
        return world.door
                .post(
                        "/t/%s/node/jwt-svid".formatted(acme.id),
                        null,
                        "application/json",
                        "{\"workload\":\"%s\",\"audience\":[\"billing\"]}"
                                .formatted(workload)
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        node)
                .status();
    }

    @Test
    void join_tokens_are_the_operator_s_to_make() {
        assertThat(acme.post("join-tokens", "{\"node\":\"node-1\"}").status()).isEqualTo(403);
        var made = world.door.postJson(acme.api("join-tokens"), operator, "{\"node\":\"node-1\"}");
        assertThat(made.status()).isEqualTo(201);
        new Machine(world, acme).joins(made.json().get("token").asString());
    }

    @Test
    void an_installation_that_asks_for_none_lets_the_operator_withdraw_it_still() {
        var globex = open.tenant("open-%d.example".formatted(tenants));
        assertThat(globex.post("trusted-issuers", registration(github)).status())
                .isEqualTo(201);
        globex.workload("job", github, "{\"sub\":\"job-1\"}");
        var token = Map.<String, Object>of("sub", "job-1");
        assertThat(globex.who(github.jobToken(open.now(), globex.issuer(), token)))
                .isEqualTo("job");
        open.door.put(globex.api("trusted-issuers/ci/operator-consent"), operatorOfOpen, "{\"given\":false}");
        assertThat(globex.who(github.jobToken(open.now(), globex.issuer(), token)))
                .isEqualTo("refused: the operator has not consented to the issuer");
        globex.patch("trusted-issuers/ci", "{\"name\":\"again\"}");
        assertThat(globex.who(github.jobToken(open.now(), globex.issuer(), token)))
                .as("a tenant does not give it back to itself")
                .isEqualTo("refused: the operator has not consented to the issuer");
    }

    @Test
    void nonsense_and_what_is_not_there_are_refused() {
        acme.post("trusted-issuers", registration(github));
        assertThat(world.door
                        .put(acme.api("trusted-issuers/ci/operator-consent"), operator, "{}")
                        .status())
                .isEqualTo(400);
        assertThat(consents(operator, "trusted-issuers/none", "true").status()).isEqualTo(404);
        assertThat(consents(operator, "node-authorities/none", "true").status()).isEqualTo(404);
    }
}
