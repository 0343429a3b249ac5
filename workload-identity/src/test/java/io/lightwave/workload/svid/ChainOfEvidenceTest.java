package io.lightwave.workload.svid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import io.lightwave.directory.Caller;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.fixture.Door;
import io.lightwave.token.AccessTokens;
import io.lightwave.workload.Machine;
import io.lightwave.workload.World;
import java.net.URLEncoder;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("What a node said of a workload counts no longer than the node may say it (threats T11, T12)")
class ChainOfEvidenceTest {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static World world;
    private static World.Tenant acme;
    private String node;
    private String workload;
    private String workloadId;
    private Machine machine;
    private X509Certificate agent;

    @BeforeAll
    static void start() {
        world = new World();
        acme = world.tenant("acme.example");
        world.context.bean("endedAttestersTask", RecurringTask.class).stop(); // refused before it is revoked
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void begin() {
        int number = COUNT.incrementAndGet();
        node = "node-" + number;
        workload = "payments-" + number;
        machine = new Machine(world, acme);
        agent = joined(machine, node);
        workloadId = made(workload, node);
    }

    /// How a node comes to have no say any more.
    enum End {
        BANNED {
            @Override
            void of(String node, String workload) {
                assertThat(acme.patch("nodes/" + node, "{\"enabled\":false}").status())
                        .isEqualTo(200);
            }
        },
        EVICTED {
            @Override
            void of(String node, String workload) {
                assertThat(acme.post("nodes/%s/evict".formatted(node), "").status())
                        .isEqualTo(200);
            }
        },
        DELETED {
            @Override
            void of(String node, String workload) {
                assertThat(acme.delete("nodes/" + node).status()).isEqualTo(204);
            }
        },
        WITHOUT_A_RULE {
            @Override
            void of(String node, String workload) {
                removeRules(workload, node);
            }
        };

        abstract void of(String node, String workload);
    }

    private static X509Certificate joined(Machine machine, String node) {
        var token = acme.post("join-tokens", "{\"node\":\"%s\"}".formatted(node));
        return machine.joins(token.json().get("token").asString());
    }

    private static String made(String workload, String node) {
        var made = acme.post("workloads", """
            {"name":"%s","audiences":["billing"],"rules":[{"node":"%s","selectors":["unix:uid:0"]}]}\
            """.formatted(workload, node));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json().get("id").asString();
    }

    private static Door.Answer fromNode(X509Certificate agent, String what, String json) {
        return world.door.post("/t/acme.example/node/" + what, null, "application/json", json.getBytes(UTF_8), agent);
    }

    private static X509Certificate x509Svid(X509Certificate agent, String workloadId) {
        String csr = Machine.csr(Machine.newKey()).replace("\r", "").replace("\n", "\\n");
        var answer = fromNode(agent, "x509-svid", "{\"workload\":\"%s\",\"csr\":\"%s\"}".formatted(workloadId, csr));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return Machine.leaf(answer.text());
    }

    private String jwtSvid() {
        var answer = fromNode(
                agent, "jwt-svid", "{\"workload\":\"%s\",\"audience\":[\"%s\"]}".formatted(workloadId, acme.issuer()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().get("svid").asString();
    }

    private static Door.Answer token(@Nullable X509Certificate certificate, String... namesAndValues) {
        return form("token", certificate, namesAndValues);
    }

    private static Door.Answer form(String endpoint, @Nullable X509Certificate certificate, String... namesAndValues) {
        List<String> form = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.add(namesAndValues[i] + "=" + URLEncoder.encode(namesAndValues[i + 1], UTF_8));
        }
        byte[] body = String.join("&", form).getBytes(UTF_8);
        String path = "/t/acme.example/oauth2/" + endpoint;
        String type = "application/x-www-form-urlencoded";
        return certificate == null
                ? world.door.post(path, null, type, body)
                : world.door.post(path, null, type, body, certificate);
    }

    private static Door.Answer tokenBy(String jwtSvid) {
        return token(
                null,
                "grant_type",
                "client_credentials",
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe",
                "client_assertion",
                jwtSvid);
    }

    private static Door.Answer tokenBy(X509Certificate svid) {
        return token(svid, "grant_type", "client_credentials");
    }

    private static String of(Door.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().get("access_token").asString();
    }

    private static AccessTokens.Verification verified(String token) {
        return world.context.bean(AccessTokens.class).verify(acme.id, token);
    }

    private static boolean isTrusted(X509Certificate certificate) {
        return world.context
                .bean(CertificateTrust.class)
                .find(acme.id, certificate)
                .isPresent();
    }

    /// As the server does for a caller with this token.
    private static X509Certificate certificateBy(String token) {
        var valid = (AccessTokens.Verification.Valid) verified(token);
        var caller = new Caller(
                valid.principal(),
                valid.signIn(),
                World.ORIGIN.by(
                        "a token by the word of node " + valid.attester().orElseThrow(), valid.attester()));
        var answer = world.door.post(
                "/t/acme.example/ca/certificates",
                caller,
                "application/pkcs10",
                Machine.csr(Machine.newKey()).getBytes(UTF_8));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return Machine.leaf(answer.text());
    }

    @ParameterizedTest
    @EnumSource
    void an_access_token_by_a_jwt_svid_ends_with_the_node_and_the_svid_gets_no_other(End end) {
        String svid = jwtSvid();
        String token = of(tokenBy(svid));
        assertThat(verified(token)).isInstanceOf(AccessTokens.Verification.Valid.class);
        end.of(node, workload);
        assertThat(verified(token))
                .isEqualTo(
                        new AccessTokens.Verification.Invalid("the node that spoke for the workload may not any more"));
        assertThat(tokenBy(svid).text()).isEqualTo("{\"error\":\"invalid_client\"}");
        assertThat(acme.audited("client.authenticate"))
                .last()
                .asString()
                .endsWith("the node that got the SVID may not speak for the workload any more");
    }

    @ParameterizedTest
    @EnumSource
    void what_goes_on_under_such_a_token_ends_with_the_node_too(End end) {
        var lasting = ((AccessTokens.Verification.Valid) verified(of(tokenBy(jwtSvid())))).lasting();
        assertThat(lasting.principal()).as("a stream, a connection of LDAP").isPresent();
        end.of(node, workload);
        assertThat(lasting.principal()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void an_x509_svid_counts_nowhere_here_from_then_on(End end) {
        var svid = x509Svid(agent, workloadId);
        assertThat(tokenBy(svid).status()).isEqualTo(200);
        assertThat(isTrusted(svid)).isTrue();
        end.of(node, workload);
        assertThat(isTrusted(svid)).as("LDAP, CMP, EST, clients").isFalse();
        assertThat(tokenBy(svid).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource
    void a_certificate_by_such_a_token_counts_no_longer_either(End end) {
        var certificate = certificateBy(of(tokenBy(jwtSvid())));
        assertThat(isTrusted(certificate)).isTrue();
        assertThat(tokenBy(certificate).status()).as("while the node stands").isEqualTo(200);
        end.of(node, workload);
        assertThat(isTrusted(certificate)).isFalse();
        assertThat(tokenBy(certificate).status()).isEqualTo(401);
    }

    @Test
    void a_certificate_by_such_a_token_is_not_renewed_by_showing_it() {
        var token = of(tokenBy(jwtSvid()));
        var certificate = certificateBy(token);
        var caller = new Caller(
                ((AccessTokens.Verification.Valid) verified(token)).principal(), Optional.empty(), World.ORIGIN);
        var renewed = world.door.post("/t/acme.example/ca/certificates/renew", caller, null, new byte[0], certificate);
        assertThat(renewed.status()).isEqualTo(403);
        assertThat(renewed.text()).contains("renewed by new evidence only");
    }

    @ParameterizedTest
    @EnumSource
    void a_token_that_the_workload_exchanged_ends_with_the_node_and_it_exchanges_no_other(End end) {
        String spiffeId = "spiffe://acme.example/" + workload;
        String billing = client("billing-of-" + workload, "unused");
        mayAsk(workload, "billing-of-" + workload);
        String subject = tokenOfCustomer(spiffeId);
        var svid = x509Svid(agent, workloadId);
        var exchanged = of(exchange(svid, subject));
        assertThat(introspection(exchanged, billing)).contains("\"active\":true");
        end.of(node, workload);
        assertThat(introspection(exchanged, billing)).isEqualTo("{\"active\":false}");
        assertThat(exchange(svid, subject).text()).isEqualTo("{\"error\":\"invalid_client\"}");
    }

    @ParameterizedTest
    @EnumSource
    void so_does_one_that_another_workload_on_another_node_has_exchanged_again(End end) {
        String another = "ledger-for-" + workload;
        String elsewhere = "other-of-" + node;
        String billing = client("billing-of-" + workload, "unused");
        mayAsk(workload, "spiffe://acme.example/" + another);
        var anotherAgent = joined(new Machine(world, acme), elsewhere);
        var anotherSvid = x509Svid(anotherAgent, made(another, elsewhere));
        mayAsk(another, "billing-of-" + workload);
        var once = of(exchange(
                x509Svid(agent, workloadId),
                tokenOfCustomer("spiffe://acme.example/" + workload),
                "spiffe://acme.example/" + another));
        var twice = of(exchange(anotherSvid, once));
        assertThat(introspection(twice, billing)).contains("\"active\":true");
        end.of(node, workload);
        assertThat(introspection(twice, billing)).isEqualTo("{\"active\":false}");
    }

    @ParameterizedTest
    @EnumSource
    void so_does_one_that_the_workload_has_exchanged_for_itself_on_another_node(End end) {
        String elsewhere = "other-of-" + node;
        String billing = client("billing-of-" + workload, "unused");
        mayAsk(workload, "billing-of-" + workload);
        addRule(workload, elsewhere);
        var here = of(token(
                null,
                "grant_type",
                "client_credentials",
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe",
                "client_assertion",
                jwtSvid(),
                "resource",
                "billing-of-" + workload));
        var there = of(exchange(x509Svid(joined(new Machine(world, acme), elsewhere), workloadId), here));
        assertThat(introspection(there, billing)).contains("\"active\":true");
        end.of(elsewhere, workload);
        assertThat(introspection(there, billing)).isEqualTo("{\"active\":false}");
        assertThat(introspection(here, billing)).contains("\"active\":true");
    }

    @Test
    void what_nine_workloads_of_nodes_have_exchanged_is_exchanged_no_more() {
        String first = "link-0-of-" + workload;
        String token = tokenOfCustomer("spiffe://acme.example/" + first);
        for (int i = 0; i <= 9; i++) {
            String next = "link-%d-of-%s".formatted(i + 1, workload);
            String link = "link-%d-of-%s".formatted(i, workload);
            var svid = x509Svid(agent, made(link, node));
            mayAsk(link, "spiffe://acme.example/" + next);
            var exchanged = exchange(svid, token, "spiffe://acme.example/" + next);
            assertThat(exchanged.status())
                    .as("exchange %d: %s", i, exchanged.text())
                    .isEqualTo(i < 9 ? 200 : 400);
            token = i < 9 ? of(exchanged) : token;
        }
        assertThat(acme.audited("token.issue")).last().asString().endsWith("too many workloads have exchanged it");
    }

    /// Of a client that calls the workload of that name.
    private String tokenOfCustomer(String spiffeId) {
        return of(token(
                null,
                "grant_type",
                "client_credentials",
                "client_id",
                "customer-of-" + workload,
                "client_secret",
                client("customer-of-" + workload, spiffeId),
                "resource",
                spiffeId));
    }

    private static void mayAsk(String workload, String audience) {
        assertThat(acme.patch("workloads/" + workload, "{\"audiences\":[\"%s\"]}".formatted(audience))
                        .status())
                .isEqualTo(200);
    }

    private Door.Answer exchange(X509Certificate svid, String subject) {
        return exchange(svid, subject, "billing-of-" + workload);
    }

    private static Door.Answer exchange(X509Certificate svid, String subject, String resource) {
        return token(
                svid,
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
                subject,
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token",
                "resource",
                resource);
    }

    private String introspection(String token, String secret) {
        return form("introspect", null, "token", token, "client_id", "billing-of-" + workload, "client_secret", secret)
                .text();
    }

    private static String client(String id, String audience) {
        var made = acme.post("clients", """
            {"clientId":"%s","grantTypes":["client_credentials"],"tokenEndpointAuthMethod":"client_secret_post",
             "audiences":["%s"]}\
            """.formatted(id, audience));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json().get("clientSecret").asString();
    }

    /// How a node of the same name comes to speak for the workload again.
    enum Return {
        LET_IN_AGAIN {
            @Override
            X509Certificate of(String node, String workload, Machine machine, X509Certificate agent) {
                End.BANNED.of(node, workload);
                acme.patch("nodes/" + node, "{\"enabled\":true}");
                return agent;
            }
        },
        EVICTED_AND_JOINED_BY_THE_SAME_KEY {
            @Override
            X509Certificate of(String node, String workload, Machine machine, X509Certificate agent) {
                End.EVICTED.of(node, workload);
                return joined(machine, node);
            }
        },
        EVICTED_AND_JOINED_BY_ANOTHER {
            @Override
            X509Certificate of(String node, String workload, Machine machine, X509Certificate agent) {
                End.EVICTED.of(node, workload);
                return joined(new Machine(world, acme), node);
            }
        },
        REPLACED {
            @Override
            X509Certificate of(String node, String workload, Machine machine, X509Certificate agent) {
                return joined(new Machine(world, acme), node);
            }
        };

        /// The certificate of the node that speaks then.
        abstract X509Certificate of(String node, String workload, Machine machine, X509Certificate agent);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_said_before_does_not_come_back_with_the_node(Return how) {
        String svid = jwtSvid();
        String token = of(tokenBy(svid));
        agent = how.of(node, workload, machine, agent);
        assertThat(verified(token)).isInstanceOf(AccessTokens.Verification.Invalid.class);
        assertThat(tokenBy(svid).status()).isEqualTo(401);
        assertThat(verified(of(tokenBy(jwtSvid())))).isInstanceOf(AccessTokens.Verification.Valid.class);
    }

    @ParameterizedTest
    @EnumSource
    void nor_does_a_certificate_before_it_is_revoked(Return how) {
        var svid = x509Svid(agent, workloadId);
        var certificate = certificateBy(of(tokenBy(jwtSvid())));
        assertThat(isTrusted(svid)).isTrue();
        assertThat(isTrusted(certificate)).isTrue();
        how.of(node, workload, machine, agent);
        assertThat(isTrusted(svid)).isFalse();
        assertThat(isTrusted(certificate)).isFalse();
        assertThat(tokenBy(svid).status()).isEqualTo(401);
    }

    @Test
    void what_a_rule_gave_that_was_taken_away_is_revoked_ten_seconds_later() {
        String other = "other-of-" + node;
        addRule(workload, other);
        var elsewhere = x509Svid(joined(new Machine(world, acme), other), workloadId);
        var svid = x509Svid(agent, workloadId);
        var certificate = certificateBy(of(tokenBy(jwtSvid())));
        End.WITHOUT_A_RULE.of(node, workload);
        assertThat(stateOf(svid)).isEqualTo("valid");
        world.context.clock().advance(Duration.ofSeconds(10));
        awaitEndOfRules();
        assertThat(stateOf(svid)).isEqualTo("revoked");
        assertThat(stateOf(certificate)).isEqualTo("revoked");
        assertThat(stateOf(elsewhere)).as("by another rule").isEqualTo("valid");
        assertThat(acme.audited("certificate.revoke"))
                .contains("SUCCESS server: 2 certificates by the word of node:%s for workload:%s privilegeWithdrawn"
                        .formatted(node, workload));
        addRule(workload, node);
        assertThat(isTrusted(svid)).as("when the rule is put back").isFalse();
        assertThat(tokenBy(x509Svid(agent, workloadId)).status()).isEqualTo(200);
    }

    @Test
    void nothing_is_revoked_when_the_node_has_the_workload_by_another_rule_by_then() {
        var svid = x509Svid(agent, workloadId);
        String gone = "gone-of-" + node;
        addRule(workload, gone);
        var alone = x509Svid(joined(new Machine(world, acme), gone), workloadId);
        removeRules(workload, node);
        removeRules(workload, gone);
        addRule(workload, node);
        world.context.clock().advance(Duration.ofSeconds(10));
        awaitEndOfRules();
        assertThat(stateOf(alone)).isEqualTo("revoked");
        assertThat(stateOf(svid)).isEqualTo("valid");
        assertThat(tokenBy(svid).status()).isEqualTo(200);
    }

    @Test
    void a_rule_for_several_nodes_that_gives_this_one_nothing_keeps_nothing_from_being_revoked() {
        String ofCloud = node + ".cloud.example";
        addRule(workload, ofCloud);
        assertThat(acme.post("workloads/%s/rules".formatted(workload), """
                                {"node":"*.cloud.example","selectors":["k8s:ns:shop"]}\
                                """).status())
                .isEqualTo(201);
        var svid = x509Svid(joined(new Machine(world, acme), ofCloud), workloadId);
        removeRules(workload, ofCloud);
        world.context.clock().advance(Duration.ofSeconds(10));
        awaitEndOfRules();
        assertThat(stateOf(svid)).isEqualTo("revoked");
    }

    /// Until it has been looked what rules gave that have ended.
    private void awaitEndOfRules() {
        await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> world.context
                                .bean(JdbcClient.class)
                                .sql("select count(*) from workload_ended_rule where workload_id = :id")
                                .param("id", UUID.fromString(workloadId))
                                .query(Integer.class)
                                .single(),
                        left -> left == 0);
    }

    private static void removeRules(String workload, String node) {
        String rules = "workloads/%s/rules".formatted(workload);
        acme.get(rules)
                .json()
                .get("items")
                .valueStream()
                .filter(rule -> rule.get("node").asString().equals(node))
                .forEach(rule -> assertThat(
                                acme.delete(rules + "/" + rule.get("id").asString())
                                        .status())
                        .isEqualTo(204));
    }

    private static void addRule(String workload, String node) {
        assertThat(acme.post(
                                "workloads/%s/rules".formatted(workload),
                                "{\"node\":\"%s\",\"selectors\":[\"unix:uid:0\"]}".formatted(node))
                        .status())
                .isEqualTo(201);
    }

    private static String stateOf(X509Certificate certificate) {
        return acme.get("certificates?serial=" + certificate.getSerialNumber().toString(16))
                .json()
                .get("items")
                .get(0)
                .get("state")
                .asString();
    }

    @Test
    void a_node_that_joins_again_by_the_same_key_ends_nothing() {
        var svid = x509Svid(agent, workloadId);
        String token = of(tokenBy(jwtSvid()));
        joined(machine, node);
        assertThat(verified(token)).isInstanceOf(AccessTokens.Verification.Valid.class);
        assertThat(isTrusted(svid)).isTrue();
    }

    @Test
    void another_node_of_the_same_workload_goes_on() {
        String other = "other-of-" + node;
        addRule(workload, other);
        var elsewhere = x509Svid(joined(new Machine(world, acme), other), workloadId);
        End.BANNED.of(node, workload);
        assertThat(tokenBy(elsewhere).status()).isEqualTo(200);
    }

    @Test
    void a_jwt_svid_names_the_node() throws Exception {
        var claims = SignedJWT.parse(jwtSvid()).getJWTClaimsSet();
        assertThat(claims.getStringClaim("attester"))
                .startsWith(acme.get("nodes/" + node).json().get("id").asString() + "/");
    }
}
