package io.lightwave.agent.workloadapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.flow.FlowControlHandler;
import io.grpc.netty.shaded.io.netty.handler.timeout.ReadTimeoutHandler;
import io.lightwave.agent.attestation.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Plain HTTP on a Unix socket, so that `curl --unix-socket` is a client: `GET /token?audience=…`,
/// `GET /jwt-svid?audience=…`, `GET /certificate`, `GET /bundle`.
public final class HttpSocket implements AutoCloseable {
    private static final int LARGEST_REQUEST = 16 << 10;
    private static final int CONNECTIONS_OF_A_GROUP = 500;
    private static final int SECONDS_WITHOUT_A_REQUEST = 30;

    private final Path path;
    private final HttpAnswers answers;
    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Channel channel;

    /// @throws IOException when the socket cannot be made
    public HttpSocket(Path path, Identification identification) throws IOException {
        this.path = path;
        this.answers = new HttpAnswers(identification);
        var peer = new Peer(CONNECTIONS_OF_A_GROUP);
        UnixSockets.clear(path);
        channel = new ServerBootstrap()
                .group(threads)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        Caller caller;
                        try {
                            caller = peer.of(connection);
                        } catch (IOException refused) {
                            var _ = connection.close();
                            return;
                        }
                        connection
                                .pipeline()
                                .addLast(
                                        new ReadTimeoutHandler(SECONDS_WITHOUT_A_REQUEST),
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(LARGEST_REQUEST),
                                        new FlowControlHandler(), // one request at a time
                                        new Handler(answers, caller));
                    }
                })
                .bind(new DomainSocketAddress(path.toFile()))
                .syncUninterruptibly()
                .channel();
        UnixSockets.open(path);
    }

    /// One connection: one request after the other, each in a thread of its own, since it may wait for the server.
    private static final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final HttpAnswers answers;
        private final Caller caller;

        Handler(HttpAnswers answers, Caller caller) {
            this.answers = answers;
            this.caller = caller;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            String method = request.method().name();
            String target = request.uri();
            boolean goesOn =
                    HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
            context.channel().config().setAutoRead(false);
            Thread.startVirtualThread(() -> {
                var answer = answers.answer(caller, method, target);
                var response = new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(answer.status()),
                        Unpooled.wrappedBuffer(answer.body().getBytes(UTF_8)));
                response.headers()
                        .set("Content-Type", answer.type())
                        .set("Cache-Control", "no-store")
                        .set("Content-Length", response.content().readableBytes())
                        .set("Connection", goesOn ? "keep-alive" : "close");
                var written = context.writeAndFlush(response);
                if (goesOn) {
                    var _ = context.channel().config().setAutoRead(true);
                } else {
                    var _ = written.addListener(ChannelFutureListener.CLOSE);
                }
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }

    @Override
    public void close() {
        var _ = channel.close().syncUninterruptibly();
        var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        UnixSockets.remove(path);
    }
}
