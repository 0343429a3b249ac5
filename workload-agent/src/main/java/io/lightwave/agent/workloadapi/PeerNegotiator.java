package io.lightwave.agent.workloadapi;

import io.grpc.Attributes;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.grpc.netty.ProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import io.lightwave.agent.attestation.Caller;
import java.io.IOException;

/// Tells each call which process its connection is of.
final class PeerNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
    static final Attributes.Key<Caller> CALLER = Attributes.Key.create("caller");

    private static final int CONNECTIONS_OF_A_GROUP = 200;

    private final Peer peer = new Peer(CONNECTIONS_OF_A_GROUP);

    @Override
    public AsciiString scheme() {
        return AsciiString.of("http");
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
        return new Handler(InternalProtocolNegotiators.serverPlaintext().newHandler(grpc), peer);
    }

    @Override
    public void close() {}

    private static final class Handler extends ChannelInboundHandlerAdapter {
        private final ChannelHandler next;
        private final Peer peer;

        Handler(ChannelHandler next, Peer peer) {
            this.next = next;
            this.peer = peer;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (!(event instanceof ProtocolNegotiationEvent negotiation)) {
                context.fireUserEventTriggered(event);
                return;
            }
            Caller caller;
            try {
                caller = peer.of(context.channel());
            } catch (IOException refused) {
                var _ = context.close();
                return;
            }
            var attributes = InternalProtocolNegotiationEvent.getAttributes(negotiation).toBuilder()
                    .set(CALLER, caller)
                    .build();
            context.pipeline().addAfter(context.name(), null, next);
            context.fireUserEventTriggered(InternalProtocolNegotiationEvent.withAttributes(negotiation, attributes));
            context.pipeline().remove(this);
        }
    }
}
