package io.lightwave.agent.attestation;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.lightwave.agent.proto.ProtoReader;
import io.lightwave.agent.proto.ProtoWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Asks a container runtime by Kubernetes' Container Runtime Interface (`runtime.v1.RuntimeService`) over its Unix
/// socket, and only if that belongs to root. One connection for one question: a runtime may be restarted at any time.
final class RuntimeService {
    private static final int LARGEST = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final MethodDescriptor.Marshaller<byte[]> OCTETS = new Octets();
    private static final MethodDescriptor<byte[], byte[]> CONTAINER_STATUS =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("runtime.v1.RuntimeService/ContainerStatus")
                    .setRequestMarshaller(OCTETS)
                    .setResponseMarshaller(OCTETS)
                    .build();

    private final Path socket;
    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("container-runtime", true), EpollIoHandler.newFactory());

    RuntimeService(Path socket) {
        this.socket = socket;
    }

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

    /// `ContainerStatusResponse` with all that the runtime tells (`verbose`).
    ///
    /// @return empty when the runtime has no such container
    /// @throws IOException when it cannot be asked
    Optional<ProtoReader> containerStatus(String id) throws IOException {
        if (!Files.getAttribute(socket.toRealPath(), "unix:uid").equals(0)) {
            throw new IOException(socket + " does not belong to root");
        }
        byte[] request = new ProtoWriter().text(1, id).integer(2, 1).toByteArray();
        var channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .eventLoopGroup(threads)
                .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                .overrideAuthority("localhost")
                .maxInboundMessageSize(LARGEST)
                .usePlaintext()
                .build();
        try {
            var answer = new Answer();
            var call = channel.newCall(
                    CONTAINER_STATUS,
                    CallOptions.DEFAULT.withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
            call.start(answer, new Metadata());
            call.sendMessage(request);
            call.halfClose();
            call.request(2);
            byte[] message = answer.get();
            return message == null ? Optional.empty() : Optional.of(ProtoReader.ofAny(message));
        } catch (IllegalArgumentException malformed) {
            throw new IOException("the runtime's answer is no message", malformed);
        } finally {
            channel.shutdownNow();
        }
    }

    /// What came of the call.
    private static final class Answer extends ClientCall.Listener<byte[]> {
        private final CompletableFuture<Status> ended = new CompletableFuture<>();
        private volatile byte @Nullable [] message; // null until one came

        @Override
        public void onMessage(byte[] octets) {
            message = octets;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
        }

        /// Null when the runtime knows no such container.
        byte @Nullable [] get() throws IOException {
            try {
                var status = ended.get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (status.getCode() == Status.Code.NOT_FOUND) {
                    return null;
                }
                if (!status.isOk()) {
                    throw new IOException("the runtime answered " + status.getCode());
                }
                return message;
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("the runtime does not answer", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
