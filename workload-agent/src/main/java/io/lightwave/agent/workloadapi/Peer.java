package io.lightwave.agent.workloadapi;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.lightwave.agent.attestation.Caller;
import java.io.IOException;

/// Who is at the other end of a Unix socket.
final class Peer {
    private Peer() {}

    /// Asks the kernel at once, while the connection is new. What it holds goes with the connection.
    static Caller of(Channel channel) throws IOException {
        if (!(channel instanceof EpollDomainSocketChannel socket)) {
            throw new IOException("not a Unix socket");
        }
        var credentials = socket.peerCredentials();
        int[] groups = credentials.gids();
        var caller = Caller.of(
                socket.fd().intValue(), credentials.pid(), credentials.uid(), groups.length == 0 ? -1 : groups[0]);
        var _ = channel.closeFuture().addListener(_ -> caller.close());
        return caller;
    }
}
