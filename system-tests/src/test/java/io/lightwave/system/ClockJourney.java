package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// Threat T20: clocks of machines that run jump, as Debian's faketime makes them. Nothing is issued by a clock that is
/// wrong, the operator is told why, and all goes on when it is right again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClockJourney {
    private Path clocks;
    private Acme acme;
    private Acme.TenantOfTest tenant;
    private Agent agent;
    private String[] operator;
    private int asked;

    @BeforeAll
    void a_server_and_an_agent_whose_clocks_can_be_set() throws Exception {
        clocks = Scratch.folder();
        acme = Acme.apart(faketime("server"));
        operator = acme.operator();
        tenant = acme.tenant("clocks.example");
        tenant.create(
                "workloads",
                Map.of(
                        "name",
                        "payments",
                        "rules",
                        List.of(Map.of(
                                "node",
                                "node-1",
                                "selectors",
                                List.of("unix:uid:"
                                        + Shell.run("id", "-u").output().strip())))));
        String token = tenant.create("join-tokens", Map.of("node", "node-1")).text("token");
        Path folder = Scratch.folder();
        Path file = Files.writeString(folder.resolve("token"), token);
        agent = Agent.in(folder, acme.server, tenant.name(), "--join-token-file", file.toString())
                .with(faketime("agent"))
                .start();
    }

    @AfterAll
    void they_end() {
        agent.close();
        acme.server.close();
    }

    /// The environment of a Java process that has a clock of its own. Time that passes is left as it is, and so are
    /// waits with an end: what faketime makes of them on this C library ends each at once.
    private Map<String, String> faketime(String whose) throws Exception {
        set(whose, "+0");
        String library = Shell.run("sh", "-c", "ls /usr/lib/*/faketime/libfaketimeMT.so.1")
                .orThrow()
                .strip();
        return Map.of(
                "LD_PRELOAD",
                library,
                "FAKETIME_TIMESTAMP_FILE",
                clocks.resolve(whose).toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    /// @param offset from the right time, as faketime writes it
    private void set(String whose, String offset) throws Exception {
        Path whole = Files.writeString(clocks.resolve(whose + ".next"), offset + "\n");
        Files.move(whole, clocks.resolve(whose), StandardCopyOption.ATOMIC_MOVE); // it may be read at any moment
    }

    /// Asks until it is so, for what takes effect within seconds.
    private static void eventually(String what, BooleanSupplier wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /// Of a token that the agent has not got yet.
    private boolean answers(int status) {
        return agent.curl("/jwt-svid?audience=a" + ++asked).output().endsWith("\n" + status);
    }

    /// @return 0 where the server ended the connection unanswered: Tomcat counts how long a client has been silent by
    ///     the clock that jumps, so that a handshake under way at that moment is cut off. Whoever asked asks again.
    private int tokenStatus() {
        try {
            return acme.http
                    .form(
                            "/t/" + Acme.SYSTEM + "/oauth2/token",
                            Map.of("grant_type", "client_credentials"),
                            "Authorization",
                            Http.basic(acme.server.bootstrapClient(), acme.server.bootstrapSecret()))
                    .status();
        } catch (UncheckedIOException cutOff) {
            return 0;
        }
    }

    /// How often the server has said so.
    private long said(String what) {
        return acme.server.output().lines().filter(line -> line.contains(what)).count();
    }

    @Test
    @Order(1)
    void while_they_are_right_all_is_issued() throws Exception {
        eventually("a token of the workload", () -> answers(200));
        assertThat(tokenStatus()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void t20_the_server_s_jumps_and_nothing_is_issued_until_it_is_right_again() throws Exception {
        int jumps = 0;
        for (String jump : List.of("+3600", "-3600")) {
            set("server", jump);
            eventually("no token for clients at " + jump, () -> tokenStatus() == 503);
            eventually("no token for workloads at " + jump, () -> answers(503));
            int times = ++jumps;
            eventually("the operator is told", () -> said("nothing is issued now: the server's clock") == times);
            set("server", "+0");
            eventually("tokens for clients again", () -> tokenStatus() == 200);
            eventually("tokens for workloads again", () -> answers(200));
            eventually("the operator is told of that", () -> said("the clock is right again") == times);
        }
        assertThat(acme.http.get(tenant.api("nodes/node-1"), operator).status()).isEqualTo(200);
    }

    @Test
    @Order(3)
    void t20_the_agent_s_jumps_and_it_fetches_and_gives_nothing_until_it_is_right_again() throws Exception {
        for (String jump : List.of("+86400", "-3600")) {
            set("agent", jump);
            eventually("nothing new at " + jump, () -> answers(503));
            if (jump.startsWith("+")) {
                eventually(
                        "what is over by its clock is not given",
                        () -> agent.curl("/certificate").output().endsWith("\n503"));
                eventually(
                        "the operator is told",
                        () -> agent.output()
                                .contains("this machine's clock and the server's are more than 30 seconds apart"));
            }
            set("agent", "+0");
            eventually("tokens again", () -> answers(200));
            eventually(
                    "certificates again",
                    () -> agent.curl("/certificate").output().endsWith("\n200"));
        }
    }
}
