package io.lightwave.workload.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.lightwave.directory.fixture.Door;
import io.lightwave.workload.Machine;
import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import io.lightwave.workload.cluster.Kubernetes;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Threat T22: after everything that workload identity does, and what goes wrong with it, no log line, answer, audit
/// record or row holds a secret that was shown, nor a log line a selector.
class SecretsInLogsTest {
    private static final String SELECTOR = "docker:env:CANARY=selector-secret";
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> answers = new ArrayList<>();

    /// Every line at the level that the server logs at, with what it says of exceptions.
    private final class Lines extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
            for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                lines.add(String.valueOf(cause.getMessage()));
            }
        }
    }

    private Door.Answer kept(Door.Answer answer) {
        answers.add(answer.text());
        return answer;
    }

    private static Door.Answer asks(World world, X509Certificate node, String what, String body) {
        return world.door.post(
                "/t/acme.example/node/" + what, null, "application/json", body.getBytes(StandardCharsets.UTF_8), node);
    }

    /// The part of a token that makes it one.
    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    @Test
    void t22_no_secret_is_in_a_log_line_an_answer_or_a_row() {
        try (var world = new World()) { // which sets logging up
            var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            var ours = (Logger) LoggerFactory.getLogger("io.lightwave");
            var appender = new Lines();
            appender.setContext(root.getLoggerContext());
            appender.start();
            root.addAppender(appender);
            ours.setLevel(Level.TRACE);
            ours.trace("it listens");
            var secrets = everythingHappens(world);
            root.detachAppender(appender);
            ours.setLevel(null);
            var rows = rows(world);
            assertThat(secrets).hasSize(8);
            assertThat(lines).contains("it listens");
            for (String secret : secrets) {
                assertThat(secret).hasSizeGreaterThan(7);
                assertThat(lines).as("log").noneMatch(line -> line.contains(secret));
                assertThat(answers).as("answers").noneMatch(answer -> answer.contains(secret));
                String spelled = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
                assertThat(rows).as("rows").noneMatch(row -> row.contains(secret) || row.contains(spelled));
            }
            assertThat(lines).as("log").noneMatch(line -> line.contains("selector-secret"));
        }
    }

    private List<String> everythingHappens(World world) {
        var acme = world.tenant("acme.example");
        var cluster = new Kubernetes(world, "https://cluster.example");
        cluster.node("worker-1");
        var secrets = new ArrayList<String>();

        var registration = cluster.registration(true);
        registration.withObject("/tokenReview").put("credential", "canary-reviewer-credential");
        secrets.add("canary-reviewer-credential");
        kept(acme.post("trusted-issuers", registration.toString()));
        kept(acme.patch("trusted-issuers/cluster", "{\"tokenReview\":{\"credential\":\"canary second one\"}}"));
        secrets.add("canary second one");
        kept(acme.get("trusted-issuers"));

        var agent = cluster.pod("lightwave", "agent", "agent-1", "worker-1");
        String good = agent.token(acme.issuer());
        String forged = new Platform(cluster.platform.issuer()).token(agent.claims(acme.issuer()));
        String forOthers = agent.token("https://elsewhere.example");
        for (String token : List.of(good, forged, forOthers)) {
            secrets.add(signature(token));
            kept(new Machine(world, acme).asksToJoinByCluster(token));
            kept(new Machine(world, acme).asksToJoin(token.substring(token.length() - 100)));
            acme.who(token);
        }

        // shown once, in the one answer that is for it
        String joinToken = acme.post("join-tokens", "{\"node\":\"node-1\"}")
                .json()
                .get("token")
                .asString();
        secrets.add(joinToken);
        var machine = new Machine(world, acme);
        secrets.add(Base64.getEncoder().encodeToString(machine.key.getPrivate().getEncoded()));
        kept(machine.sends("acme.example", joinToken, "nonsense", "nonsense"));
        kept(machine.sends("other.example", joinToken, Machine.csr(machine.key), "AAAA"));
        var node = machine.joins(joinToken);
        kept(machine.asksToJoin(joinToken));
        kept(acme.get("join-tokens"));
        kept(acme.get("nodes"));

        String workload = acme.post(
                        "workloads",
                        "{\"name\":\"payments\",\"rules\":[{\"node\":\"node-1\",\"selectors\":[\"%s\",\"unix:uid:0\"]}]}"
                                .formatted(SELECTOR))
                .json()
                .get("id")
                .asString();
        String svid = asks(
                        world,
                        node,
                        "jwt-svid",
                        "{\"workload\":\"%s\",\"audience\":[\"%s\"]}".formatted(workload, acme.issuer()))
                .json()
                .get("svid")
                .asString();
        secrets.add(signature(svid));
        acme.who(svid);
        kept(new Machine(world, acme).asksToJoinByCluster(svid));
        kept(asks(world, node, "jwt-svid", "{\"workload\":\"%s\",\"audience\":[]}".formatted(svid)));
        kept(asks(world, node, "x509-svid", "{\"workload\":\"%s\",\"csr\":\"%s\"}".formatted(workload, svid)));
        kept(acme.post("workloads/explain", "{\"token\":\"%s\"}".formatted(forged)));
        return secrets;
    }

    /// Every row of every table, as text; bytes are hexadecimal.
    private static List<String> rows(World world) {
        var jdbc = world.context.bean(JdbcClient.class);
        var rows = new ArrayList<String>();
        var tables = jdbc.sql("select table_name from information_schema.tables where table_schema = current_schema()")
                .query((row, _) -> String.valueOf(row.getString(1)))
                .list();
        for (String table : tables) {
            rows.addAll(jdbc.sql("select t::text from \"" + table + "\" t")
                    .query((row, _) -> String.valueOf(row.getString(1)))
                    .list());
        }
        assertThat(rows).hasSizeGreaterThan(50);
        return rows;
    }
}
