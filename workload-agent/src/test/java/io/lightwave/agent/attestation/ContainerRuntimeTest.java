package io.lightwave.agent.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.lightwave.agent.proto.ProtoReader;
import io.lightwave.agent.proto.ProtoWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A runtime on a socket that says what the test wants said, by the numbers of the published `runtime.v1` proto.
class ContainerRuntimeTest {
    private static final String ID = "c".repeat(64);
    private static final int ME = (int) ProcessHandle.current().pid();
    private static final int RUNNING = 1;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    @TempDir
    private Path folder;

    private Path socket = Path.of("");
    private Server server;
    private volatile Status status = Status.OK;
    private volatile byte[] answer = new byte[0];
    private volatile byte[] asked = new byte[0];

    private static final class Octets implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        socket = folder.resolve("containerd.sock");
        var method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("runtime.v1.RuntimeService/ContainerStatus")
                .setRequestMarshaller(new Octets())
                .setResponseMarshaller(new Octets())
                .build();
        server = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(threads)
                .workerEventLoopGroup(threads)
                .addService(ServerServiceDefinition.builder("runtime.v1.RuntimeService")
                        .addMethod(method, this::answered)
                        .build())
                .build()
                .start();
        assumeThat(Files.getAttribute(socket, "unix:uid")).as("needs root").isEqualTo(0);
        answer = container(ID, RUNNING, "{\"pid\":%d,\"config\":{\"linux\":{\"security_context\":{}}}}".formatted(ME));
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
        var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private ServerCall.Listener<byte[]> answered(ServerCall<byte[], byte[]> call, Metadata headers) {
        call.request(1);
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
                asked = message;
            }

            @Override
            public void onHalfClose() {
                if (status.isOk()) {
                    call.sendHeaders(new Metadata());
                    call.sendMessage(answer);
                }
                call.close(status, new Metadata());
            }
        };
    }

    private static ProtoWriter pair(String name, String value) {
        return new ProtoWriter().text(1, name).text(2, value);
    }

    private static byte[] container(String id, int state, String info) {
        var status = new ProtoWriter()
                .text(1, id)
                .message(2, new ProtoWriter().text(1, "payments").integer(2, 0))
                .integer(3, state)
                .integer(4, 1_700_000_000_000_000_000L)
                .message(8, new ProtoWriter().text(1, "sha256:2").text(18, "registry.example/app:1"))
                .text(9, "registry.example/app@sha256:1")
                .message(12, pair("app", "payments"))
                .message(12, pair("io.kubernetes.pod.namespace", "shop"))
                .text(17, "sha256:2");
        return new ProtoWriter()
                .message(1, status)
                .message(2, pair("info", info))
                .toByteArray();
    }

    private Set<String> found(String path) {
        return new ContainerRuntime(socket, new Procfs(Path.of("/proc"))).selectors(ME, List.of(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/system.slice/cri-containerd-ID.scope",
                "/k8s.io/ID",
                "/kubepods/burstable/pod5f2a1c60-8a4d-4d0e-9d55-0a1f4d4b6a11/ID",
                "/kubepods.slice/kubepods-pod5f2a1c60_8a4d_4d0e_9d55_0a1f4d4b6a11.slice/cri-containerd-ID.scope"
            })
    void what_the_runtime_says_of_the_caller_s_container(String path) {
        assertThat(found(path.replace("ID", ID)))
                .containsExactlyInAnyOrder(
                        "containerd:container-id:" + ID,
                        "containerd:name:payments",
                        "containerd:image:registry.example/app:1",
                        "containerd:image-digest:registry.example/app@sha256:1",
                        "containerd:image-id:sha256:2",
                        "containerd:label:app:payments",
                        "containerd:label:io.kubernetes.pod.namespace:shop",
                        "containerd:privileged:false");
        var request = ProtoReader.ofAny(asked);
        assertThat(request.text(1)).isEqualTo(ID);
        assertThat(request.number(2)).as("verbose").isEqualTo(1);
    }

    @Test
    void a_privileged_one_is_told_and_of_what_is_not_described_nothing_is_said() {
        answer = container(
                ID,
                RUNNING,
                "{\"pid\":%d,\"config\":{\"linux\":{\"security_context\":{\"privileged\":true}}}}".formatted(ME));
        assertThat(found("/k8s.io/" + ID)).contains("containerd:privileged:true");
        answer = container(ID, RUNNING, "{\"pid\":%d}".formatted(ME));
        assertThat(found("/k8s.io/" + ID)).noneMatch(selector -> selector.startsWith("containerd:privileged"));
    }

    @Test
    void a_stopped_container_another_id_and_an_unknown_one_are_nobodys() {
        String path = "/k8s.io/" + ID;
        for (byte[] other : List.of(
                container(ID, 2, "{\"pid\":%d}".formatted(ME)),
                container("d".repeat(64), RUNNING, "{\"pid\":%d}".formatted(ME)),
                container(ID, RUNNING, "{\"pid\":0}"),
                container(ID, RUNNING, "{}"),
                container(ID, RUNNING, "nonsense"),
                "nonsense".getBytes(StandardCharsets.US_ASCII),
                new byte[0])) {
            answer = other;
            assertThat(found(path)).isEmpty();
        }
        status = Status.NOT_FOUND;
        assertThat(found(path)).isEmpty();
        status = Status.UNIMPLEMENTED;
        assertThat(found(path)).isEmpty();
    }

    /// Threat T9: the name of a control group proves nothing.
    @Test
    void t9_a_container_in_other_namespaces_and_a_path_of_two_are_not_the_callers() throws Exception {
        String path = "/k8s.io/" + ID;
        assertThat(found(path + "/k8s.io/" + "d".repeat(64))).isEmpty();
        assertThat(found("/user.slice/k8s.io/" + ID)).isEmpty();
        var stranger = new ProcessBuilder("unshare", "--mount", "sh", "-c", "echo there; exec sleep 60")
                .redirectErrorStream(true)
                .start();
        try (var said = stranger.inputReader()) {
            assumeThat(said.readLine()).as("may make namespaces").isEqualTo("there");
            answer = container(ID, RUNNING, "{\"pid\":%d}".formatted(stranger.pid()));
            assertThat(found(path)).isEmpty();
        } finally {
            stranger.destroy();
        }
    }

    @Test
    void a_socket_that_is_not_root_s_is_not_asked() throws Exception {
        Files.setAttribute(socket, "unix:uid", 12345);
        assertThat(found("/k8s.io/" + ID)).isEmpty();
        assertThat(asked).isEmpty();
    }
}
