package io.lightwave.agent.workloadapi;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// gRPC on a Unix socket that anybody on the machine may connect to: who calls decides what is given.
public final class UnixServer implements AutoCloseable {
    private static final int LARGEST_MESSAGE = 64 << 10;
    private static final int LARGEST_METADATA = 8 << 10;
    private static final int CALLS_OF_ONE_CONNECTION = 100;

    private final Path path;
    private final EventLoopGroup boss = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoopGroup workers = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;

    /// @throws IOException when the socket cannot be made, as when another agent has it
    public UnixServer(Path path, List<BindableService> services) throws IOException {
        this.path = path;
        UnixSockets.clear(path);
        var builder = NettyServerBuilder.forAddress(new DomainSocketAddress(path.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(boss)
                .workerEventLoopGroup(workers)
                .executor(threads)
                .protocolNegotiator(new PeerNegotiator())
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .maxInboundMetadataSize(LARGEST_METADATA)
                .maxConcurrentCallsPerConnection(CALLS_OF_ONE_CONNECTION)
                .maxConnectionIdle(10, TimeUnit.MINUTES)
                .maxRstFramesPerWindow(1_000, 1)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        services.forEach(builder::addService);
        server = builder.build().start();
        UnixSockets.open(path);
    }

    @Override
    public void close() {
        server.shutdownNow();
        var _ = boss.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        var _ = workers.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        threads.shutdownNow();
        UnixSockets.remove(path);
    }
}
