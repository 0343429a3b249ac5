package io.lightwave.workload.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.WorkloadAssertions.Recognition;
import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A pod's projected token at the door of its tenant.
class KubernetesTest {
    private static World world;
    private static World.Tenant acme;
    private static World.Tenant globex;
    private static final Platform CLUSTER = new Platform("https://cluster.example");
    private static final Platform OTHER = new Platform("https://other-cluster.example");

    @BeforeAll
    static void start() {
        world = new World();
        acme = world.tenant("acme.example");
        globex = world.tenant("globex.example");
        acme.trusts(CLUSTER, "kubernetes");
        acme.workload("shop/payments", CLUSTER, "{\"sub\":\"system:serviceaccount:shop:payments\"}");
    }

    @BeforeEach
    void noon() {
        world.context.clock().set(io.lightwave.directory.fixture.TestClock.NOON);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String token() {
        return token(_ -> {});
    }

    private static String token(Consumer<Map<String, Object>> change) {
        return CLUSTER.podToken(world.now(), acme.issuer(), change);
    }

    @Test
    void is_recognised_as_the_workload_that_the_rule_gives() {
        var recognition = acme.recognise(token(claims -> claims.put("jti", "a-token")));
        assertThat(recognition).isInstanceOf(Recognition.Recognised.class);
        var recognised = (Recognition.Recognised) recognition;
        assertThat(recognised.workload().name()).isEqualTo("shop/payments");
        assertThat(recognised.audiences()).containsExactly("billing");
        assertThat(recognised.evidence()).isEqualTo("https://cluster.example jti a-token");
    }

    @Test
    void may_be_presented_until_it_expires() {
        String token = token();
        for (int i = 0; i < 3; i++) {
            var recognition = acme.recognise(token);
            assertThat(acme.consume(recognition)).isTrue();
        }
        world.context.clock().advance(Duration.ofHours(1).plusSeconds(29));
        assertThat(acme.who(token)).isEqualTo("shop/payments");
        world.context.clock().advance(Duration.ofSeconds(1));
        assertThat(acme.who(token)).isEqualTo("refused: it has expired");
    }

    @Test
    void may_have_its_audience_as_a_text() {
        assertThat(acme.who(token(claims -> claims.put("aud", acme.issuer())))).isEqualTo("shop/payments");
    }

    /// Threats T1 and T16: one change to the claims, one outcome.
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void a_change_to_its_claims(String outcome, Consumer<Map<String, Object>> change) {
        assertThat(acme.who(token(change))).isEqualTo(outcome);
    }

    static List<Arguments> a_change_to_its_claims() {
        long now = io.lightwave.directory.fixture.TestClock.NOON.getEpochSecond();
        String audience = "refused: its audience is not https://localhost:8443/t/acme.example";
        return List.of(
                row(audience, c -> c.put("aud", "https://localhost:8443/t/globex.example")),
                row(audience, c -> c.put("aud", "https://localhost:8443/t/acme.example/")),
                row(audience, c -> c.put("aud", "")),
                row(
                        "refused: it has other audiences besides",
                        c -> c.put("aud", List.of("https://localhost:8443/t/acme.example", "x"))),
                row("refused: it has other audiences besides", c -> c.put("aud", List.of())),
                row("refused: it has other audiences besides", c -> c.put("aud", 7)),
                row("refused: it has no audience", c -> c.remove("aud")),
                row("refused: it has no exp or no iat", c -> c.remove("exp")),
                row("refused: it has no exp or no iat", c -> c.remove("iat")),
                row("refused: it has no exp or no iat", c -> c.put("exp", Long.toString(now + 60))),
                row("refused: it has no exp or no iat", c -> c.put("exp", 1e300)),
                row("refused: it has expired", c -> c.put("exp", now - 30)),
                row("shop/payments", c -> c.put("exp", now - 29)),
                row("shop/payments", c -> c.put("exp", now + 60.5)),
                row("refused: it was issued in the future", c -> c.put("iat", now + 31)),
                row("shop/payments", c -> c.put("iat", now + 30)),
                row("refused: it is not valid yet", c -> c.put("nbf", now + 31)),
                row("refused: it is not valid yet", c -> c.put("nbf", "soon")),
                row("shop/payments", c -> c.remove("nbf")),
                row("refused: it lives longer than PT24H", c -> c.put("exp", now + 24 * 3600 + 1)),
                row("shop/payments", c -> c.put("exp", now + 24 * 3600)),
                row("refused: no rule matches", c -> c.put("sub", "system:serviceaccount:shop:payments2")),
                row("refused: no rule matches", c -> c.put("sub", "System:serviceaccount:shop:payments")),
                row("refused: no rule matches", c -> c.put("sub", "system:serviceaccount:shop:payments ")),
                row("refused: no rule matches", c -> c.put("sub", List.of("system:serviceaccount:shop:payments"))),
                row("refused: no rule matches", c -> c.remove("sub")),
                row("not evidence", c -> c.remove("iss")),
                row("not evidence", c -> c.put("iss", "https://cluster.example/")),
                row("not evidence", c -> c.put("iss", List.of("https://cluster.example"))),
                row("shop/payments", c -> c.put("spiffe", "spiffe://acme.example/admin")),
                row("shop/payments", c -> c.put("client_id", "spiffe://acme.example/admin")));
    }

    private static Arguments row(String outcome, Consumer<Map<String, Object>> change) {
        return Arguments.of(outcome, change);
    }

    @Test
    void client_id_must_be_the_workload_s_spiffe_id_when_it_is_given() {
        assertThat(acme.who(token(), "spiffe://acme.example/shop/payments")).isEqualTo("shop/payments");
        for (String other : List.of(
                "spiffe://acme.example/shop/payment",
                "spiffe://globex.example/shop/payments",
                "shop/payments",
                "spiffe://acme.example/shop/../shop/payments",
                "")) {
            assertThat(acme.who(token(), other)).isEqualTo("refused: the rules give another workload than client_id");
        }
    }

    /// Threat T13: what is trusted in one tenant is nothing in another.
    @Test
    void t13_in_another_tenant_it_is_no_evidence() {
        assertThat(globex.who(token())).isEqualTo("not evidence");
        globex.trusts(new Platform(CLUSTER.issuer()), "kubernetes");
        globex.workload("shop/payments", CLUSTER, "{\"sub\":\"system:serviceaccount:shop:payments\"}");
        assertThat(globex.who(CLUSTER.podToken(world.now(), globex.issuer(), "shop", "payments")))
                .isEqualTo("refused: the signature is not by the issuer's key");
    }

    /// Threat T14: one issuer's key signs for no other issuer.
    @Test
    void t14_a_key_of_one_issuer_does_not_sign_for_another() {
        acme.trusts(OTHER, "kubernetes");
        assertThat(acme.who(OTHER.podToken(world.now(), acme.issuer(), c -> c.put("iss", CLUSTER.issuer()))))
                .isEqualTo("refused: the signature is not by the issuer's key");
        assertThat(acme.who(OTHER.podToken(world.now(), acme.issuer(), "shop", "payments")))
                .isEqualTo("refused: no rule matches");
    }

    /// Threat T17: an account that was deleted and made again has another uid.
    @Test
    void t17_a_rule_on_a_uid_does_not_hold_for_a_namesake() {
        acme.workload(
                "pinned",
                CLUSTER,
                "{\"kubernetes.io.serviceaccount.uid\":\"c1d2e3f4-1111-4222-8333-944455556666\","
                        + "\"kubernetes.io.namespace\":\"bank\",\"sub\":\"system:serviceaccount:bank:ledger\"}");
        assertThat(acme.who(CLUSTER.podToken(world.now(), acme.issuer(), "bank", "ledger")))
                .isEqualTo("pinned");
        var again = CLUSTER.podClaims(world.now(), acme.issuer(), "bank", "ledger");
        again.put(
                "kubernetes.io",
                Map.of("namespace", "bank", "serviceaccount", Map.of("name", "ledger", "uid", "another-uid")));
        assertThat(acme.who(CLUSTER.token(again))).isEqualTo("refused: no rule matches");
    }

    @Test
    void a_claim_that_can_be_found_in_two_ways_is_not_found() {
        acme.workload("nested", CLUSTER, "{\"sub\":\"nested\",\"kubernetes.io.namespace\":\"shop\"}");
        assertThat(acme.who(token(c -> c.put("sub", "nested")))).isEqualTo("nested");
        assertThat(acme.who(token(c -> {
                    c.put("sub", "nested");
                    c.put("kubernetes.io.namespace", "shop");
                })))
                .isEqualTo("refused: no rule matches");
        assertThat(acme.who(token(c -> {
                    c.put("sub", "nested");
                    c.put("kubernetes", Map.of("io", Map.of("namespace", "shop")));
                })))
                .isEqualTo("refused: no rule matches");
    }

    @Test
    void two_workloads_that_match_need_client_id_to_say_which() {
        acme.workload("twin-a", CLUSTER, "{\"sub\":\"twins\"}");
        acme.workload("twin-b", CLUSTER, "{\"sub\":\"twins\",\"kubernetes.io.namespace\":\"shop\"}");
        String token = token(c -> c.put("sub", "twins"));
        assertThat(acme.who(token))
                .isEqualTo("refused: the rules of 2 workloads match, and client_id does not say which");
        assertThat(acme.who(token, "spiffe://acme.example/twin-b")).isEqualTo("twin-b");
        assertThat(acme.who(token, "spiffe://acme.example/shop/payments"))
                .isEqualTo("refused: the rules give another workload than client_id");
    }

    @Test
    void texts_numbers_and_flags_are_different_things() {
        acme.workload("typed", CLUSTER, "{\"sub\":\"typed\",\"n\":7,\"b\":true,\"s\":\"7\"}");
        assertThat(acme.who(typed(7, true, "7"))).isEqualTo("typed");
        for (var other : List.of(
                typed("7", true, "7"),
                typed(7, "true", "7"),
                typed(7, true, 7),
                typed(7.0, true, "7"),
                typed(8, true, "7"),
                typed(7, false, "7"))) {
            assertThat(acme.who(other)).isEqualTo("refused: no rule matches");
        }
    }

    private static String typed(Object n, Object b, Object s) {
        return token(c -> {
            c.put("sub", "typed");
            c.put("n", n);
            c.put("b", b);
            c.put("s", s);
        });
    }

    @Test
    void t8_a_star_in_a_rule_is_a_star() {
        acme.workload("starred", CLUSTER, "{\"sub\":\"system:serviceaccount:*:starred\"}");
        assertThat(acme.who(CLUSTER.podToken(world.now(), acme.issuer(), "shop", "starred")))
                .isEqualTo("refused: no rule matches");
        assertThat(acme.who(CLUSTER.podToken(world.now(), acme.issuer(), "*", "starred")))
                .isEqualTo("starred");
    }

    /// Threat row 1.
    @Test
    void whoever_is_disabled_is_refused_at_once_and_returns_when_enabled() {
        acme.workload("sleeper", CLUSTER, "{\"sub\":\"sleeper\"}");
        String token = token(c -> c.put("sub", "sleeper"));
        assertThat(acme.who(token)).isEqualTo("sleeper");
        assertThat(acme.patch("workloads/sleeper", "{\"enabled\":false}").status())
                .isEqualTo(200);
        assertThat(acme.who(token)).startsWith("refused: workload ").endsWith(" or its tenant is disabled");
        acme.patch("workloads/sleeper", "{\"enabled\":true}");
        assertThat(acme.who(token)).isEqualTo("sleeper");
        assertThat(acme.delete("workloads/sleeper").status()).isEqualTo(204);
        assertThat(acme.who(token)).isEqualTo("refused: no rule matches");
    }

    @Test
    void a_disabled_or_deleted_issuer_is_refused_at_once() {
        var platform = new Platform("https://passing.example");
        String id = acme.trusts(platform, "kubernetes").get("id").asString();
        acme.workload("passing", platform, "{\"sub\":\"passing\"}");
        String token = platform.podToken(world.now(), acme.issuer(), c -> c.put("sub", "passing"));
        assertThat(acme.who(token)).isEqualTo("passing");
        acme.patch("trusted-issuers/" + id, "{\"enabled\":false}");
        assertThat(acme.who(token)).isEqualTo("refused: the issuer is disabled");
        acme.patch("trusted-issuers/" + id, "{\"enabled\":true}");
        assertThat(acme.who(token)).isEqualTo("passing");
        assertThat(acme.delete("trusted-issuers/" + id).status()).isEqualTo(204);
        assertThat(acme.who(token)).isEqualTo("not evidence");
        acme.trusts(platform, "kubernetes");
        assertThat(acme.who(token)).isEqualTo("refused: no rule matches");
    }

    @Test
    void new_keys_take_the_place_of_the_old_at_once() {
        var before = new Platform("https://rotating.example");
        var after = new Platform("https://rotating.example");
        String id = acme.trusts(before, "kubernetes").get("id").asString();
        acme.workload("rotating", before, "{\"sub\":\"rotating\"}");
        String old = before.podToken(world.now(), acme.issuer(), c -> c.put("sub", "rotating"));
        String fresh = after.podToken(world.now(), acme.issuer(), c -> c.put("sub", "rotating"));
        assertThat(acme.who(old)).isEqualTo("rotating");
        acme.patch("trusted-issuers/" + id, "{\"jwks\":%s}".formatted(after.jwks()));
        assertThat(acme.who(old)).isEqualTo("refused: the signature is not by the issuer's key");
        assertThat(acme.who(fresh)).isEqualTo("rotating");
    }

    @Test
    void an_issuer_may_have_another_audience() {
        var platform = new Platform("https://audience.example");
        String id = acme.trusts(platform, "kubernetes").get("id").asString();
        acme.workload("audience", platform, "{\"sub\":\"audience\"}");
        acme.patch("trusted-issuers/" + id, "{\"audience\":\"lightwave\"}");
        assertThat(acme.who(platform.podToken(world.now(), "lightwave", c -> c.put("sub", "audience"))))
                .isEqualTo("audience");
        assertThat(acme.who(platform.podToken(world.now(), acme.issuer(), c -> c.put("sub", "audience"))))
                .isEqualTo("refused: its audience is not lightwave");
    }

    @Test
    void what_a_refused_token_claims_is_short_and_printable() {
        var refusal =
                (Recognition.Refused) acme.recognise(token(c -> c.put("sub", "line\nbreak \u202e" + "x".repeat(500))));
        assertThat(refusal.claimed())
                .startsWith("https://cluster.example line?break ?xxx")
                .hasSize(200)
                .matches("[\\x20-\\x7e]*");
    }

    @Test
    void another_node_recognises_it_too() {
        try (var other = new World(world.context.database())) {
            other.context.clock().set(world.now());
            assertThat(other.context
                            .bean(io.lightwave.token.WorkloadAssertions.class)
                            .recognise(acme.id, token(), java.util.Optional.empty(), World.ORIGIN))
                    .isInstanceOf(Recognition.Recognised.class);
        }
    }
}
