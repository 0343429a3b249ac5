package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.json.JsonMapper;

/// Two services with the starter for Spring Boot, which call each other by mutual TLS and with tokens; meanwhile the
/// agent is started again, so that both get other certificates, one of them before the other: the session in which
/// the later one showed its old certificate is with a server that has its new one already.
@EnabledIf("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringMeshJourney {
    private static final int PATIENCE = 20_000;
    private static final JsonMapper JSON = JsonMapper.shared();
    private final Acme acme = Acme.shared();
    private Acme.TenantOfTest tenant;
    private Path folder;

    @BeforeAll
    void a_tenant_with_three_workloads() throws IOException {
        tenant = acme.tenant("mesh.example");
        folder = Scratch.folder();
        workload("ledger", "4721", "cashier");
        workload("cashier", "4722", "ledger");
        workload("stranger", "4723", "ledger");
    }

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private Agent agent() throws IOException {
        String token = tenant.create("join-tokens", Map.of("node", "mesh-1")).text("token");
        Path file = Files.writeString(Scratch.file("token"), token);
        return Agent.in(folder, acme.server, tenant.name(), "--join-token-file", file.toString());
    }

    private void workload(String name, String group, String mayCall) {
        tenant.create(
                "workloads",
                Map.of(
                        "name",
                        name,
                        "audiences",
                        List.of(mayCall),
                        "rules",
                        List.of(Map.of("node", "mesh-1", "selectors", List.of("unix:supplementary-gid:" + group)))));
    }

    private Process service(
            String name, String group, int port, String other, int otherPort, int assurance, String refresh)
            throws IOException {
        return Shell.start(new ProcessBuilder(
                        "setpriv",
                        "--groups",
                        group,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        "io.lightwave.spring.sample.SpringMesh",
                        "--logging.level.root=warn",
                        "--spring.main.banner-mode=off",
                        "--server.address=127.0.0.1",
                        "--server.port=" + port,
                        "--server.ssl.bundle=lightwave",
                        "--server.ssl.client-auth=need",
                        "--server.tomcat.max-keep-alive-requests=1", // so that each call is a handshake
                        "--lightwave.agent.socket=" + folder.resolve("agent-http.sock"),
                        "--lightwave.agent.peers=spiffe://mesh.example/" + other,
                        "--lightwave.agent.refresh=" + refresh,
                        "--lightwave.resource-server.issuer=" + tenant.issuer(),
                        "--lightwave.resource-server.audience=" + name,
                        "--lightwave.resource-server.trust-bundle=" + acme.server.trustAnchor(),
                        "--lightwave.resource-server.assurance=" + assurance,
                        "--mesh.other=https://localhost:" + otherPort,
                        "--mesh.audience=" + other)
                .redirectError(folder.resolve(name + ".err").toFile()));
    }

    /// Spring's libraries are among our own; the starter and its sample are built beside the agent.
    private static String classPath() {
        Path built = PackagedServer.home().resolve("workload-agent/spring-boot-starter/target");
        return String.join(
                File.pathSeparator,
                built.resolve("classes").toString(),
                built.resolve("test-classes").toString(),
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    }

    /// Lines until one is so; none of a call that failed may be among them.
    private String await(String name, BufferedReader said, Predicate<String> wanted) throws IOException {
        var last = new ArrayList<String>();
        for (int i = 0; i < PATIENCE; i++) {
            String line = said.readLine();
            assertThat(line).as(() -> name + " ended: " + last + errors(name)).isNotNull();
            assertThat(line).as(name).doesNotStartWith("failed");
            if (wanted.test(line)) {
                return line;
            }
            last.add(line);
            if (last.size() > 3) {
                last.removeFirst();
            }
        }
        throw new AssertionError(name + " said only " + last);
    }

    private String errors(String name) {
        try {
            return Files.readString(folder.resolve(name + ".err"));
        } catch (IOException none) {
            return "";
        }
    }

    @Test
    void two_services_call_each_other_through_a_rotation_and_no_call_fails() throws Exception {
        var ports = PackagedServer.freePorts(2);
        var agent = agent().start();
        Process ledger = service("ledger", "4721", ports.get(0), "cashier", ports.get(1), 0, "3s");
        Process cashier = service("cashier", "4722", ports.get(1), "ledger", ports.get(0), 1, "1s");
        try (var ofLedger = ledger.inputReader();
                var ofCashier = cashier.inputReader()) {
            String first = await("ledger", ofLedger, line -> line.startsWith("ok "));
            assertThat(first).startsWith("ok spiffe://mesh.example/ledger spiffe://mesh.example/ledger ");
            String other = await("cashier", ofCashier, line -> line.startsWith("ok "));
            assertThat(other).startsWith("ok spiffe://mesh.example/cashier spiffe://mesh.example/cashier ");

            Path before = Files.move(certificateOf("4722"), folder.resolve("before.pem"));
            String bound = boundTo(before, "ledger");

            agent.close();
            agent = agent().start();

            await("ledger", ofLedger, line -> line.startsWith("ok ") && !line.equals(first));
            await("cashier", ofCashier, line -> line.startsWith("ok ") && !line.equals(other));
            for (int i = 0; i < 20; i++) {
                await("ledger", ofLedger, line -> line.startsWith("ok "));
                await("cashier", ofCashier, line -> line.startsWith("ok "));
            }
            assertThat(serialThatIsShownAt(ports.get(0))).isEqualTo(serialOf(certificateOf("4721")));
            strangersAndWrongTokensAreRefused(ports.get(0));
            assertThat(status(ports.get(0), before, bound)).isEqualTo("200");
            assertThat(status(ports.get(0), certificateOf("4722"), bound))
                    .as("a token that is bound to another certificate (RFC 8705 §3)")
                    .isEqualTo("401");
            Path own = certificateOf("4721");
            assertThat(status(ports.get(1), own, token("4721", "cashier"))).isEqualTo("200");
            assertThat(status(ports.get(1), own, boundTo(own, "cashier")))
                    .as("a token that does not say how well the workload is known")
                    .isEqualTo("401");
        } finally {
            ledger.destroy();
            cashier.destroy();
            agent.close();
        }
    }

    private static String serialThatIsShownAt(int port) {
        return Shell.run(
                        "sh",
                        "-c",
                        "openssl s_client -connect localhost:%d </dev/null 2>/dev/null | openssl x509 -noout -serial"
                                .formatted(port))
                .orThrow();
    }

    private static String serialOf(Path certificate) {
        return Shell.run("openssl", "x509", "-noout", "-serial", "-in", certificate.toString())
                .orThrow();
    }

    private void strangersAndWrongTokensAreRefused(int ledger) throws IOException {
        Path stranger = certificateOf("4723");
        Path cashier = certificateOf("4722");
        assertThat(call(ledger, List.of()).exitCode())
                .as("without a certificate")
                .isNotZero();
        assertThat(status(ledger, stranger, token("4723", "ledger")))
                .as("a workload that is no peer")
                .isEqualTo("403");
        assertThat(status(ledger, cashier, token("4722", "ledger"))).isEqualTo("200");
        assertThat(status(ledger, cashier, "none")).isEqualTo("401");
        assertThat(status(ledger, cashier, token("4722", "")))
                .as("a token for the tenant itself")
                .isEqualTo("401");
        assertThat(status(ledger, cashier, jwtSvid("4722", "ledger")))
                .as("a token of another kind")
                .isEqualTo("401");
    }

    private Shell.Result call(int port, List<String> more) {
        var command = new ArrayList<>(List.of("curl", "--silent", "--insecure", "--max-time", "30"));
        command.addAll(List.of("--output", "/dev/null", "--write-out", "%{http_code}"));
        command.addAll(more);
        command.add("https://localhost:" + port + "/hello");
        return Shell.run(Map.of(), "", command);
    }

    private String status(int port, Path certificate, String token) {
        return call(port, List.of("--cert", certificate.toString(), "--header", "Authorization: Bearer " + token))
                .output();
    }

    /// What the agent answers to a process with this group.
    private String asked(String group, String target) {
        return Shell.run(
                        "setpriv",
                        "--groups",
                        group,
                        "curl",
                        "--silent",
                        "--fail-with-body",
                        "--unix-socket",
                        folder.resolve("agent-http.sock").toString(),
                        "http://agent" + target)
                .orThrow();
    }

    private Path certificateOf(String group) throws IOException {
        return Files.writeString(folder.resolve(group + ".pem"), asked(group, "/certificate"));
    }

    private String token(String group, String audience) {
        String asked = audience.isEmpty() ? "/token" : "/token?audience=" + audience;
        return JSON.readTree(asked(group, asked)).path("access_token").asString();
    }

    private String jwtSvid(String group, String audience) {
        return JSON.readTree(asked(group, "/jwt-svid?audience=" + audience))
                .path("svid")
                .asString();
    }

    /// An access token by this certificate as the client's, which it is bound to then; how well the workload is known
    /// it does not say.
    private String boundTo(Path certificate, String audience) {
        String answer = Shell.run(
                        "curl",
                        "--silent",
                        "--fail-with-body",
                        "--cacert",
                        acme.server.trustAnchor().toString(),
                        "--cert",
                        certificate.toString(),
                        "--data",
                        "grant_type=client_credentials&resource=" + audience,
                        "https://localhost:" + acme.server.port("MTLS") + tenant.path("/oauth2/token"))
                .orThrow();
        return JSON.readTree(answer).path("access_token").asString();
    }
}
