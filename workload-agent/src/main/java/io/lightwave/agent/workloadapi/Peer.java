package io.lightwave.agent.workloadapi;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.lightwave.agent.attestation.Caller;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who is at the other ends of a Unix socket. Each holds files open here, so that nobody may hold all of them:
/// neither a control group, as containers and services have one each, nor a user but root.
final class Peer {
    /// A user has several.
    private static final int GROUPS_OF_A_USER = 4;
    private static final System.Logger LOG = System.getLogger(Peer.class.getName());
    private static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(1);

    private final Map<String, Integer> open = new HashMap<>();
    private final int mostOfAGroup;
    private long complainedAt = System.nanoTime() - BETWEEN_COMPLAINTS.toNanos();

    /// @param mostOfAGroup connections of one control group; a user has four times as many
    Peer(int mostOfAGroup) {
        this.mostOfAGroup = mostOfAGroup;
    }

    /// Asks the kernel at once, while the connection is new. What it holds goes with the connection.
    ///
    /// @throws IOException when there are too many connections of the same origin
    Caller of(Channel channel) throws IOException {
        if (!(channel instanceof EpollDomainSocketChannel socket)) {
            throw new IOException("not a Unix socket");
        }
        var credentials = socket.peerCredentials();
        int[] groups = credentials.gids();
        var caller = Caller.of(
                socket.fd().intValue(), credentials.pid(), credentials.uid(), groups.length == 0 ? -1 : groups[0]);
        var origins = credentials.uid() == 0
                ? List.of("group " + caller.group())
                : List.of("group " + caller.group(), "user " + credentials.uid());
        if (!enter(origins)) {
            caller.close();
            complain(caller);
            throw new IOException("too many connections");
        }
        var _ = channel.closeFuture().addListener(_ -> {
            caller.close();
            leave(origins);
        });
        return caller;
    }

    private synchronized void complain(Caller caller) {
        if (System.nanoTime() - complainedAt >= BETWEEN_COMPLAINTS.toNanos()) {
            complainedAt = System.nanoTime();
            LOG.log(System.Logger.Level.WARNING, "too many connections where {0} is: further ones are closed", caller);
        }
    }

    private synchronized boolean enter(List<String> origins) {
        boolean full = origins.stream()
                .anyMatch(origin -> open.getOrDefault(origin, 0)
                        >= (origin.startsWith("user ") ? GROUPS_OF_A_USER * mostOfAGroup : mostOfAGroup));
        if (!full) {
            origins.forEach(origin -> open.merge(origin, 1, Integer::sum));
        }
        return !full;
    }

    private synchronized void leave(List<String> origins) {
        origins.forEach(origin -> open.computeIfPresent(origin, (_, count) -> count == 1 ? null : count - 1));
    }
}
