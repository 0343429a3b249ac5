package io.lightwave.agent.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An engine on a socket that says what the test wants said.
class EngineTest {
    private static final String ID = "c".repeat(64);
    private static final List<String> CGROUPS = List.of("/docker/" + ID);
    private static final int ME = (int) ProcessHandle.current().pid();

    @TempDir
    private Path folder;

    private String container = "";
    private String image = "";
    private ServerSocketChannel listener;
    private Path socket = Path.of("");

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("docker.sock");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.startVirtualThread(this::serve);
        assumeThat(Files.getAttribute(socket, "unix:uid")).as("needs root").isEqualTo(0);
        container = container(ME, ID, true);
        image =
                "{\"RepoDigests\":[\"registry.example/app@sha256:1\"],\"Config\":{\"Labels\":{\"role\":\"admin\",\"same\":\"x\"},"
                        + "\"Env\":[\"PATH=/bin\",\"ROLE=admin\"]}}";
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
    }

    private static String container(int pid, String id, boolean running) {
        return """
                {"Id":"%s","Image":"sha256:2","Name":"/payments-1","State":{"Running":%s,"Pid":%d},
                 "HostConfig":{"Privileged":false},
                 "Config":{"Image":"app:latest","Labels":{"role":"admin","same":"y","app":"payments"},
                           "Env":["PATH=/bin","ROLE=admin","STAGE=production"]}}""".formatted(id, running, pid);
    }

    private void serve() {
        while (true) {
            try (var connection = listener.accept()) {
                var request = ByteBuffer.allocate(4096);
                connection.read(request);
                String line = new String(request.array(), StandardCharsets.US_ASCII);
                String body = line.startsWith("GET /containers/" + ID)
                        ? container
                        : line.startsWith("GET /images/sha256:2/json") ? image : "";
                String head = body.isEmpty() ? "HTTP/1.0 404 Not Found\r\n\r\n" : "HTTP/1.0 200 OK\r\n\r\n";
                connection.write(ByteBuffer.wrap((head + body).getBytes(StandardCharsets.UTF_8)));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private Set<String> found() {
        return new Engine("docker", "docker", "docker", socket, new Procfs(Path.of("/proc"))).selectors(ME, CGROUPS);
    }

    @Test
    void what_the_operator_said_is_his() {
        assertThat(found())
                .contains(
                        "docker:container-id:" + ID,
                        "docker:image-id:sha256:2",
                        "docker:image-digest:registry.example/app@sha256:1",
                        "docker:name:payments-1",
                        "docker:label:app:payments",
                        "docker:env:STAGE=production",
                        "docker:privileged:false");
    }

    /// Threat T10: an image's author writes labels and environments as he likes.
    @Test
    void t10_what_the_image_says_is_not_the_operators() {
        assertThat(found())
                .contains("docker:image-label:role:admin", "docker:image-env:ROLE=admin")
                .doesNotContain("docker:label:role:admin", "docker:env:ROLE=admin");
        assertThat(found()).as("the operator's own value").contains("docker:label:same:y");
    }

    /// Threat T9: the name of a control group proves nothing, nor does kinship.
    @Test
    void t9_a_container_in_other_namespaces_is_not_the_callers() throws Exception {
        var stranger = new ProcessBuilder("unshare", "--mount", "sh", "-c", "echo there; exec sleep 60")
                .redirectErrorStream(true)
                .start();
        try (var said = stranger.inputReader()) {
            assumeThat(said.readLine()).as("may make namespaces").isEqualTo("there");
            container = container((int) stranger.pid(), ID, true);
            assertThat(found()).isEmpty();
        } finally {
            stranger.destroy();
        }
    }

    @Test
    void a_stopped_container_another_id_and_an_unknown_one_are_nobodys() {
        container = container(ME, ID, false);
        assertThat(found()).isEmpty();
        container = container(ME, "d".repeat(64), true);
        assertThat(found()).isEmpty();
        container = "";
        assertThat(found()).isEmpty();
        container = "{}";
        assertThat(found()).isEmpty();
        container = "nonsense";
        assertThat(found()).isEmpty();
        container = container(ME, ID, true);
        image = "";
        assertThat(found()).as("an image that is gone").isEmpty();
    }

    @Test
    void a_socket_that_is_not_root_s_is_not_asked() throws Exception {
        Files.setAttribute(socket, "unix:uid", 12345);
        assertThat(found()).isEmpty();
    }
}
