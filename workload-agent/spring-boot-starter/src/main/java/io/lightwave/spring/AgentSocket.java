package io.lightwave.spring;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// Asks the agent on its socket of plain HTTP; the identity is that of the process that asks.
final class AgentSocket {
    private static final int LARGEST = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path socket;

    AgentSocket(Path socket) {
        this.socket = socket;
    }

    static String parameter(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /// By HTTP/1.0, so that the answer ends with the connection.
    ///
    /// @throws IOException when the agent cannot be reached, refuses, or takes more than 30 seconds
    String get(String target) throws IOException {
        String answer = ask("GET %s HTTP/1.0\r\nHost: agent\r\n\r\n".formatted(target));
        int body = answer.indexOf("\r\n\r\n");
        String[] status = answer.split(" ", 3);
        if (body < 0 || status.length < 3) {
            throw new IOException("the agent's answer is no HTTP");
        }
        if (!status[1].equals("200")) {
            throw new IOException("the agent answered " + status[1] + " to " + target.replaceAll("[?].*", ""));
        }
        return answer.substring(body + 4);
    }

    private String ask(String request) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                var selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            long begun = System.nanoTime();
            var all = new ByteArrayOutputStream();
            var buffer = ByteBuffer.allocate(16 << 10);
            while (channel.read(buffer) >= 0) {
                all.write(buffer.array(), 0, buffer.position());
                long left = PATIENCE.minusNanos(System.nanoTime() - begun).toMillis();
                if (all.size() > LARGEST || left <= 0) {
                    throw new IOException("the agent's answer is too long, or takes too long");
                }
                buffer.clear();
                selector.select(left);
                selector.selectedKeys().clear();
            }
            return all.toString(StandardCharsets.UTF_8);
        }
    }
}
