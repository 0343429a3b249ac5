package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.json.JsonMapper;

/// A machine joins, and the processes on it get their identities with nothing secret in their images.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentJourney {
    private static final String IMAGE = "lightwave-agent-test:local";
    private final Acme acme = Acme.shared();
    private final String uid = Shell.run("id", "-u").output().strip();
    private Acme.TenantOfTest tenant;
    private Http.Answer billing;
    private Path folder;
    private Agent agent;

    @BeforeAll
    void a_machine_joins() throws Exception {
        tenant = acme.tenant("machines.example");
        billing = tenant.client("billing");
        made("payments", "unix:uid:" + uid);
        folder = Scratch.folder();
        agent = Agent.in(
                        folder,
                        acme.server,
                        tenant.name(),
                        "--join-token-file",
                        joinToken("node-1").toString(),
                        "--docker-socket",
                        DockerEngine.socket(folder.resolve("engine")).toString())
                .start();
    }

    @AfterAll
    void it_ends() {
        agent.close();
        assertThat(agent.socket()).doesNotExist();
        assertThat(agent.httpSocket()).doesNotExist();
    }

    private Path joinToken(String node) throws Exception {
        String token = tenant.create("join-tokens", Map.of("node", node)).text("token");
        return Files.writeString(Scratch.file("token"), token);
    }

    private Http.Answer made(String workload, String... selectors) {
        return madeOn("node-1", workload, selectors);
    }

    private Http.Answer madeOn(String node, String workload, String... selectors) {
        return tenant.create(
                "workloads",
                Map.of(
                        "name",
                        workload,
                        "audiences",
                        List.of("billing"),
                        "rules",
                        List.of(Map.of("node", node, "selectors", List.of(selectors)))));
    }

    /// Asks until it is so, for what takes effect within seconds.
    private static <T> T eventually(Supplier<T> asked, java.util.function.Predicate<T> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        T last = asked.get();
        while (!wanted.test(last) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            last = asked.get();
        }
        assertThat(wanted.test(last)).as(String.valueOf(last)).isTrue();
        return last;
    }

    private String token() {
        Shell.Result answer = agent.curl("/token?audience=billing");
        assertThat(answer.output()).endsWith("\n200");
        return json(answer).path("access_token").asString("");
    }

    private static tools.jackson.databind.JsonNode json(Shell.Result answer) {
        return JsonMapper.shared()
                .readTree(answer.output().substring(0, answer.output().lastIndexOf('\n')));
    }

    @Test
    void curl_gets_a_token_that_a_service_finds_active() {
        Http.Answer found = tenant.introspect(billing, token());
        assertThat(found.json().path("active").booleanValue()).as(found.body()).isTrue();
        assertThat(found.text("sub")).isEqualTo("spiffe://machines.example/payments");
        assertThat(agent.curl("/token?audience=payroll").output()).endsWith("\n403");
        assertThat(agent.curl("/nonsense").output()).endsWith("\n404");
    }

    @Test
    void curl_gets_a_certificate_with_its_key_that_openssl_verifies_by_the_bundle() throws Exception {
        Path certificate = folder.resolve("certificate.pem");
        Path bundle = folder.resolve("bundle.pem");
        Files.writeString(certificate, agent.curl("/certificate").output().replaceFirst("\n200$", ""));
        Files.writeString(bundle, agent.curl("/bundle").output().replaceFirst("\n200$", ""));
        Shell.Result verified = Shell.run(
                "openssl",
                "verify",
                "-CAfile",
                bundle.toString(),
                "-untrusted",
                certificate.toString(),
                certificate.toString());
        assertThat(verified.output()).endsWith("OK\n");
        assertThat(Shell.run("openssl", "x509", "-in", certificate.toString(), "-noout", "-ext", "subjectAltName")
                        .output())
                .contains("URI:spiffe://machines.example/payments");
        assertThat(Shell.run("openssl", "pkey", "-in", certificate.toString(), "-noout")
                        .exitCode())
                .isZero();
    }

    @Test
    void an_x509_svid_is_a_client_certificate_whose_token_is_bound_to_it() throws Exception {
        Path certificate = folder.resolve("client.pem");
        Files.writeString(certificate, agent.curl("/certificate").output().replaceFirst("\n200$", ""));
        Shell.Result answer = Shell.run(
                "curl",
                "--silent",
                "--cacert",
                acme.server.trustAnchor().toString(),
                "--cert",
                certificate.toString(),
                "--data",
                "grant_type=client_credentials&resource=billing",
                "https://localhost:" + acme.server.port("MTLS") + tenant.path("/oauth2/token"));
        String token = JsonMapper.shared()
                .readTree(answer.output())
                .path("access_token")
                .asString("");
        Http.Answer found = tenant.introspect(billing, token);
        assertThat(found.text("sub")).as(answer.output()).isEqualTo("spiffe://machines.example/payments");
        assertThat(found.json().at("/cnf/x5t#S256").asString("")).isNotEmpty();
    }

    @Test
    void a_jwt_svid_verifies_by_the_discovery_document_of_its_issuer() throws Exception {
        String svid = json(agent.curl("/jwt-svid?audience=vault")).path("svid").asString("");
        var metadata = acme.http.get(tenant.path("/spiffe/.well-known/openid-configuration"));
        assertThat(metadata.text("issuer")).isEqualTo(tenant.issuer() + "/spiffe");
        var processor = new DefaultJWTProcessor<SecurityContext>();
        var retriever = new DefaultResourceRetriever(
                10_000, 10_000, 1 << 20, false, acme.http.tls().getSocketFactory());
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                JWSAlgorithm.ES256,
                JWKSourceBuilder.create(URI.create(metadata.text("jwks_uri")).toURL(), retriever)
                        .build()));
        var claims = processor.process(svid, null);
        assertThat(claims.getSubject()).isEqualTo("spiffe://machines.example/payments");
        assertThat(claims.getIssuer()).isEqualTo(metadata.text("issuer"));
        assertThat(claims.getAudience()).containsExactly("vault");
    }

    @Test
    void a_disabled_workload_loses_its_identity_and_an_enabled_one_gets_it_back() {
        made("doomed", "unix:uid:" + uid);
        String doomed = "/jwt-svid?audience=x&spiffe_id=spiffe://machines.example/doomed";
        eventually(() -> agent.curl(doomed).output(), output -> output.endsWith("\n200"));
        acme.http.json("PATCH", tenant.api("workloads/doomed"), Map.of("enabled", false), acme.operator());
        eventually(() -> agent.curl(doomed).output(), output -> output.endsWith("\n403"));
        acme.http.json("PATCH", tenant.api("workloads/doomed"), Map.of("enabled", true), acme.operator());
        eventually(() -> agent.curl(doomed).output(), output -> output.endsWith("\n200"));
    }

    /// SPIFFE's own library for Java in two processes: each gets its certificate from the agent,
    /// and they talk by mutual TLS.
    @Test
    @EnabledIf("root")
    void two_processes_with_java_spiffe_talk_by_mutual_tls() throws Exception {
        made("spiffe-server", "unix:supplementary-gid:4711");
        made("spiffe-client", "unix:supplementary-gid:4712");
        String own = "spiffe://machines.example/spiffe-server";
        String other = "spiffe://machines.example/spiffe-client";
        has("4711", own); // they take what there is when they start
        has("4712", other);
        Process server = new ProcessBuilder(peer("4711", "server", own, other))
                .redirectError(folder.resolve("spiffe-server.out").toFile())
                .start();
        try (var _ = server.inputReader()) {
            String port = String.valueOf(Shell.firstLine(server));
            assertThat(port).as(() -> read("spiffe-server.out")).matches("[0-9]+");
            Shell.Result client = Shell.run(Map.of(), "", peer("4712", "client", other, own, port));
            assertThat(client.output()).contains("hello " + other + "\n");
            Shell.Result stranger = Shell.run(Map.of(), "", peer("4711", "client", own, own, port));
            assertThat(stranger.exitCode())
                    .as("an identity that the server does not accept: " + stranger.output())
                    .isNotZero();
        } finally {
            server.destroy();
        }
    }

    /// Waits until a process of this group gets that identity.
    private void has(String group, String spiffeId) {
        eventually(
                () -> Shell.run(
                                "setpriv",
                                "--groups",
                                group,
                                "curl",
                                "--silent",
                                "--output",
                                "/dev/null",
                                "--write-out",
                                "%{http_code}",
                                "--unix-socket",
                                agent.httpSocket().toString(),
                                "http://agent/jwt-svid?audience=x&spiffe_id=" + spiffeId)
                        .output(),
                output -> output.equals("200"));
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> peer(String group, String... arguments) {
        var command = new ArrayList<>(List.of(
                "setpriv",
                "--groups",
                group,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.lightwave.system.SpiffePeer",
                agent.socket().toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Threat T12: a banned node gives out nothing more, within seconds.
    @Test
    void t12_a_banned_machine_forgets_everything() throws Exception {
        madeOn("node-2", "of-node-2", "unix:uid:" + uid);
        Path other = Scratch.folder();
        try (var banned = Agent.in(
                        other,
                        acme.server,
                        tenant.name(),
                        "--join-token-file",
                        joinToken("node-2").toString())
                .start()) {
            assertThat(banned.curl("/certificate").output()).endsWith("\n200");
            String token = json(banned.curl("/token")).path("access_token").asString("");
            assertThat(certificateBy(token).status()).isEqualTo(201);
            String spiffeId = "spiffe://machines.example/of-node-2";
            var certificates = acme.http.get(tenant.api("certificates?spiffeId=" + spiffeId), acme.operator());
            assertThat(certificates.body()).contains("\"evidence\":\"a token by the word of node ");
            acme.http.json("PATCH", tenant.api("nodes/node-2"), Map.of("enabled", false), acme.operator());
            eventually(() -> certificateBy(token).status(), status -> status == 401);
            eventually(() -> banned.curl("/certificate").output(), output -> output.endsWith("\n503"));
            eventually(
                    () -> acme.http
                            .get(tenant.api("certificates?state=valid&spiffeId=" + spiffeId), acme.operator())
                            .body(),
                    list -> list.contains("\"items\":[]"));
            acme.http.json("PATCH", tenant.api("nodes/node-2"), Map.of("enabled", true), acme.operator());
            eventually(() -> banned.curl("/certificate").output(), output -> output.endsWith("\n200"));
        }
    }

    private Http.Answer certificateBy(String token) {
        String request = Shell.run(
                        "openssl",
                        "req",
                        "-new",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-keyout",
                        "/dev/null",
                        "-subj",
                        "/CN=ignored")
                .output();
        return acme.http.post(
                tenant.path("/ca/certificates"),
                "application/pkcs10",
                request.substring(request.indexOf("-----BEGIN CERTIFICATE REQUEST")),
                Acme.bearer(token));
    }

    @Test
    void a_node_of_a_cluster_joins_by_its_cluster_s_token_and_again_when_it_was_evicted() throws Exception {
        var cluster = new Platform("https://cluster.machines.example");
        tenant.create(
                "trusted-issuers",
                Map.of(
                        "issuer",
                        cluster.issuer(),
                        "kind",
                        "kubernetes",
                        "jwks",
                        cluster.jwks(),
                        "nodes",
                        Map.of("suffix", "prod", "serviceAccounts", List.of("lightwave/agent"))));
        tenant.create(
                "workloads",
                Map.of(
                        "name",
                        "of-cluster",
                        "rules",
                        List.of(Map.of("node", "*.prod", "selectors", List.of("unix:uid:" + uid), "unchecked", true))));
        Path other = Scratch.folder();
        Path token = Files.writeString(
                other.resolve("token"), cluster.projectedToken("lightwave", "agent", tenant.issuer()));
        try (var node = Agent.in(other, acme.server, tenant.name(), "--kubernetes-join", token.toString())
                .start()) {
            assertThat(node.curl("/certificate").output()).endsWith("\n200");
            acme.http.json("POST", tenant.api("nodes/node-1.prod/evict"), Map.of(), acme.operator());
            eventually(
                    () -> {
                        node.curl("/certificate");
                        return node.output();
                    },
                    output -> output.contains("this machine has joined again"));
            eventually(() -> node.curl("/certificate").output(), output -> output.endsWith("\n200"));
        }
        Files.writeString(token, cluster.projectedToken("shop", "payments", tenant.issuer()));
        var stranger = Agent.in(other, acme.server, tenant.name(), "--kubernetes-join", token.toString());
        assertThat(org.assertj.core.api.Assertions.catchThrowable(stranger::start))
                .hasMessageContaining("ended with 1")
                .hasMessageContaining("the cluster's token was not accepted");
    }

    @Test
    void a_join_token_counts_once_and_the_key_that_was_kept_joins_no_more() throws Exception {
        Path token = joinToken("node-3");
        Path other = Scratch.folder();
        String data = other.resolve("data").toString();
        Agent.in(other, acme.server, tenant.name(), "--join-token-file", token.toString(), "--data", data)
                .start()
                .close();
        assertThat(Files.getPosixFilePermissions(other.resolve("data/node-key.pem")))
                .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Agent.in(other, acme.server, tenant.name(), "--data", data).start().close();
        var again = Agent.in(other, acme.server, tenant.name(), "--join-token-file", token.toString());
        assertThat(org.assertj.core.api.Assertions.catchThrowable(again::start))
                .hasMessageContaining("ended with 1")
                .hasMessageContaining("join token");
    }

    /// Threat T9: a connection speaks for the process that opened it, and for no other: neither for a child that
    /// inherits it, nor for a process that gets the same id later.
    @Test
    @EnabledIf("root")
    void t9_an_inherited_connection_and_a_process_id_used_again_are_nobody() throws Exception {
        Path program = Files.writeString(folder.resolve("heir.py"), """
                import os, signal, socket, sys
                def ask(s):
                    s.sendall(b"GET /jwt-svid?audience=x HTTP/1.1\\r\\nHost: agent\\r\\n\\r\\n")
                    return s.recv(65536).split(b" ")[1].decode()
                up, down = os.pipe(), os.pipe()
                opener = os.fork()
                if opener == 0:
                    s = socket.socket(socket.AF_UNIX)
                    s.connect(sys.argv[1])
                    answers = [ask(s)]
                    if os.fork() > 0:
                        os._exit(0)
                    os.read(down[0], 1)           # the opener is gone
                    answers.append(ask(s))
                    os.write(up[1], b"1")
                    os.read(down[0], 1)           # somebody else has its id
                    answers.append(ask(s))
                    os.write(up[1], " ".join(answers).encode())
                    os._exit(0)
                os.waitpid(opener, 0)
                os.write(down[1], b"1")
                os.read(up[0], 1)
                impostor = 0
                for _ in range(1000):
                    with open("/proc/sys/kernel/ns_last_pid", "w") as last:
                        last.write(str(opener - 1))
                    impostor = os.fork()
                    if impostor == 0:
                        signal.pause()
                    if impostor == opener:
                        break
                    os.kill(impostor, signal.SIGKILL)
                    os.waitpid(impostor, 0)
                os.write(down[1], b"1")
                said = os.read(up[0], 100).decode()
                os.kill(impostor, signal.SIGKILL)
                print(said, "same" if impostor == opener else "other")
                """);
        assertThat(Shell.run("python3", program.toString(), agent.httpSocket().toString())
                        .output())
                .isEqualTo("200 403 403 same\n");
    }

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Test
    void it_is_resident_in_less_than_128_mib() throws Exception {
        for (int i = 0; i < 50; i++) {
            token();
            agent.curl("/certificate");
        }
        long kibibytes = Files.readAllLines(Path.of("/proc/" + agent.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
        assertThat(kibibytes).isBetween(1L, 128L << 10);
    }

    /// Real containers, whose image says what it likes.
    @Test
    @EnabledIf("root")
    void t10_containers_are_what_the_operator_says_and_not_what_their_image_says() throws Exception {
        try (var engine = DockerEngine.start(folder.resolve("engine"))) {
            Map<String, String> environment = engine.environment();
            makeImage(environment);
            made("shop", "docker:label:app:shop");
            made("admin", "docker:label:role:admin", "docker:image-label:role:admin");
            made("claimed", "docker:label:role:admin");
            made("narrowed", "docker:label:app:shop", "docker:image-label:role:admin");
            for (String workload : List.of("shop", "narrowed")) {
                eventually(
                        () -> inContainer(environment, List.of("--label", "app=shop"), workload),
                        output -> output.endsWith("200"));
            }
            assertThat(inContainer(environment, List.of("--label", "app=shop"), "claimed"))
                    .endsWith("403");
            assertThat(inContainer(environment, List.of("--label", "app=shop"), "admin"))
                    .endsWith("403");
            assertThat(inContainer(environment, List.of("--label", "app=other"), "shop"))
                    .endsWith("403");
            assertThat(agent.curl("/jwt-svid?audience=x&spiffe_id=spiffe://machines.example/shop")
                            .output())
                    .as("outside of any container")
                    .endsWith("403");
        }
    }

    /// Busybox and curl with its libraries; its author says that it is the administrator's.
    private void makeImage(Map<String, String> environment) {
        var all = new java.util.HashMap<>(environment);
        all.put("ROOT", folder.resolve("image").toString());
        Shell.run(all, """
                        set -eu
                        mkdir -p "$ROOT/bin" "$ROOT/tmp" "$ROOT/etc"
                        cp -L "$(command -v busybox)" "$ROOT/bin/busybox"
                        ln -sf busybox "$ROOT/bin/sh"
                        cp -L "$(command -v curl)" "$ROOT/bin/curl"
                        for file in $(ldd "$(command -v curl)" \\
                            | sed -n 's/.*=> \\(\\/[^ ]*\\).*/\\1/p; s/^[[:space:]]*\\(\\/[^ :]*ld[^ :]*\\) .*/\\1/p' \\
                            | sort -u); do
                          mkdir -p "$ROOT$(dirname "$file")"
                          cp -L "$file" "$ROOT$file"
                        done
                        tar -C "$ROOT" -c . | docker import --change 'ENV PATH=/bin' --change 'LABEL role=admin' - %s
                        """.formatted(IMAGE), List.of("sh")).orThrow();
    }

    private String inContainer(Map<String, String> environment, List<String> options, String workload) {
        var command = new ArrayList<>(List.of("docker", "run", "--rm", "--network=host"));
        command.addAll(options);
        command.addAll(List.of(
                "-v",
                folder + ":/agent",
                IMAGE,
                "/bin/curl",
                "--silent",
                "--output",
                "/dev/null",
                "--write-out",
                "%{http_code}",
                "--unix-socket",
                "/agent/agent-http.sock",
                "http://agent/jwt-svid?audience=x&spiffe_id=spiffe://machines.example/" + workload));
        return Shell.run(environment, "", command).output();
    }
}
