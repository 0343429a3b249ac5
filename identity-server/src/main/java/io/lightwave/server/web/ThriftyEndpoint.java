package io.lightwave.server.web;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/// Sockets whose TLS connections cost little while they are idle ([ThriftyChannel]).
final class ThriftyEndpoint extends NioEndpoint {
    ThriftyEndpoint() {
        // Channels are not used again for another connection: they have nothing that would be worth it, and the last
        // word to one that has ended cannot reach the next one.
        getSocketProperties().setBufferPool(0);
    }

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffers) {
        return isSSLEnabled()
                ? new ThriftyChannel(new LentBuffers(getSocketProperties().getAppReadBufSize()), this)
                : super.createChannel(buffers);
    }
}
