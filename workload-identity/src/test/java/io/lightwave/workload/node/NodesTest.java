package io.lightwave.workload.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Origin;
import io.lightwave.directory.fixture.Door;
import io.lightwave.workload.Machine;
import io.lightwave.workload.World;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.ErrorResponseException;

class NodesTest {
    private static World world;
    private static World.Tenant acme;
    private static World.Tenant globex;

    @BeforeAll
    static void start() {
        world = new World();
        acme = world.tenant("acme.example");
        globex = world.tenant("globex.example");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String token(String node) {
        return made("{\"node\":\"%s\"}".formatted(node)).json().get("token").asString();
    }

    private static Door.Answer made(String body) {
        var made = acme.post("join-tokens", body);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made;
    }

    private static boolean isLetIn(World.Tenant tenant, X509Certificate certificate) {
        var request = new MockHttpServletRequest();
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] {certificate});
        try {
            var guest = world.context
                    .bean(NodeGate.class)
                    .require(tenant.id, request, new Origin("192.0.2.7", "request-1"));
            return world.context.bean(NodeGate.class).isStillWelcome(guest);
        } catch (ErrorResponseException refused) {
            assertThat(refused.getStatusCode().value()).isEqualTo(401);
            return false;
        }
    }

    @Test
    void a_join_token_is_shown_once_and_stored_as_a_hash() {
        var made = made("{\"node\":\"shown\",\"expiresIn\":\"PT10M\"}");
        String token = made.json().get("token").asString();
        assertThat(token).matches("lwj_[A-Za-z0-9_-]{43}");
        assertThat(made.header("Cache-Control")).contains("no-store");
        assertThat(made.json().get("expiresAt").asString())
                .isEqualTo(world.now().plusSeconds(600).toString());
        assertThat(acme.get("join-tokens").text())
                .contains("\"shown\"")
                .doesNotContain(token)
                .doesNotContain("\"token\"");
        assertThat(world.context
                        .bean(JdbcClient.class)
                        .sql("select count(*) from workload_join_token where token_hash = sha256(cast(:t as bytea))")
                        .param("t", token.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(acme.delete("join-tokens/" + made.json().get("id").asString())
                        .status())
                .isEqualTo(204);
        assertThat(new Machine(world, acme).asksToJoin(token).status()).isEqualTo(403);
        assertThat(acme.audited("join-token.create")).contains("SUCCESS user:operator@acme.example: node:shown");
        assertThat(acme.audited("join-token.delete")).contains("SUCCESS user:operator@acme.example: node:shown");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            node         | {}
            node         | {"node":"Node-1"}
            node         | {"node":"a/b"}
            node         | {"node":"0d7d7b4e-5b0c-4a55-8f0a-0d7d7b4e5b0c"}
            expiresIn    | {"node":"n","expiresIn":"ten minutes"}
            expiresIn    | {"node":"n","expiresIn":"PT0S"}
            expiresIn    | {"node":"n","expiresIn":"P8D"}
            addressRange | {"node":"n","addressRange":"192.0.2.1/24"}
            addressRange | {"node":"n","addressRange":"192.0.2.0"}
            addressRange | {"node":"n","addressRange":"example.com/8"}
            """)
    void a_join_token_for_nonsense_is_refused(String field, String body) {
        var refused = acme.post("join-tokens", body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("field").asString()).isEqualTo(field);
    }

    @Test
    void a_node_is_registered_before_it_joins_and_is_let_in_by_its_token_only() {
        var made = acme.post("nodes", "{\"name\":\"early\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().get("joined").asBoolean()).isFalse();
        assertThat(made.json().has("joinedAt")).isFalse();
        assertThat(acme.post("nodes", "{\"name\":\"early\"}").status()).isEqualTo(409);
        assertThat(globex.get("nodes/early").status()).isEqualTo(404);
        assertThat(acme.audited("node.create")).contains("SUCCESS user:operator@acme.example: node:early");
        for (String wrong :
                List.of("{}", "{\"name\":\"Early\"}", "{\"name\":\"a/b\"}", "{\"name\":\"n\",\"joined\":true}")) {
            assertThat(acme.post("nodes", wrong).status()).as(wrong).isEqualTo(400);
        }
        var joined = new Machine(world, acme).asksToJoin(token("early"));
        assertThat(joined.status()).as(joined.text()).isEqualTo(201);
        assertThat(joined.json().get("id").asString())
                .isEqualTo(made.json().get("id").asString());

        assertThat(acme.post("nodes", "{\"name\":\"unwanted\"}").status()).isEqualTo(201);
        assertThat(acme.patch("nodes/unwanted", "{\"enabled\":false}").status()).isEqualTo(200);
        assertThat(new Machine(world, acme).asksToJoin(token("unwanted")).status())
                .isEqualTo(403);
    }

    @Test
    void a_node_joins_and_is_known_by_its_certificate() {
        var machine = new Machine(world, acme);
        var answer = machine.asksToJoin(token("node-1"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.json().get("name").asString()).isEqualTo("node-1");
        var certificate = Machine.leaf(answer.json().get("certificate").asString());
        assertThat(certificate.getPublicKey()).isEqualTo(machine.key.getPublic());
        assertThat(certificate.getSubjectX500Principal().getName())
                .contains(
                        "CN=node-1",
                        "OU=nodes",
                        "UID=" + answer.json().get("id").asString());
        assertThat(isLetIn(acme, certificate)).isTrue();
        assertThat(isLetIn(globex, certificate)).isFalse();
        var node = acme.get("nodes/node-1").json();
        assertThat(node.propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "name", "enabled", "joined", "joinedAt", "assurance", "createdAt", "updatedAt");
        assertThat(node.get("joined").asBoolean()).isTrue();
        assertThat(acme.get("nodes/" + node.get("id").asString()).json()).isEqualTo(node);
        assertThat(acme.get("nodes").text()).contains("node-1");
        assertThat(acme.get("nodes?search=DE-1").text()).contains("node-1");
        assertThat(acme.get("nodes?search=nobody").json().get("items").size()).isZero();
        assertThat(globex.get("nodes/" + node.get("id").asString()).status()).isEqualTo(404);
        assertThat(globex.get("nodes").text()).doesNotContain("node-1");
        assertThat(acme.audited("node.join"))
                .contains("SUCCESS node:node-1@acme.example: node:node-1 join token; assurance 1");
        assertThat(acme.audited("certificate.issue")).anyMatch(event -> event.contains(": node issuing"));
    }

    @Test
    void a_join_token_counts_once() {
        String token = token("once");
        new Machine(world, acme).joins(token);
        assertThat(new Machine(world, acme).asksToJoin(token).status()).isEqualTo(403);
        assertThat(acme.audited("node.join")).anyMatch(event -> event.startsWith("REFUSED node:unknown"));
    }

    /// Threat T2: consumption and issuance are one transaction.
    @Test
    void t2_of_200_parallel_uses_exactly_one_wins() throws Exception {
        String token = token("contested");
        var machine = new Machine(world, acme);
        var gate = new CountDownLatch(1);
        var uses = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 200; i++) {
            uses.add(() -> {
                gate.await();
                return machine.asksToJoin(token).status();
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = uses.stream().map(threads::submit).toList();
            gate.countDown();
            var statuses = new ArrayList<Integer>();
            for (var answer : answers) {
                statuses.add(answer.get());
            }
            assertThat(statuses).containsOnly(201, 403);
            assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
        }
        assertThat(acme.get("certificates?subject=contested").status()).isIn(200, 404);
        assertThat(world.context
                        .bean(JdbcClient.class)
                        .sql(
                                "select count(*) from ca_certificate where profile = 'node' and subject like '%contested%'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void a_request_that_is_refused_leaves_the_token_unused() {
        String token = token("patient");
        var machine = new Machine(world, acme);
        var other = Machine.newKey();
        String csr = Machine.csr(machine.key);
        String acmes = acme.id.value();
        assertThat(machine.sends(acmes, token, csr, Machine.proof(other, acmes, token, csr))
                        .status())
                .isEqualTo(400);
        assertThat(machine.sends(acmes, token, csr, Machine.proof(machine.key, "globex.example", token, csr))
                        .status())
                .isEqualTo(400);
        assertThat(machine.sends(acmes, token, csr, Machine.proof(machine.key, acmes, token, Machine.csr(other)))
                        .status())
                .isEqualTo(400);
        assertThat(machine.sends(acmes, token, "nonsense", "AAAA").status()).isEqualTo(400);
        assertThat(machine.sends(acmes, token, csr, "").status()).isEqualTo(400);
        assertThat(acme.get("nodes/patient").status()).isEqualTo(404);
        machine.joins(token);
    }

    @Test
    void a_join_token_is_of_its_tenant_its_time_and_its_place() {
        String token = token("bound");
        assertThat(new Machine(world, globex).asksToJoin(token).status()).isEqualTo(403);
        var elsewhere = made("{\"node\":\"bound\",\"addressRange\":\"192.0.2.0/24\"}");
        assertThat(new Machine(world, acme)
                        .asksToJoin(elsewhere.json().get("token").asString())
                        .status())
                .isEqualTo(403);
        var here = made("{\"node\":\"here\",\"addressRange\":\"127.0.0.0/8\"}");
        new Machine(world, acme).joins(here.json().get("token").asString());
        var brief = made("{\"node\":\"brief\",\"expiresIn\":\"PT1S\"}");
        world.context.clock().advance(Duration.ofSeconds(2));
        assertThat(new Machine(world, acme)
                        .asksToJoin(brief.json().get("token").asString())
                        .status())
                .isEqualTo(403);
        assertThat(acme.get("join-tokens").text()).doesNotContain("brief");
    }

    @Test
    void evicted_it_is_outside_and_may_join_anew() {
        var certificate = new Machine(world, acme).joins(token("leaving"));
        assertThat(acme.post("nodes/leaving/evict", "{}").json().get("joined").asBoolean())
                .isFalse();
        assertThat(isLetIn(acme, certificate)).isFalse();
        var again = new Machine(world, acme).joins(token("leaving"));
        assertThat(isLetIn(acme, again)).isTrue();
        assertThat(isLetIn(acme, certificate)).isFalse();
        assertThat(acme.audited("node.evict")).contains("SUCCESS user:operator@acme.example: node:leaving");
    }

    @Test
    void banned_it_is_outside_until_the_ban_is_lifted_and_no_token_helps() {
        var certificate = new Machine(world, acme).joins(token("bad"));
        String waiting = token("bad");
        var banned = acme.patch("nodes/bad", "{\"enabled\":false}");
        assertThat(banned.status()).isEqualTo(200);
        assertThat(isLetIn(acme, certificate)).isFalse();
        assertThat(new Machine(world, acme).asksToJoin(waiting).status()).isEqualTo(403);
        assertThat(acme.audited("node.authenticate")).isNotEmpty();
        acme.patch("nodes/bad", "{\"enabled\":true}");
        assertThat(isLetIn(acme, certificate)).isTrue();
        assertThat(acme.audited("node.ban")).contains("SUCCESS user:operator@acme.example: node:bad");
    }

    @Test
    void an_old_connection_notices_that_its_node_is_banned() {
        var certificate = new Machine(world, acme).joins(token("connected"));
        var request = new MockHttpServletRequest();
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] {certificate});
        var gate = world.context.bean(NodeGate.class);
        var guest = gate.require(acme.id, request, World.ORIGIN);
        assertThat(gate.isStillWelcome(guest)).isTrue();
        acme.patch("nodes/connected", "{\"enabled\":false}");
        assertThat(gate.isStillWelcome(guest)).isFalse();
        acme.patch("nodes/connected", "{\"enabled\":true}");
        assertThat(gate.isStillWelcome(guest)).as("it has to come in anew").isFalse();
    }

    @Test
    void deleted_it_is_gone_and_who_joins_under_its_name_is_another() {
        var certificate = new Machine(world, acme).joins(token("gone"));
        String id = acme.get("nodes/gone").json().get("id").asString();
        assertThat(acme.delete("nodes/gone").status()).isEqualTo(204);
        assertThat(isLetIn(acme, certificate)).isFalse();
        assertThat(acme.get("nodes/gone").status()).isEqualTo(404);
        assertThat(isLetIn(acme, new Machine(world, acme).joins(token("gone")))).isTrue();
        assertThat(isLetIn(acme, certificate)).isFalse();
        assertThat(acme.get("nodes/gone").json().get("id").asString()).isNotEqualTo(id);
    }

    @Test
    void a_rule_may_name_a_node_that_has_not_joined() {
        var made = acme.post("workloads", """
                {"name":"early","rules":[{"node":"tomorrow","selectors":["unix:uid:0"],"hint":"internal"}]}""");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var rule = made.json().get("rules").get(0);
        assertThat(rule.propertyNames()).containsExactlyInAnyOrder("id", "node", "selectors", "hint");
        assertThat(rule.get("selectors").toString()).isEqualTo("[\"unix:uid:0\"]");
        var added = acme.post(
                "workloads/early/rules", "{\"node\":\"tomorrow\",\"selectors\":[\"docker:label:app:payments\"]}");
        assertThat(added.status()).as(added.text()).isEqualTo(201);
        assertThat(added.json().has("hint")).isFalse();
        assertThat(acme.post(
                                "workloads/early/rules",
                                "{\"node\":\"tomorrow\",\"selectors\":[\"docker:label:app:payments\"]}")
                        .status())
                .isEqualTo(409);
        assertThat(acme.get("workloads/early/rules").json().get("items")).hasSize(2);
        assertThat(acme.delete("workloads/early/rules/" + added.json().get("id").asString())
                        .status())
                .isEqualTo(204);
        assertThat(acme.get("workloads/early/rules").json().get("items")).hasSize(1);
        assertThat(acme.delete("workloads/early").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"node\":\"n\"}",
                "{\"selectors\":[\"unix:uid:0\"]}",
                "{\"node\":\"N\",\"selectors\":[\"unix:uid:0\"]}",
                "{\"node\":\"n\",\"selectors\":[]}",
                "{\"node\":\"n\",\"selectors\":[null]}",
                "{\"node\":\"n\",\"selectors\":[\"uid:0\"]}",
                "{\"node\":\"n\",\"selectors\":[\"unix:uid:\"]}",
                "{\"node\":\"n\",\"selectors\":[\"unix:uid:0\\n\"]}",
                "{\"node\":\"n\",\"selectors\":[\"windows:sid:0\"]}",
                "{\"node\":\"n\",\"selectors\":[\"unix:uid:0\"],\"issuer\":\"https://cluster.example\"}",
                "{\"node\":\"n\",\"selectors\":[\"unix:uid:0\"],\"claims\":{\"sub\":\"a\"}}",
                // Threat T10: what an image or a path says never grants alone.
                "{\"node\":\"n\",\"selectors\":[\"docker:image-label:app:payments\"]}",
                "{\"node\":\"n\",\"selectors\":[\"docker:image-env:ROLE=admin\",\"unix:path:/bin/a\"]}"
            })
    void a_rule_for_nonsense_is_refused(String rule) {
        assertThat(acme.post("workloads", "{\"name\":\"nonsense\",\"rules\":[%s]}".formatted(rule))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_hint_has_at_most_100_characters() {
        String rule =
                "{\"name\":\"hinted\",\"rules\":[{\"node\":\"n\",\"selectors\":[\"unix:uid:0\"],\"hint\":\"%s\"}]}";
        assertThat(acme.post("workloads", rule.formatted("x".repeat(101))).status())
                .isEqualTo(400);
        assertThat(acme.post("workloads", rule.formatted("x".repeat(100))).status())
                .isEqualTo(201);
        assertThat(acme.delete("workloads/hinted").status()).isEqualTo(204);
    }

    @Test
    void other_nodes_of_the_cluster_of_servers_hear_of_it() {
        var certificate = new Machine(world, acme).joins(token("everywhere"));
        try (var other = new World(world.context.database())) {
            var request = new MockHttpServletRequest();
            request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] {certificate});
            var guest = other.context.bean(NodeGate.class).require(acme.id, request, World.ORIGIN);
            acme.post("nodes/everywhere/evict", "{}");
            other.context.bean(io.lightwave.directory.ChangeFeed.class).catchUp();
            assertThat(other.context.bean(NodeGate.class).isStillWelcome(guest)).isFalse();
        }
    }

    @Test
    void lists_of_join_tokens_come_in_pages() {
        for (int i = 0; i < 3; i++) {
            token("paged");
        }
        var first = acme.get("join-tokens?limit=1").json();
        assertThat(first.get("items")).hasSize(1);
        var second = acme.get(
                        "join-tokens?limit=1&cursor=" + first.get("nextCursor").asString())
                .json();
        assertThat(second.get("items").get(0)).isNotEqualTo(first.get("items").get(0));
        assertThat(List.of(0, 201))
                .allSatisfy(limit -> assertThat(
                                acme.get("join-tokens?limit=" + limit).status())
                        .isEqualTo(400));
    }
}
