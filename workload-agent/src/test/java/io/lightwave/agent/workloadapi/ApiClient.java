package io.lightwave.agent.workloadapi;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.lightwave.agent.proto.ProtoWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A client of the Workload API that says exactly what the test wants said.
final class ApiClient implements AutoCloseable {
    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ManagedChannel channel;

    ApiClient(Path socket) {
        channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .eventLoopGroup(threads)
                .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                .usePlaintext()
                .build();
    }

    /// What came of a call, in order.
    static final class Call {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        private final ClientCall<byte[], byte[]> call;

        Call(ClientCall<byte[], byte[]> call) {
            this.call = call;
        }

        byte[] message() throws InterruptedException {
            return next() instanceof byte[] message ? message : new byte[0];
        }

        Status.Code end() throws InterruptedException {
            return next() instanceof Status status ? status.getCode() : Status.Code.OK;
        }

        Object next() throws InterruptedException {
            return Optional.ofNullable(heard.poll(120, TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError("nothing came"));
        }

        int waiting() {
            return heard.size();
        }

        void cancel() {
            call.cancel("enough", null);
        }
    }

    Call call(String method, byte[] request, String... header) {
        var descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                .setFullMethodName("SpiffeWorkloadAPI/" + method)
                .setRequestMarshaller(Calls.OCTETS)
                .setResponseMarshaller(Calls.OCTETS)
                .build();
        var headers = new Metadata();
        for (String value : header) {
            headers.put(Metadata.Key.of("workload.spiffe.io", Metadata.ASCII_STRING_MARSHALLER), value);
        }
        var call = channel.newCall(descriptor, CallOptions.DEFAULT);
        var heard = new Call(call);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] message) {
                        heard.heard.add(message);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        heard.heard.add(status);
                    }
                },
                headers);
        call.request(1_000);
        call.sendMessage(request);
        call.halfClose();
        return heard;
    }

    Call call(String method, ProtoWriter request) {
        return call(method, request.toByteArray(), "true");
    }

    @Override
    public void close() {
        channel.shutdownNow();
        var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
