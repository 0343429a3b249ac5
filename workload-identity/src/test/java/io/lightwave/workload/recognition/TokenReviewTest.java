package io.lightwave.workload.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.Pem;
import io.lightwave.directory.Egress;
import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Kubernetes TokenReview, authentication.k8s.io/v1")
class TokenReviewTest {
    private static final String REVIEWS = "https://api.cluster.example:6443/apis/authentication.k8s.io/v1/tokenreviews";
    private static final String ACCOUNT = "c1d2e3f4-1111-4222-8333-944455556666";
    private static final String POD = "0b7f0f57-3a4b-4d3f-8d2c-4f1c9a8e7b22";
    private static World world;
    private static int tenants;
    private World.Tenant acme;
    private final Platform cluster = new Platform("https://cluster.example");
    private final List<String> reviewed = new ArrayList<>();
    private final List<String> bearers = new ArrayList<>();
    private final List<String> trusted = new ArrayList<>();
    private Consumer<ObjectNode> change = _ -> {};
    private String bundle = "";

    @BeforeAll
    static void start() {
        world = new World();
    }

    @BeforeEach
    void a_cluster_answers() {
        acme = world.tenant("acme-%d.example".formatted(++tenants));
        bundle = pem();
        world.network.api = this::answer;
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /// Any certificate: the tenant's own anchor.
    private String pem() {
        return Pem.of(world.context.bean(CertificateAuthority.class).anchors(acme.id));
    }

    /// As an API server answers: it knows the pods' tokens of its own issuer, until they are deleted.
    private String answer(URI address, Egress.Access access, String json) throws IOException {
        assertThat(address).hasToString(REVIEWS);
        bearers.add(access.bearer());
        trusted.add(access.trust());
        JsonNode request = JsonMapper.shared().readTree(json);
        assertThat(request.path("kind").asString()).isEqualTo("TokenReview");
        assertThat(request.path("apiVersion").asString()).isEqualTo("authentication.k8s.io/v1");
        reviewed.add(request.at("/spec/token").asString());
        ObjectNode answer = (ObjectNode) request.deepCopy();
        var status = answer.putObject("status").put("authenticated", true);
        status.putArray("audiences").add(request.at("/spec/audiences/0").asString());
        var user = status.putObject("user")
                .put("username", "system:serviceaccount:shop:payments")
                .put("uid", ACCOUNT);
        user.putArray("groups").add("system:serviceaccounts");
        user.putObject("extra").putArray("authentication.kubernetes.io/pod-uid").add(POD);
        change.accept(answer);
        return answer.toString();
    }

    private Map<String, Object> issuer(Map<String, Object> review, boolean keys) {
        var body = new java.util.TreeMap<String, Object>();
        body.put("name", "cluster");
        body.put("issuer", cluster.issuer());
        body.put("kind", "kubernetes");
        body.put("tokenReview", review);
        body.put("caBundle", bundle);
        if (keys) {
            body.put("jwks", JsonMapper.shared().readTree(cluster.jwks()));
        }
        return body;
    }

    private void trusts(boolean keys) {
        var made = acme.post(
                "trusted-issuers",
                JsonMapper.shared()
                        .writeValueAsString(issuer(
                                Map.of("server", "https://api.cluster.example:6443/", "credential", "reviewer.token.1"),
                                keys)));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        acme.workload("payments", cluster, "{\"sub\":\"system:serviceaccount:shop:payments\"}");
    }

    private String token() {
        return cluster.podToken(world.now(), acme.issuer(), "shop", "payments");
    }

    @Test
    void a_token_that_the_cluster_accepts_for_our_audience_is_its_pod() {
        trusts(false);
        String token = token();
        assertThat(acme.who(token)).isEqualTo("payments");
        assertThat(reviewed).containsExactly(token);
        assertThat(bearers).containsExactly("reviewer.token.1");
        assertThat(trusted).containsExactly(bundle);
    }

    @Test
    void a_deleted_pod_or_account_is_nobody_at_once() {
        trusts(false);
        String token = token();
        assertThat(acme.who(token)).isEqualTo("payments");
        change = answer -> {
            var status = answer.putObject("status").put("authenticated", false);
            status.put("error", "[invalid bearer token, service account token has been invalidated]");
        };
        assertThat(acme.who(token)).isEqualTo("refused: the cluster does not accept it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"authenticated":"true"}                                             | the cluster does not accept it
        {}                                                                   | the cluster does not accept it
        {"authenticated":true,"user":{"username":"U","uid":"I"}}             | the cluster has not checked its audience
        {"authenticated":true,"audiences":[],"user":{"username":"U","uid":"I"}} | the cluster has not checked its audience
        {"authenticated":true,"audiences":["https://kubernetes.default.svc"],"user":{"username":"U","uid":"I"}} | the cluster has not checked its audience
        {"authenticated":true,"audiences":["A"],"user":{"username":"U","uid":"other"}} | the cluster takes it for somebody else's
        {"authenticated":true,"audiences":["A"],"user":{"username":"system:serviceaccount:shop:other","uid":"I"}} | the cluster takes it for somebody else's
        {"authenticated":true,"audiences":["A"],"user":{}} | the cluster takes it for somebody else's
        {"authenticated":true,"audiences":["A"],"user":{"username":"U","uid":"I","extra":{"authentication.kubernetes.io/pod-uid":["other"]}}} | the cluster takes it for somebody else's
        """)
    void any_other_answer_is_a_refusal(String status, String reason) {
        trusts(false);
        change = answer -> answer.set(
                "status",
                JsonMapper.shared()
                        .readTree(status.replace("\"U\"", "\"system:serviceaccount:shop:payments\"")
                                .replace("\"I\"", "\"" + ACCOUNT + "\"")
                                .replace("\"A\"", "\"" + acme.issuer() + "\"")));
        assertThat(acme.who(token())).isEqualTo("refused: " + reason);
    }

    @Test
    void a_cluster_that_cannot_be_asked_is_a_refusal() {
        trusts(true);
        world.network.api = (_, _, _) -> "nonsense";
        assertThat(acme.who(token())).isEqualTo("refused: the cluster cannot be asked to review it");
        world.network.api = (_, _, _) -> {
            throw new IOException("away");
        };
        assertThat(acme.who(token())).isEqualTo("refused: the cluster cannot be asked to review it");
    }

    /// The platform of one tenant may be slow, or made so.
    @Test
    @Timeout(180)
    void one_tenant_s_cluster_that_does_not_answer_holds_up_no_other_tenant() throws Exception {
        trusts(false);
        var slow = acme;
        var hangs = new CountDownLatch(1);
        var settled = new CountDownLatch(40); // asks, or has been refused
        world.network.api = (address, access, json) -> {
            if (JsonMapper.shared()
                    .readTree(json)
                    .at("/spec/audiences/0")
                    .asString()
                    .equals(slow.issuer())) {
                settled.countDown();
                try {
                    hangs.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                throw new IOException("away");
            }
            return answer(address, access, json);
        };
        var callers = new ArrayList<Thread>();
        try {
            String token = token();
            for (int i = 0; i < 40; i++) {
                callers.add(Thread.startVirtualThread(() -> {
                    if (slow.who(token).contains("too many")) {
                        settled.countDown();
                    }
                }));
            }
            settled.await();
            acme = world.tenant("beside-" + slow.id);
            trusts(false);
            assertThat(acme.who(token())).isEqualTo("payments");
        } finally {
            hangs.countDown();
            for (Thread caller : callers) {
                caller.join();
            }
        }
    }

    @Test
    void what_is_cheap_is_looked_at_first_and_a_forged_token_costs_the_cluster_nothing() {
        trusts(true);
        acme.who(new Platform(cluster.issuer()).podToken(world.now(), acme.issuer(), "shop", "payments"));
        acme.who(cluster.podToken(world.now(), "somebody-else", "shop", "payments"));
        acme.who(cluster.podToken(world.now().minusSeconds(7200), acme.issuer(), "shop", "payments"));
        assertThat(reviewed).isEmpty();
        assertThat(acme.who(token())).isEqualTo("payments");
    }

    /// Threat T22: a secret that was given is never shown, and is stored sealed.
    @Test
    void t22_the_credential_is_write_only_and_sealed() {
        trusts(false);
        assertThat(acme.get("trusted-issuers/cluster").text())
                .contains("\"tokenReview\":{\"server\":\"https://api.cluster.example:6443\"}", "caBundle")
                .doesNotContain("reviewer.token", "credential");
        byte[] stored = world.context
                .bean(JdbcClient.class)
                .sql("select review_credential from workload_issuer where tenant_id = :tenant")
                .param("tenant", acme.id.value())
                .query((row, _) -> row.getBytes(1))
                .single();
        assertThat(new String(stored, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("reviewer.token");
    }

    @Test
    void a_change_keeps_the_credential_but_sends_it_to_nobody_else() {
        trusts(false);
        assertThat(acme.patch("trusted-issuers/cluster", "{\"name\":\"renamed\"}")
                        .status())
                .isEqualTo(200);
        assertThat(acme.who(token())).isEqualTo("payments");
        for (String elsewhere :
                List.of("{\"tokenReview\":{\"server\":\"https://evil.example\"}}", "{\"caBundle\":null}")) {
            var refused = acme.patch("trusted-issuers/renamed", elsewhere);
            assertThat(refused.status()).as(elsewhere).isEqualTo(400);
            assertThat(refused.json().path("field").asString()).isEqualTo("tokenReview.credential");
        }
        assertThat(acme.patch("trusted-issuers/renamed", "{\"tokenReview\":{\"credential\":\"reviewer.token.2\"}}")
                        .status())
                .isEqualTo(200);
        assertThat(acme.who(token())).isEqualTo("payments");
        assertThat(bearers).containsExactly("reviewer.token.1", "reviewer.token.2");
        assertThat(acme.patch("trusted-issuers/renamed", "{\"tokenReview\":null}")
                        .text())
                .doesNotContain("tokenReview");
        assertThat(acme.who(token())).isEqualTo("refused: the issuer's keys cannot be fetched");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        kubernetes | "tokenReview":{"server":"https://a.example"}                       | tokenReview.credential
        kubernetes | "tokenReview":{"server":"http://a.example","credential":"x"}       | tokenReview.server
        kubernetes | "tokenReview":{"credential":"x"}                                   | tokenReview.server
        kubernetes | "tokenReview":{"server":"https://a.example","credential":"x y"}    | tokenReview.credential
        kubernetes | "caBundle":"nonsense"                                              | caBundle
        kubernetes | "caBundle":""                                                      | caBundle
        oidc       | "tokenReview":{"server":"https://a.example","credential":"x"}      | tokenReview
        github     | "caBundle":"x"                                                     | caBundle
        """)
    void nonsense_is_refused(String kind, String member, String field) {
        var refused = acme.post(
                "trusted-issuers", "{\"issuer\":\"https://a.example\",\"kind\":\"%s\",%s}".formatted(kind, member));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("field").asString()).isEqualTo(field);
    }

    /// Where the API server has its keys nobody is let in who shows nothing (`service-account-issuer-discovery`).
    @Test
    void keys_behind_the_api_server_are_fetched_with_its_credential() {
        for (String place : List.of("https://api.cluster.example:6443/openid/v1/jwks", "https://keys.example/jwks")) {
            acme = world.tenant("acme-%d.example".formatted(++tenants));
            var body = issuer(
                    Map.of("server", "https://api.cluster.example:6443/", "credential", "reviewer.token.1"), false);
            body.put("jwksUri", place);
            assertThat(acme.post("trusted-issuers", JsonMapper.shared().writeValueAsString(body))
                            .status())
                    .isEqualTo(201);
            acme.workload("payments", cluster, "{\"sub\":\"system:serviceaccount:shop:payments\"}");
            world.network.put(place, cluster.jwks());
            assertThat(acme.who(token())).isEqualTo("payments");
        }
        assertThat(world.network.asked())
                .contains("https://api.cluster.example:6443/openid/v1/jwks by reviewer.token.1")
                .doesNotContain("https://keys.example/jwks by reviewer.token.1");
    }

    @Test
    void keys_are_fetched_from_who_the_cluster_s_own_authorities_vouch_for() {
        var body = issuer(Map.of(), false);
        body.remove("tokenReview");
        body.put("jwksUri", "https://api.cluster.example:6443/openid/v1/jwks");
        assertThat(acme.post("trusted-issuers", JsonMapper.shared().writeValueAsString(body))
                        .status())
                .isEqualTo(201);
        acme.workload("payments", cluster, "{\"sub\":\"system:serviceaccount:shop:payments\"}");
        world.network.put("https://api.cluster.example:6443/openid/v1/jwks", cluster.jwks());
        assertThat(acme.who(token())).isEqualTo("payments");
        assertThat(world.network.asked()).contains("trusting " + bundle.hashCode());
    }
}
