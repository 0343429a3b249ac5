package io.lightwave.workload.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.impl.ECDSA;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Tokens that count once: those of every kind of issuer but clusters and clouds.
class SingleUseTest {
    private static final Platform JOBS = new Platform("https://jobs.example");
    private static World world;
    private static World.Tenant acme;
    private static World.Tenant globex;

    @BeforeAll
    static void start() {
        world = new World();
        acme = world.tenant("acme.example");
        globex = world.tenant("globex.example");
        for (var tenant : new World.Tenant[] {acme, globex}) {
            tenant.trusts(JOBS, "oidc");
            tenant.workload("build", JOBS, "{\"sub\":\"build\"}");
        }
        acme.patch("trusted-issuers/jobs.example", "{\"audience\":\"everywhere\"}");
        globex.patch("trusted-issuers/jobs.example", "{\"audience\":\"everywhere\"}");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void noon() {
        world.context.clock().set(io.lightwave.directory.fixture.TestClock.NOON);
    }

    private static String token(Map<String, Object> more) {
        var claims = new java.util.HashMap<String, Object>(Map.of("sub", "build"));
        claims.putAll(more);
        return JOBS.jobToken(world.now(), "everywhere", claims);
    }

    @Test
    void is_used_once() {
        var recognition = acme.recognise(token(Map.of()));
        assertThat(acme.consume(recognition)).isTrue();
        assertThat(acme.consume(recognition)).isFalse();
    }

    @Test
    void looking_at_it_does_not_use_it() {
        String token = token(Map.of());
        assertThat(acme.who(token)).isEqualTo("build");
        assertThat(acme.who(token)).isEqualTo("build");
        assertThat(acme.consume(acme.recognise(token))).isTrue();
    }

    @Test
    void another_token_with_the_same_jti_is_the_same() {
        assertThat(acme.consume(acme.recognise(token(Map.of("jti", "one"))))).isTrue();
        assertThat(acme.consume(acme.recognise(token(Map.of("jti", "one", "n", 1)))))
                .isFalse();
        assertThat(acme.consume(acme.recognise(token(Map.of("jti", "two"))))).isTrue();
    }

    @Test
    void each_tenant_counts_for_itself() {
        String token = token(Map.of());
        assertThat(acme.consume(acme.recognise(token))).isTrue();
        assertThat(globex.consume(globex.recognise(token))).isTrue();
    }

    @Test
    void without_a_jti_it_is_told_by_what_was_signed_and_not_by_its_signature() throws Exception {
        String token = JOBS.token(Map.of(
                "iss",
                JOBS.issuer(),
                "aud",
                "everywhere",
                "sub",
                "build",
                "iat",
                world.now().getEpochSecond(),
                "exp",
                world.now().getEpochSecond() + 60));
        String other = withMirroredSignature(token);
        assertThat(other).isNotEqualTo(token);
        assertThat(acme.who(other)).isEqualTo("build");
        assertThat(acme.consume(acme.recognise(token))).isTrue();
        assertThat(acme.consume(acme.recognise(other))).isFalse();
    }

    /// ECDSA allows s and n - s for the same content.
    private static String withMirroredSignature(String token) throws Exception {
        int dot = token.lastIndexOf('.');
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        var n = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
        var s = n.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)));
        byte[] mirrored = new byte[64];
        System.arraycopy(signature, 0, mirrored, 0, 32);
        byte[] bytes = s.toByteArray();
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, mirrored, 64 - length, length);
        assertThat(ECDSA.transcodeSignatureToDER(mirrored)).isNotEmpty();
        return token.substring(0, dot + 1)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(mirrored);
    }

    /// Threat T2: two hundred at once, on two nodes.
    @Test
    void t2_of_two_hundred_parallel_uses_on_two_nodes_exactly_one_wins() throws Exception {
        try (var other = new World(world.context.database())) {
            other.context.clock().set(world.now());
            var recognition = (WorkloadAssertions.Recognition.Recognised) acme.recognise(token(Map.of()));
            var start = new CountDownLatch(1);
            var won = new AtomicInteger();
            var lost = new AtomicInteger();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 200; i++) {
                    var node = i % 2 == 0 ? world : other;
                    threads.execute(() -> {
                        try {
                            start.await();
                        } catch (InterruptedException stopped) {
                            throw new IllegalStateException(stopped);
                        }
                        boolean used =
                                node.context.bean(WorkloadAssertions.class).consume(acme.id, recognition);
                        (used ? won : lost).incrementAndGet();
                    });
                }
                start.countDown();
            }
            assertThat(won).hasValue(1);
            assertThat(lost).hasValue(199);
        }
    }

    @Test
    void a_use_whose_transaction_fails_was_none() {
        var recognition = acme.recognise(token(Map.of()));
        world.context.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            assertThat(acme.consume(recognition)).isTrue();
            status.setRollbackOnly();
        });
        assertThat(acme.consume(recognition)).isTrue();
    }

    @Test
    void uses_are_forgotten_when_nobody_would_accept_the_token_any_more() {
        acme.consume(acme.recognise(token(Map.of())));
        int before = remembered();
        assertThat(before).isPositive();
        world.context.clock().advance(Duration.ofMinutes(11));
        acme.consume(acme.recognise(token(Map.of())));
        acme.consume(acme.recognise(token(Map.of())));
        assertThat(remembered()).isLessThanOrEqualTo(Math.max(2, before - 8));
    }

    private static int remembered() {
        return world.context
                .bean(JdbcClient.class)
                .sql("select count(*) from workload_used_evidence where tenant_id = 'acme.example'")
                .query((row, _) -> row.getInt(1))
                .single();
    }

    @Test
    void lives_an_hour_at_most() {
        assertThat(acme.who(token(Map.of("exp", world.now().getEpochSecond() + 3601))))
                .isEqualTo("refused: it lives longer than PT1H");
    }

    /// Threat T16: a job that a stranger's pull request can start is nobody, unless a rule names the event.
    @ParameterizedTest
    @CsvSource({
        "github, event_name, push, build",
        "github, event_name, workflow_dispatch, build",
        "github, event_name, pull_request, none",
        "github, event_name, pull_request_target, none",
        "github, event_name, issue_comment, none",
        "github, event_name, workflow_run, none",
        "github, event_name, issues, none",
        "github, event_name, discussion, none",
        "github, event_name, discussion_comment, none",
        "github, event_name, pull_request_review, none",
        "github, event_name, pull_request_review_comment, none",
        "github, event_name, fork, none",
        "github, event_name, watch, none",
        "github, event_name, gollum, none",
        "github, event_name, check_run, none",
        "github, event_name, check_suite, none",
        "github, event_name, status, none",
        "github, event_name, workflow_dispatch, build",
        "gitlab, pipeline_source, push, build",
        "gitlab, pipeline_source, merge_request_event, none",
        "gitlab, pipeline_source, external_pull_request_event, none",
        "gitlab, pipeline_source, parent_pipeline, none"
    })
    void t16_events_that_strangers_start_must_be_named(String kind, String claim, String event, String open) {
        var tenant = world.tenant("t%d.example".formatted(COUNT.incrementAndGet()));
        var platform = new Platform("https://%s.example".formatted(kind));
        tenant.trusts(platform, kind);
        String immutable = kind.equals("github") ? "repository_id" : "project_id";
        tenant.workload("build", platform, "{\"%s\":\"42\"}".formatted(immutable));
        String expected = open.equals("none") ? "refused: no rule matches" : open;
        assertThat(tenant.who(job(tenant, platform, Map.of(immutable, "42", claim, event))))
                .isEqualTo(expected);
        assertThat(tenant.who(job(tenant, platform, Map.of(immutable, "43", claim, event))))
                .isEqualTo("refused: no rule matches");
        var named = tenant.post(
                "workloads/build/rules",
                "{\"issuer\":\"%s\",\"claims\":{\"%s\":\"42\",\"%s\":\"%s\"}}"
                        .formatted(platform.issuer(), immutable, claim, event));
        assertThat(named.status()).isEqualTo(201);
        assertThat(tenant.who(job(tenant, platform, Map.of(immutable, "42", claim, event))))
                .isEqualTo("build");
    }

    /// As AWS makes them (`GetWebIdentityToken` of STS); threat T7.
    @Test
    void tokens_of_aws_are_told_by_role_and_account_but_not_by_tags_that_whoever_asks_chooses() {
        var tenant = world.tenant("t%d.example".formatted(COUNT.incrementAndGet()));
        var account = new Platform("https://abc123-def456.tokens.sts.global.api.aws");
        tenant.trusts(account, "oidc");
        String role = "arn:aws:iam::123456789012:role/Build";
        tenant.workload("build", account, """
                {"sub":"%s","https://sts.amazonaws.com/.aws_account":"123456789012"}""".formatted(role));
        var aws = Map.of("aws_account", "123456789012", "request_tags", Map.of("team_id", "7"));
        assertThat(tenant.who(job(tenant, account, Map.of("sub", role, "https://sts.amazonaws.com/", aws))))
                .isEqualTo("build");
        assertThat(tenant.who(job(tenant, account, Map.of("sub", role + "2", "https://sts.amazonaws.com/", aws))))
                .isEqualTo("refused: no rule matches");
        var chosen = tenant.post("workloads/build/rules", """
                {"issuer":"%s","claims":{"https://sts.amazonaws.com/.request_tags.team_id":"7"}}""".formatted(account.issuer()));
        assertThat(chosen.status()).isEqualTo(400);
        assertThat(chosen.json().path("field").asString()).isEqualTo("claims");
    }

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static String job(World.Tenant tenant, Platform platform, Map<String, Object> claims) {
        return platform.jobToken(world.now(), tenant.issuer(), claims);
    }

    @Test
    void the_evidence_s_name_is_no_part_of_the_token() {
        var recognised = (WorkloadAssertions.Recognition.Recognised) acme.recognise(token(Map.of("jti", "a\nb")));
        assertThat(recognised.evidence()).isEqualTo("https://jobs.example jti a?b");
        assertThat(recognised.singleUse()).isNotEqualTo(Optional.empty());
    }
}
