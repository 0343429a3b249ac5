package io.lightwave.workload.svid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.fixture.Door;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.token.WorkloadAssertions.Recognition;
import io.lightwave.workload.Machine;
import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import io.lightwave.workload.bundle.Bundles;
import io.lightwave.workload.federation.Federations;
import io.lightwave.workload.node.NodeGate;
import io.lightwave.workload.workload.NodeRules;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SvidTest {
    private static final Platform CLUSTER = new Platform("https://cluster.example");
    private static final @Nullable Caller NOBODY = null;
    private static World world;
    private static World.Tenant acme;
    private static World.Tenant globex;
    private static X509Certificate node1;
    private static X509Certificate node2;
    private static String payments;

    @BeforeAll
    static void start() {
        world = new World();
        acme = world.tenant("acme.example");
        globex = world.tenant("globex.example");
        acme.trusts(CLUSTER, "kubernetes");
        node1 = joined(acme, "node-1");
        node2 = joined(acme, "node-2");
        payments = made("payments", "node-1");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static X509Certificate joined(World.Tenant tenant, String node) {
        var token = tenant.post("join-tokens", "{\"node\":\"%s\"}".formatted(node));
        return new Machine(world, tenant).joins(token.json().get("token").asString());
    }

    private static String made(String workload, String node) {
        var made = acme.post(
                "workloads",
                "{\"name\":\"%s\",\"audiences\":[\"billing\"],\"rules\":[{\"node\":\"%s\",\"selectors\":[\"unix:uid:0\"]%s}]}"
                        .formatted(workload, node, node.startsWith("*") ? ",\"unchecked\":true" : ""));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json().get("id").asString();
    }

    private static Door.Answer asks(X509Certificate node, String what, String body) {
        return world.door.post(
                "/t/acme.example/node/" + what, null, "application/json", body.getBytes(StandardCharsets.UTF_8), node);
    }

    private static Door.Answer x509(X509Certificate node, String workload) {
        String csr = Machine.csr(Machine.newKey()).replace("\r", "").replace("\n", "\\n");
        return asks(node, "x509-svid", "{\"workload\":\"%s\",\"csr\":\"%s\"}".formatted(workload, csr));
    }

    private static Door.Answer jwt(X509Certificate node, String workload, String audience) {
        return asks(node, "jwt-svid", "{\"workload\":\"%s\",\"audience\":%s}".formatted(workload, audience));
    }

    private static String svid(String workload, String audience) {
        var answer = jwt(node1, workload, audience);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().get("svid").asString();
    }

    private static Recognition recognised(World.Tenant tenant, String svid, @Nullable String clientId) {
        return world.context
                .bean(WorkloadAssertions.class)
                .recogniseJwtSvid(tenant.id, svid, Optional.ofNullable(clientId));
    }

    @Test
    void a_node_gets_a_certificate_of_its_workload_with_the_name_that_the_rule_gives() throws Exception {
        var answer = x509(node1, payments);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var leaf = Machine.leaf(answer.text());
        assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(6, "spiffe://acme.example/payments"));
        assertThat(leaf.getSubjectX500Principal().getName()).doesNotContain("CN=root");
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getCriticalExtensionOIDs()).as("key usage").contains("2.5.29.15");
        assertThat(acme.audited("workload.recognise"))
                .contains("SUCCESS node:node-1@acme.example: workload:payments x509-svid; assurance 1");
    }

    @Test
    void a_node_gets_tokens_of_its_workload_that_the_key_set_verifies() throws Exception {
        var token = SignedJWT.parse(svid(payments, "[\"billing\",\"ledger\"]"));
        assertThat(token.getHeader().getType().getType()).isEqualTo("JWT");
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo("spiffe://acme.example/payments");
        assertThat(claims.getAudience()).containsExactly("billing", "ledger");
        assertThat(claims.getIssuer()).isEqualTo(acme.issuer() + "/spiffe");
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isLessThanOrEqualTo(Duration.ofMinutes(5));
        var metadata = world.door
                .get("/t/acme.example/spiffe/.well-known/openid-configuration", NOBODY)
                .json();
        assertThat(metadata.get("issuer").asString()).isEqualTo(claims.getIssuer());
        assertThat(metadata.get("jwks_uri").asString()).isEqualTo(claims.getIssuer() + "/jwks");
        var keys = JWKSet.parse(
                world.door.get("/t/acme.example/spiffe/jwks", NOBODY).text());
        assertThat(keys.containsNonPublicKeys()).isFalse();
        var key = keys.getKeyByKeyId(token.getHeader().getKeyID()).toECKey();
        assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
    }

    @Test
    void a_jwt_svid_has_no_other_headers() throws Exception {
        var header = SignedJWT.parse(svid(payments, "[\"billing\"]")).getHeader();
        assertThat(header.toJSONObject()).containsOnlyKeys("alg", "kid", "typ");
    }

    /// Threat T11: what a stolen key of a node gives is what runs on that node.
    @Test
    void t11_a_node_asks_in_vain_for_a_workload_of_another_and_it_is_told() {
        for (var answer : List.of(x509(node2, payments), jwt(node2, payments, "[\"billing\"]"))) {
            assertThat(answer.status()).isEqualTo(403);
        }
        assertThat(acme.audited("workload.recognise"))
                .contains("REFUSED node:node-2@acme.example: workload:" + payments
                        + " no rule names this node for an active workload of that id");
        assertThat(x509(node1, "nonsense").status()).isEqualTo(403);
    }

    /// Threat T20: while the clock cannot be relied on nothing is issued.
    @Test
    void t20_nothing_is_issued_while_the_clock_cannot_be_relied_on() {
        var token = acme.post("join-tokens", "{\"node\":\"late\"}")
                .json()
                .get("token")
                .asString();
        try {
            world.time = Optional.of("the clock has jumped");
            assertThat(x509(node1, payments).status()).isEqualTo(403);
            assertThat(jwt(node1, payments, "[\"billing\"]").status()).isEqualTo(503);
            assertThat(new Machine(world, acme).asksToJoin(token).status()).isEqualTo(403);
            assertThat(acme.audited("certificate.issue")).anyMatch(event -> event.contains("the clock has jumped"));
        } finally {
            world.time = Optional.empty();
        }
        assertThat(x509(node1, payments).status()).isEqualTo(200);
        assertThat(new Machine(world, acme).asksToJoin(token).status())
                .as("not used up")
                .isEqualTo(201);
    }

    @Test
    void nobody_but_a_node_gets_anything() {
        var workload = Machine.leaf(x509(node1, payments).text());
        assertThat(x509(workload, payments).status()).isEqualTo(401);
        assertThat(jwt(joined(globex, "node-1"), payments, "[\"billing\"]").status())
                .isEqualTo(401);
        assertThat(world.door
                        .post(
                                "/t/acme.example/node/jwt-svid",
                                null,
                                "application/json",
                                "{}".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(401);
        assertThat(world.door.get("/t/acme.example/node/state", NOBODY).status())
                .isEqualTo(401);
    }

    @Test
    void a_node_renews_its_certificate_for_the_key_it_joined_with_only() {
        var token = acme.post("join-tokens", "{\"node\":\"renewing\"}");
        var machine = new Machine(world, acme);
        var first = machine.joins(token.json().get("token").asString());
        var again = renews(first, machine.key);
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        var second = Machine.leaf(again.json().get("certificate").asString());
        assertThat(second.getSerialNumber()).isNotEqualTo(first.getSerialNumber());
        assertThat(renews(second, machine.key).status()).isEqualTo(200);
        assertThat(renews(first, Machine.newKey()).status()).isEqualTo(400);
        var workload = Machine.leaf(x509(node1, payments).text());
        assertThat(renews(workload, machine.key).status()).isEqualTo(401);
        acme.post("nodes/renewing/evict", "");
        assertThat(renews(second, machine.key).status()).isEqualTo(401);
    }

    private static Door.Answer renews(X509Certificate node, java.security.KeyPair key) {
        return asks(
                node,
                "renew",
                "{\"csr\":\"%s\"}".formatted(Machine.csr(key).replace("\r", "").replace("\n", "\\n")));
    }

    /// Threat T12: a banned node gets nothing more.
    @Test
    void t12_a_banned_node_gets_nothing_more_and_hears_of_it() {
        var certificate = joined(acme, "banned");
        String workload = made("of-banned", "banned");
        assertThat(x509(certificate, workload).status()).isEqualTo(200);
        var stream = CompletableFuture.supplyAsync(() -> world.door.getAs(certificate, "/t/acme.example/node/state"));
        acme.patch("nodes/banned", "{\"enabled\":false}");
        var heard = stream.join();
        assertThat(heard.status() == 401 || heard.text().endsWith("event: farewell\ndata: {}\n\n"))
                .as(heard.text())
                .isTrue();
        assertThat(x509(certificate, workload).status()).isEqualTo(401);
    }

    @Test
    void t12_a_certificate_that_a_node_got_for_a_workload_is_renewed_by_new_evidence_only() throws Exception {
        var node = joined(acme, "ended");
        String workload = made("of-ended", "ended");
        var svid = Machine.leaf(x509(node, workload).text());
        var holder = new Caller(
                world.context
                        .bean(ActivePrincipals.class)
                        .find(acme.id, SubjectId.parse(workload))
                        .orElseThrow(),
                Optional.empty(),
                World.ORIGIN);
        var now = world.now();
        world.context.clock().advance(Duration.ofHours(13));
        try {
            var renewed = world.door.post("/t/acme.example/ca/certificates/renew", holder, null, new byte[0], svid);
            assertThat(renewed.status()).as(renewed.text()).isEqualTo(403);
            assertThat(renewed.text()).contains("renewed by new evidence only");
        } finally {
            world.context.clock().set(now);
        }
        assertThat(acme.audited("certificate.issue"))
                .anyMatch(event -> event.startsWith("REFUSED workload:of-ended@acme.example: workload ")
                        && event.contains("renewed by new evidence only"));
    }

    @Test
    void the_state_has_the_rules_of_the_node_whose_workloads_are_active() {
        String one = made("one", "node-3");
        String off = made("off", "node-3");
        made("elsewhere", "node-4");
        acme.patch("workloads/off", "{\"enabled\":false}");
        joined(acme, "node-3");
        var principals = world.context.bean(ActivePrincipals.class);
        var principal = principals
                .find(
                        acme.id,
                        SubjectId.parse(
                                acme.get("nodes/node-3").json().get("id").asString()))
                .orElseThrow();
        var rules = world.context.bean(GrantedRules.class);
        var bundles = world.context.bean(Bundles.class);
        var federations = world.context.bean(Federations.class);
        var node = new NodeGate.Guest(principal, node1, Optional.empty(), 1, 1);
        var before = NodeState.source(node, rules, principals, bundles, federations);
        var state = NodeState.of(principal, before);
        assertThat(state.json())
                .contains(one, "spiffe://acme.example/one", "unix:uid:0", "spiffe_sequence")
                .doesNotContain(off, "elsewhere");
        assertThat(NodeState.source(node, rules, principals, bundles, federations))
                .isEqualTo(before);
        acme.patch("workloads/off", "{\"enabled\":true}");
        var after = NodeState.source(node, rules, principals, bundles, federations);
        assertThat(after).isNotEqualTo(before);
        assertThat(NodeState.of(principal, after).json()).contains(off);
        assertThat(NodeState.of(principal, after).id()).isNotEqualTo(state.id());
    }

    @Test
    void a_rule_may_name_nodes_by_the_end_of_their_names() {
        String workload = made("everywhere", "*.prod");
        assertThat(x509(joined(acme, "a.prod"), workload).status()).isEqualTo(200);
        assertThat(x509(joined(acme, "b.c.prod"), workload).status()).isEqualTo(200);
        for (String other : List.of("prod", "aprod", "a.prod.test", "a.prods")) {
            assertThat(x509(joined(acme, other), workload).status()).as(other).isEqualTo(403);
        }
        var rules = world.context.bean(NodeRules.class);
        assertThat(rules.of(acme.id, "a.prod")).hasSize(1);
        assertThat(rules.of(globex.id, "a.prod")).isEmpty();
        made("there", "a.prod");
        assertThat(rules.of(acme.id, "a.prod")).hasSize(2);
        assertThat(rules.of(acme.id, "b.c.prod")).hasSize(1);
        acme.delete("workloads/everywhere");
        assertThat(rules.of(acme.id, "b.c.prod")).isEmpty();
        for (String nonsense : List.of("*", "*.", "a.*", "*a.prod", "*.*.prod", "**.prod")) {
            assertThat(acme.post(
                                    "workloads",
                                    "{\"name\":\"n\",\"rules\":[{\"node\":\"%s\",\"selectors\":[\"k8s:ns:shop\"]}]}"
                                            .formatted(nonsense))
                            .status())
                    .as(nonsense)
                    .isEqualTo(400);
        }
    }

    @Test
    void a_jwt_svid_is_a_client_assertion() {
        String issuer = "[\"" + acme.issuer() + "\"]";
        String svid = svid(payments, issuer);
        assertThat(recognised(acme, svid, null)).isInstanceOfSatisfying(Recognition.Recognised.class, found -> {
            assertThat(found.workload().name()).isEqualTo("payments");
            assertThat(found.audiences()).containsExactly("billing");
            assertThat(found.singleUse()).isEmpty();
            assertThat(found.evidence()).startsWith("jwt-svid ").doesNotContain(svid);
        });
        assertThat(recognised(acme, svid, "spiffe://acme.example/payments")).isInstanceOf(Recognition.Recognised.class);
        assertThat(recognised(acme, svid, "spiffe://acme.example/other")).isInstanceOf(Recognition.Refused.class);
        assertThat(recognised(globex, svid, null)).isInstanceOf(Recognition.Refused.class);
        assertThat(acme.who(svid)).as("as a platform's token").isEqualTo("not evidence");
        String gone = made("soon-gone", "node-1");
        String ofGone = svid(gone, issuer);
        acme.patch("workloads/soon-gone", "{\"enabled\":false}");
        assertThat(recognised(acme, ofGone, null)).isInstanceOf(Recognition.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"billing\"]", "[\"ISSUER\",\"billing\"]", "[\"ISSUER/spiffe\"]"})
    void a_jwt_svid_for_others_is_no_client_assertion(String audience) {
        assertThat(recognised(acme, svid(payments, audience.replace("ISSUER", acme.issuer())), null))
                .isInstanceOf(Recognition.Refused.class);
    }

    /// Threats T1 and T15: no other token, and no changed one, passes for a JWT-SVID.
    @Test
    void t15_nothing_else_is_a_jwt_svid() {
        String svid = svid(payments, "[\"" + acme.issuer() + "\"]");
        String[] parts = svid.split("[.]");
        for (int part = 0; part < 3; part++) {
            for (int at = 0; at < parts[part].length(); at += 7) {
                char other = parts[part].charAt(at) == 'A' ? 'B' : 'A';
                String changed = parts[part].substring(0, at) + other + parts[part].substring(at + 1);
                var copy = parts.clone();
                copy[part] = changed;
                assertThat(recognised(acme, String.join(".", copy), null)).isInstanceOf(Recognition.Refused.class);
            }
        }
        for (String nonsense : List.of("", "a.b.c", "a".repeat(20_000), parts[0] + "." + parts[1] + ".")) {
            assertThat(recognised(acme, nonsense, null)).isInstanceOf(Recognition.Refused.class);
        }
        world.context.clock().advance(Duration.ofMinutes(6));
        assertThat(recognised(acme, svid, null)).as("expired").isInstanceOf(Recognition.Refused.class);
    }

    @Test
    void an_x509_svid_is_a_client_s_certificate() {
        var svid = Machine.leaf(x509(node1, payments).text());
        var assertions = world.context.bean(WorkloadAssertions.class);
        assertThat(assertions.recogniseX509Svid(acme.id, svid, Optional.of("spiffe://acme.example/payments")))
                .isInstanceOfSatisfying(
                        Recognition.Recognised.class,
                        found -> assertThat(found.workload().name()).isEqualTo("payments"));
        assertThat(assertions.recogniseX509Svid(acme.id, svid, Optional.empty()))
                .isInstanceOf(Recognition.Recognised.class);
        assertThat(assertions.recogniseX509Svid(acme.id, svid, Optional.of("spiffe://acme.example/other")))
                .isInstanceOf(Recognition.Refused.class);
        assertThat(assertions.recogniseX509Svid(globex.id, svid, Optional.empty()))
                .isInstanceOf(Recognition.NotEvidence.class);
        assertThat(assertions.recogniseX509Svid(acme.id, node1, Optional.empty()))
                .as("a node's certificate")
                .isInstanceOf(Recognition.NotEvidence.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"workload\":\"W\"}",
                "{\"workload\":\"W\",\"audience\":[]}",
                "{\"workload\":\"W\",\"audience\":[\"\"]}",
                "{\"workload\":\"W\",\"audience\":[null]}",
                "{\"workload\":\"W\",\"audience\":\"billing\"}",
                "{\"workload\":\"W\",\"audience\":[\"a\"],\"sub\":\"spiffe://acme.example/root\"}"
            })
    void nonsense_is_refused(String body) {
        assertThat(asks(node1, "jwt-svid", body.replace("W", payments)).status())
                .isEqualTo(400);
    }
}
